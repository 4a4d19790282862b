// A grid on the ground and circles of equal range around the sensor.

const RING_STEPS = 128;

/** Metres between two rings or lines: about eight of them from the middle outwards. */
function groundSpacing(reach) {
  const decade = 10 ** Math.floor(Math.log10(reach / 8));
  return decade * ([1, 2, 5].find((factor) => factor * decade * 8 >= reach) ?? 10);
}

/** Where rings and grid are: how far they reach, and around what. */
function groundPlan(scene) {
  const z = groundOf(scene);
  const isAround = hasSensorInside(scene);
  const middle = isAround ? [0, 0] : [0, 1].map((axis) => scene.low[axis] + scene.extent[axis] / 2);
  const farthest = Math.max(...[0, 1].map((axis) => Math.max(
    Math.abs(scene.low[axis] - middle[axis]),
    Math.abs(scene.low[axis] + scene.extent[axis] - middle[axis]),
  )));
  const reach = clamp(farthest, 10, isAround ? 100 : 1e5);
  return { middle, z, reach, spacing: groundSpacing(reach), hasRings: isAround };
}

/** The ranges that have a ring. */
function ringRanges({ reach, spacing, hasRings }) {
  const count = hasRings ? Math.floor(reach / spacing + 1e-9) : 0;
  return Array.from({ length: count }, (_, i) => (i + 1) * spacing);
}

function sketchGround(scene) {
  const sketch = new Sketch();
  const plan = groundPlan(scene);
  const color = fractions(look().line);
  const { middle: [x, y], z, spacing } = plan;
  const count = Math.ceil(plan.reach / spacing);
  const reach = count * spacing;
  for (let i = -count; i <= count; i++) {
    const offset = i * spacing;
    sketch.line([x + offset, y - reach, z], [x + offset, y + reach, z], color, 0.22, 1);
    sketch.line([x - reach, y + offset, z], [x + reach, y + offset, z], color, 0.22, 1);
  }
  for (const range of ringRanges(plan)) sketchRing(sketch, range, z, color);
  if (plan.hasRings) sketchSensor(sketch, z);
  return sketch;
}

function sketchRing(sketch, range, z, color) {
  const at = (i) => {
    const angle = 2 * Math.PI * i / RING_STEPS;
    return [range * Math.cos(angle), range * Math.sin(angle), z];
  };
  for (let i = 0; i < RING_STEPS; i++) sketch.line(at(i), at(i + 1), color, 0.6, 1);
}

/** The sensor on its post, with the directions x (forward) and y (left). */
function sketchSensor(sketch, z) {
  const color = fractions(look().text);
  sketch.line([0, 0, z], [0, 0, 0], color, 0.8, 1.5);
  sketch.line([0, 0, z], [1.6, 0, z], color, 0.9, 2);
  sketch.line([1.6, 0, z], [1.2, 0.25, z], color, 0.9, 2);
  sketch.line([1.6, 0, z], [1.2, -0.25, z], color, 0.9, 2);
  sketch.line([0, 0, z], [0, 0.8, z], color, 0.5, 2);
}
