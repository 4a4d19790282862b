// What is known of the selected object, and two views of it from close by.

const details = document.getElementById("details");

const metres = (values) => values.map((value) => value.toFixed(2)).join(", ");
const distanceOf = (box) => Math.hypot(box.center[0], box.center[1]);
const whole = (count) => count.toLocaleString("en-US").replaceAll(",", "\u202f");

/** [name, value, whether it needs a row of its own] */
function factsOf(box) {
  const kind = box.is_truth ? "ground truth" : "detection";
  return [
    ["Kind", kind],
    ["Score", box.score === null ? "–" : box.score.toFixed(3)],
    ["Distance", `${distanceOf(box).toFixed(1)} m`],
    ["Points", whole(box.num_points)],
    ["Centre", `${metres(box.center)} m`, true],
    ["Size", `${box.size.map((value) => value.toFixed(2)).join(" × ")} m`, true],
    ["Yaw", `${(box.yaw / RADIANS).toFixed(1)}° (${box.yaw.toFixed(3)} rad)`, true],
  ];
}

function fillDetails() {
  const box = state.selected;
  details.hidden = !box;
  document.body.classList.toggle("selected", Boolean(box));
  if (!box) return;
  document.getElementById("details-class").textContent = box.class;
  details.querySelector(".swatch").replaceWith(classSwatch(box.class, kindOf(box)));
  const elements = factsOf(box).flatMap(([name, value, isWide]) => {
    const [term, text] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    text.textContent = value;
    text.classList.toggle("wide", Boolean(isWide));
    return [term, text];
  });
  document.getElementById("details-facts").replaceChildren(...elements);
}

const INSET_FOV = 1.5 * RADIANS;

/** From above, or from its right side: the heading points to the right of both. */
function insetCamera(box, side, aspect) {
  const [length, width, height] = box.size;
  const nose = noseOf(box);
  const across = side === "above" ? width : height;
  const span = Math.max((1.15 * length + nose) / 2 / aspect, 1.5 * across / 2, 0.3);
  const elevation = side === "above" ? 90 * RADIANS : 0;
  const azimuth = box.yaw + 90 * RADIANS;
  // The arrow in front of the box is part of the picture.
  const target = placeIn(box, [nose / Math.max(length, 0.1), 0, 0]);
  return new Camera({ target, azimuth, elevation, span, fov: INSET_FOV });
}

/** Shows what is a little wider than the box: things above and beside it would hide it. */
function insetPose(box, side, aspect) {
  const closeUp = insetCamera(box, side, aspect);
  const [, width, height] = box.size;
  const half = side === "above" ? height / 2 + 0.5 : width / 2 + 0.7;
  const { distance } = closeUp;
  return closeUp.pose(aspect, Math.max(distance - half, 0.1), distance + half);
}

onChange((names) => (names.includes("selected") || names.includes("theme")) && fillDetails());
document.getElementById("details-close").addEventListener("click", () => change({ selected: null }));
