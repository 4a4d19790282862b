// What the person looking has chosen. Everything on the page follows from it.

const COLORS = ["height", "intensity", "ring", "distance"];

const state = {
  frame: 0,
  selected: null, // a box of the scan
  hovered: null,
  view: "behind",
  color: "height",
  theme: matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark",
  minScore: scoreRange[0],
  detections: true,
  truth: true,
  labels: true,
  grid: true,
  shading: true,
  pointSize: 1,
  isPlaying: false,
};

const listeners = [];

/** Calls `listener` with the names of what has changed. */
function onChange(listener) {
  listeners.push(listener);
}

function change(part) {
  const names = Object.keys(part).filter((name) => state[name] !== part[name]);
  if (names.length === 0) return;
  Object.assign(state, part);
  // A box that is no longer shown is no longer selected.
  for (const role of ["selected", "hovered"]) {
    if (state[role] && !isShown(state[role])) {
      state[role] = null;
      names.push(role);
    }
  }
  listeners.forEach((listener) => listener(names));
  requestDraw();
}

function showFrame(frame) {
  if (scenes.length === 0) return;
  change({ frame: (frame + scenes.length) % scenes.length, selected: null, hovered: null });
}

/** The colours of the theme that is chosen. */
const look = () => file[state.theme];

/** `#rrggbb` as three fractions. */
function fractions(color) {
  return [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16) / 255);
}
