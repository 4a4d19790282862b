// Where the camera goes.

const WIDE = 50 * RADIANS;
const NARROW = 4 * RADIANS;

/** Behind and above the sensor, or aside of points that are elsewhere. */
function cameraBehind(scene, aspect) {
  const size = Math.max(scene.extent[0], scene.extent[1], 4);
  // A tall picture shows as much from left to right as a square one.
  const room = Math.max(1, 0.9 / aspect);
  if (hasSensorInside(scene)) {
    const span = Math.min(12, 0.3 * size) * room;
    const target = [Math.min(13, 0.3 * size) * Math.sqrt(room), 0, groundOf(scene) + 0.5];
    return new Camera({ target, azimuth: 0, elevation: 22 * RADIANS, span, fov: WIDE });
  }
  const target = scene.low.map((low, axis) => low + scene.extent[axis] / 2);
  return new Camera({ target, azimuth: 0, elevation: 35 * RADIANS, span: 0.4 * size * room, fov: WIDE });
}

/** From above, forward up: what lies within 60 m of the sensor. */
function cameraAbove(scene, aspect) {
  const nearest = hasSensorInside(scene) ? 60 : Infinity;
  const [x, y] = [0, 1].map((axis) => {
    const low = Math.max(scene.low[axis], -nearest);
    const high = Math.min(scene.low[axis] + scene.extent[axis], nearest);
    return { middle: (low + high) / 2, half: (high - low) / 2 };
  });
  const span = Math.max(x.half, y.half / aspect, 2) * 1.04;
  const target = [x.middle, y.middle, groundOf(scene)];
  return new Camera({ target, azimuth: 0, elevation: 90 * RADIANS, span, fov: NARROW });
}

/** What the sensor sees ahead. */
function cameraOfSensor(aspect) {
  const fov = clamp(60 / aspect, 36, 75) * RADIANS;
  const distance = 10;
  const camera = new Camera({
    target: [0, 0, 0], azimuth: 0, elevation: 4 * RADIANS, span: distance * Math.tan(fov / 2), fov,
  });
  camera.eye = [0, 0, 0];
  return camera;
}

const aspectOfView = () => innerWidth / Math.max(innerHeight, 1);

function cameraFor(view) {
  if (view === "above") return cameraAbove(currentScene(), aspectOfView());
  if (view === "sensor") return cameraOfSensor(aspectOfView());
  return cameraBehind(currentScene(), aspectOfView());
}

/** The same direction and angle of view, close to a box. */
function cameraAt(box) {
  const isTall = aspectOfView() < 0.9;
  const span = clamp(Math.max(...box.size), 1.5, 500) * (isTall ? 2.2 : 1.4);
  const elevation = Math.max(camera.elevation, 20 * RADIANS);
  const close = new Camera({ ...camera, target: box.center, elevation, span, fov: Math.min(camera.fov, WIDE) });
  // Details cover the lower half of a tall page.
  if (isTall) close.target = subtract(box.center, scale(close.axes().up, 0.4 * span));
  return close;
}

let camera = cameraFor(state.view);
let flight = null;

/** Moves the camera there within a third of a second. */
function flyTo(destination) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    camera = destination;
  } else {
    flight = { from: camera, to: destination, start: performance.now() };
  }
  requestDraw();
}

/** The camera now; asks for another picture while it is on its way. */
function moveCamera() {
  if (!flight) return;
  const share = clamp((performance.now() - flight.start) / 330, 0, 1);
  camera = flight.from.towards(flight.to, share * share * (3 - 2 * share));
  if (share === 1) flight = null;
  else requestDraw();
}

function setView(view) {
  change({ view });
  flyTo(cameraFor(view));
}

/** What is in front of the camera for the whole picture. */
function poseOfView() {
  const reach = reachFrom(currentScene(), camera.target) * 1.05 + 20;
  const near = Math.max(camera.distance - reach, Math.min(0.3, camera.distance * 0.05));
  return camera.pose(aspectOfView(), near, camera.distance + reach);
}
