// Boxes: how they look, and which one is under the pointer.

const classColor = (name) => look().classes[name] ?? look().text;

/** Metres from the beginning of a dash to the next, and how many an edge has at most. */
const DASH = 0.4;
const MAX_DASHES = 40;

/** The parts of a line that are drawn when it is dashed; the first begins and the last ends with the line. */
function dashesBetween(from, to) {
  const way = subtract(to, from);
  const count = clamp(Math.round(Math.hypot(...way) / DASH), 2, MAX_DASHES);
  const at = (fraction) => from.map((value, axis) => value + fraction * way[axis]);
  return Array.from({ length: count }, (_, i) => [at(i / (count - 0.5)), at((i + 0.5) / (count - 0.5))]);
}

/** A place in a box, given in halves of its size, in the LiDAR's frame. */
function placeIn(box, [along, aside, up]) {
  const [a, b] = [along * box.size[0] / 2, aside * box.size[1] / 2];
  const [sin, cos] = [Math.sin(box.yaw), Math.cos(box.yaw)];
  return add(box.center, [a * cos - b * sin, a * sin + b * cos, up * box.size[2] / 2]);
}

/** A direction of the LiDAR's frame along the box, left of it and up. */
function directionIn(box, [x, y, z]) {
  const [sin, cos] = [Math.sin(box.yaw), Math.cos(box.yaw)];
  return [x * cos + y * sin, y * cos - x * sin, z];
}

const CORNERS = [[1, 1], [-1, 1], [-1, -1], [1, -1]];

/** Ground truth is filled and dashed, a detection an outline; the front is filled in both. */
function sketchBox(sketch, box) {
  const color = fractions(classColor(box.class));
  const isMarked = box === state.selected || box === state.hovered;
  const width = (box.is_truth ? 1.5 : 2) + (isMarked ? 1.2 : 0);
  // Others step back behind the one that is looked at.
  const strength = state.selected && !isMarked ? 0.5 : 1;
  const line = (from, to) =>
    (box.is_truth ? dashesBetween(from, to) : [[from, to]]).forEach(([start, end]) =>
      sketch.line(start, end, color, strength, width));
  const face = (places, alpha) =>
    sketch.face(places.map((place) => placeIn(box, place)), color, alpha * strength);
  CORNERS.forEach(([a, b], i) => {
    const [c, d] = CORNERS[(i + 1) % 4];
    for (const [from, to] of [[[a, b, -1], [c, d, -1]], [[a, b, 1], [c, d, 1]], [[a, b, -1], [a, b, 1]]]) {
      line(placeIn(box, from), placeIn(box, to));
    }
    if (box.is_truth) face([[a, b, -1], [c, d, -1], [c, d, 1], [a, b, 1]], 0.07);
  });
  if (box.is_truth) face(CORNERS.map((corner) => [...corner, -1]), 0.16);
  face([[1, 1, -1], [1, -1, -1], [1, -1, 1], [1, 1, 1]], 0.22);
  sketchHeading(box, line);
}

/** How far the arrow of the heading reaches, metres. */
const noseOf = (box) => clamp(0.3 * box.size[0], 0.3, 1.2);

/** An arrow on the ground, from the front on. */
function sketchHeading(box, line) {
  const nose = noseOf(box);
  const tip = 1 + 2 * nose / Math.max(box.size[0], 0.1);
  const barb = Math.min(0.3 * nose / Math.max(box.size[1] / 2, 0.05), 1);
  const end = placeIn(box, [tip, 0, -1]);
  line(placeIn(box, [1, 0, -1]), end);
  for (const side of [-barb, barb]) {
    line(end, placeIn(box, [tip - 0.35 * (tip - 1), side, -1]));
  }
}

function sketchBoxes() {
  const sketch = new Sketch();
  shownBoxes().forEach((box) => sketchBox(sketch, box));
  return sketch;
}

/** How far along a ray from the eye it enters a box; infinity when it misses. */
function entryDistance(box, eye, ray) {
  const start = directionIn(box, subtract(eye, box.center));
  const direction = directionIn(box, ray);
  let [first, last] = [0, Infinity];
  for (let axis = 0; axis < 3; axis++) {
    // Small boxes far away should not be hard to hit.
    const half = box.size[axis] / 2 + 0.15;
    const toSides = [-half, half].map((side) => (side - start[axis]) / direction[axis]);
    first = Math.max(first, Math.min(...toSides));
    last = Math.min(last, Math.max(...toSides));
  }
  return first <= last ? first : Infinity;
}

/** The boxes under a place of the picture, nearest first; a detection before the ground truth around it. */
function boxesUnder(place) {
  const pose = poseOfView();
  const ray = rayThrough(pose, place);
  return shownBoxes()
    .map((box) => ({ box, distance: entryDistance(box, pose.eye, ray) + (box.is_truth ? 1 : 0) }))
    .filter(({ distance }) => distance < Infinity)
    .sort((a, b) => a.distance - b.distance)
    .map(({ box }) => box);
}
