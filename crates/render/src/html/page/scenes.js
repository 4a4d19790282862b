// What the file holds: scans, their boxes and their points.

const file = JSON.parse(document.getElementById("scenes").textContent);
const scenes = file.scenes;

/** The points of a scan as they go into a vertex buffer, 8 bytes each. */
function pointBytes(frame) {
  const text = atob(document.getElementById(`cloud-${frame}`).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const NO_SCENE = { name: "no scan", num_points: 0, num_left_out: 0, low: [0, 0, 0], extent: [0, 0, 0], ground: null, boxes: [] };

/** The scan that is shown. */
const currentScene = () => scenes[state.frame] ?? NO_SCENE;

/** Height of the ground; the lowest point where the file does not know it. */
const groundOf = (scene) => scene.ground ?? scene.low[2];

/** Whether the sensor, which is the origin, stands within a few metres of the points. */
function hasSensorInside(scene) {
  return [0, 1].every((axis) =>
    scene.low[axis] - 20 <= 0 && scene.low[axis] + scene.extent[axis] + 20 >= 0);
}

/** Distance from a position to the farthest corner of the points. */
function reachFrom(scene, position) {
  const offsets = [0, 1, 2].map((axis) => Math.max(
    Math.abs(scene.low[axis] - position[axis]),
    Math.abs(scene.low[axis] + scene.extent[axis] - position[axis]),
  ));
  return Math.max(Math.hypot(...offsets), 10);
}

function isShown(box) {
  if (box.is_truth) return state.truth;
  return state.detections && (box.score === null || box.score >= state.minScore);
}

const shownBoxes = () => currentScene().boxes.filter(isShown);

/** The ends of the score slider: 0 to 1 unless scores go beyond. */
const scoreRange = scenes.flatMap((scene) => scene.boxes)
  .reduce(([low, high], { score }) => [Math.min(low, score ?? 0), Math.max(high, score ?? 0)], [0, 1]);
