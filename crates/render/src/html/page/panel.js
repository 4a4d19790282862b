// The panel at the side and the heading.

/** Objects that the list names; more make it slow and nobody reads them. */
const MAX_ROWS = 300;

const byId = (id) => document.getElementById(id);

function paintTheme() {
  const { style, dataset } = document.documentElement;
  const { background, panel, line, text } = look();
  const colors = { background, panel, line, text };
  for (const [name, value] of Object.entries(colors)) style.setProperty(`--${name}`, value);
  style.colorScheme = state.theme;
  dataset.theme = state.theme;
}

function fillHeading() {
  const scene = currentScene();
  const left = scene.num_left_out > 0 ? `, ${whole(scene.num_left_out)} left out` : "";
  byId("scan-name").textContent = scene.name;
  byId("scan-facts").textContent = `${whole(scene.num_points)} ${scene.num_points === 1 ? "point" : "points"}${left}`;
}

/** Colours of the ramp and what its ends stand for. */
function fillRamp() {
  const text = look()[state.color];
  const colors = Array.from({ length: RAMP_COLORS }, (_, i) => `#${text.slice(6 * i, 6 * i + 6)}`);
  byId("ramp").style.background = `linear-gradient(to right, ${colors.join(", ")})`;
  const [low, high] = {
    height: file.scales.height.map((value) => `${value.toFixed(1)} m`),
    intensity: file.scales.intensity.map((value) => String(Number(value.toPrecision(2)))),
    ring: ["lowest", "highest"],
    distance: file.scales.distance.map((value) => `${value.toFixed(0)} m`),
  }[state.color];
  byId("ramp-low").textContent = low;
  byId("ramp-high").textContent = high;
}

function fillCounts() {
  const { boxes } = currentScene();
  const count = (isTruth) => {
    const all = boxes.filter((box) => box.is_truth === isTruth);
    const shown = all.filter(isShown).length;
    return shown === all.length ? `${shown}` : `${shown} of ${all.length}`;
  };
  byId("detection-count").textContent = count(false);
  byId("truth-count").textContent = count(true);
  byId("score-value").textContent = `≥ ${state.minScore.toFixed(2)}`;
  byId("score").value = state.minScore;
}

/** The shown objects, the surest first. */
function objectsInOrder() {
  return shownBoxes().sort((a, b) =>
    a.is_truth - b.is_truth || (b.score ?? 0) - (a.score ?? 0) || distanceOf(a) - distanceOf(b));
}

/** A sample of how boxes of a class are drawn; the legend's, without a kind, is full. */
function classSwatch(name, kind) {
  const swatch = document.createElement("i");
  swatch.className = `swatch ${kind}`;
  swatch.style.setProperty("--swatch", classColor(name));
  return swatch;
}

const kindOf = (box) => (box.is_truth ? "truth" : "detection");

/** The classes of all scans, so that the legend stays while they play. */
function fillClasses() {
  const names = Object.keys(look().classes);
  byId("classes").replaceChildren(...names.map((name) => {
    const [entry, text] = [document.createElement("li"), document.createElement("span")];
    text.textContent = name;
    entry.append(classSwatch(name, "full"), text);
    return entry;
  }));
  byId("classes-section").hidden = names.length === 0;
}

function objectRow(box) {
  const [row, button] = [document.createElement("li"), document.createElement("button")];
  const part = (name, text) => {
    const element = document.createElement("span");
    element.className = name;
    element.textContent = text;
    return element;
  };
  button.append(
    classSwatch(box.class, kindOf(box)),
    part("class", box.class),
    part("sure", box.score === null ? "" : box.score.toFixed(2)),
    part("far", `${distanceOf(box).toFixed(1)} m`),
  );
  button.setAttribute("aria-current", box === state.selected);
  button.addEventListener("click", () => change({ selected: box }));
  button.addEventListener("dblclick", () => goTo(box));
  row.append(button);
  return row;
}

function fillObjects() {
  const objects = objectsInOrder();
  const rows = objects.slice(0, MAX_ROWS).map(objectRow);
  if (objects.length > MAX_ROWS) {
    const rest = document.createElement("li");
    rest.textContent = `and ${whole(objects.length - MAX_ROWS)} more`;
    rows.push(rest);
  }
  byId("objects").replaceChildren(...rows);
  byId("objects").querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
  byId("objects-section").hidden = currentScene().boxes.length === 0;
}

function pressChoices() {
  for (const key of ["view", "color"]) {
    document.querySelectorAll(`[data-${key}]`).forEach((button) =>
      button.setAttribute("aria-pressed", button.dataset[key] === state[key]));
  }
  document.querySelectorAll("[data-switch]").forEach((box) => { box.checked = state[box.dataset.switch]; });
}

function togglePanel() {
  const isClosed = document.body.classList.toggle("closed");
  byId("menu").setAttribute("aria-expanded", !isClosed);
}

function goTo(box) {
  change({ selected: box, view: state.view === "sensor" ? "behind" : state.view });
  flyTo(cameraAt(box));
}

function startPanel() {
  byId("title").textContent = file.title;
  const slider = byId("score");
  [slider.min, slider.max] = scoreRange;
  slider.step = (slider.max - slider.min) / 100;
  byId("score-section").hidden = !scenes.some(({ boxes }) => boxes.some(({ score }) => score !== null));
  slider.addEventListener("input", () => change({ minScore: Number(slider.value) }));
  document.querySelectorAll("[data-view]").forEach((button) =>
    button.addEventListener("click", () => setView(button.dataset.view)));
  document.querySelectorAll("[data-color]").forEach((button) =>
    button.addEventListener("click", () => change({ color: button.dataset.color })));
  document.querySelectorAll("[data-switch]").forEach((box) =>
    box.addEventListener("change", () => change({ [box.dataset.switch]: box.checked })));
  byId("theme").addEventListener("click", switchTheme);
  byId("help").addEventListener("click", () => byId("keys").showModal());
  byId("menu").addEventListener("click", togglePanel);
  if (innerWidth <= 700) togglePanel();
}

const switchTheme = () => change({ theme: state.theme === "dark" ? "light" : "dark" });

const fillPanel = () => {
  [paintTheme, fillHeading, fillRamp, fillClasses, fillCounts, fillObjects, pressChoices].forEach((fill) => fill());
};
onChange((names) => {
  if (names.some((name) => !["hovered", "isPlaying", "pointSize"].includes(name))) fillPanel();
});
