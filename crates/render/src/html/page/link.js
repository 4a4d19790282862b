// What stands behind the # of the address: `frame=3&object=2`, and how it is to be shown.

const LINKED_CHOICES = {
  view: ["behind", "above", "sensor"],
  color: COLORS,
  theme: ["dark", "light"],
};

function followLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  const frame = Number(link.get("frame"));
  if (Number.isInteger(frame) && frame >= 0 && frame < scenes.length) showFrame(frame);
  for (const [name, values] of Object.entries(LINKED_CHOICES)) {
    if (values.includes(link.get(name))) change({ [name]: link.get(name) });
  }
  const minScore = Number(link.get("score") ?? NaN);
  if (Number.isFinite(minScore)) change({ minScore: clamp(minScore, ...scoreRange) });
  flight = null;
  camera = cameraFor(state.view);
  const object = link.get("object");
  const box = object === null ? null : currentScene().boxes.find(({ index }) => index === Number(object));
  if (!box) return;
  // The reader came for this object, so nothing hides it.
  if (!isShown(box)) {
    const kind = box.is_truth ? "truth" : "detections";
    change({ [kind]: true, minScore: Math.min(state.minScore, box.score ?? Infinity) });
  }
  goTo(box);
}

/** Keeps the address such that it leads back to what is shown. */
function keepLink() {
  const link = new URLSearchParams();
  if (scenes.length > 1) link.set("frame", state.frame);
  if (state.selected) link.set("object", state.selected.index);
  const address = `#${link}`;
  if (address !== "#" || location.hash) {
    try {
      history.replaceState(null, "", address);
    } catch {
      // Some browsers allow it only so often, or not for files: the address then stays as it was.
    }
  }
}

function startLink() {
  followLink();
  onChange((names) => (names.includes("frame") || names.includes("selected")) && keepLink());
  addEventListener("hashchange", followLink);
}
