// Mouse and fingers.

/** Farther than this a press is a drag and no click, in pixels of a page. */
const CLICK_REACH = 5;
const MIN_SPAN = 0.2;
const MAX_SPAN = 2e4;

const pointers = new Map();
let pressedAt = null;
let clickedAt = null;

/** A place of the page as the picture counts, from -1 to 1 in both directions. */
const pictureFromPage = ({ x, y }) => [2 * x / innerWidth - 1, 1 - 2 * y / innerHeight];

function turn(dx, dy) {
  flight = null;
  const { eye } = camera;
  // From outside, what is looked at turns with the finger; from inside, the picture stays under it.
  const radiansPerPixel = (state.view === "sensor" ? -camera.fov : 3.2) / innerHeight;
  camera.azimuth = wrapAngle(camera.azimuth - dx * radiansPerPixel);
  if (state.view !== "above") {
    camera.elevation = clamp(camera.elevation + dy * radiansPerPixel, -89 * RADIANS, 90 * RADIANS);
  }
  if (state.view === "sensor") camera.eye = eye;
  requestDraw();
}

/** Moves over the ground so that it stays under the finger. */
function move(dx, dy) {
  if (state.view === "sensor") return turn(dx, dy);
  flight = null;
  const metresPerPixel = 2 * camera.span / innerHeight;
  const [cos, sin] = [Math.cos(camera.azimuth), Math.sin(camera.azimuth)];
  const tilt = Math.max(Math.abs(Math.sin(camera.elevation)), 0.25);
  const [aside, ahead] = [-dx * metresPerPixel, dy * metresPerPixel / tilt];
  camera.target = add(camera.target, [aside * sin + ahead * cos, -aside * cos + ahead * sin, 0]);
  requestDraw();
}

/** Makes things `factor` times larger; what is under the place stays there. */
function zoom(factor, [x, y]) {
  flight = null;
  if (state.view === "sensor") {
    const { eye } = camera;
    const { distance } = camera;
    camera.fov = clamp(camera.fov / factor, 5 * RADIANS, 100 * RADIANS);
    camera.span = distance * Math.tan(camera.fov / 2);
    camera.eye = eye;
  } else {
    const before = camera.span;
    camera.span = clamp(before / factor, MIN_SPAN, MAX_SPAN);
    const growth = before / camera.span - 1;
    move(-growth * x * innerWidth / 2, growth * y * innerHeight / 2);
  }
  requestDraw();
}

/** One finger or button. */
function drag(event, dx, dy) {
  const isOther = event.shiftKey || event.buttons === 2 || event.buttons === 4;
  if (isOther !== (state.view === "above")) move(dx, dy);
  else turn(dx, dy);
}

/** Two fingers: their middle moves, their distance zooms, their direction turns. */
function pinch(before, after) {
  const shape = ([a, b]) => ({
    x: (a.x + b.x) / 2,
    y: (a.y + b.y) / 2,
    apart: Math.max(Math.hypot(a.x - b.x, a.y - b.y), 1),
    angle: Math.atan2(b.y - a.y, b.x - a.x),
  });
  const [old, now] = [shape(before), shape(after)];
  move(now.x - old.x, now.y - old.y);
  zoom(now.apart / old.apart, pictureFromPage(now));
  if (state.view !== "sensor") camera.azimuth = wrapAngle(camera.azimuth + wrapAngle(now.angle - old.angle));
}

/** A second click at the same place goes to the box behind. */
function click(place) {
  const boxes = boxesUnder(pictureFromPage(place));
  const isAgain = clickedAt && Math.hypot(clickedAt.x - place.x, clickedAt.y - place.y) < CLICK_REACH;
  const previous = isAgain ? boxes.indexOf(state.selected) : -1;
  change({ selected: boxes[(previous + 1) % Math.max(boxes.length, 1)] ?? null });
  clickedAt = place;
}

function hover(place) {
  const [box] = boxesUnder(pictureFromPage(place));
  view.classList.toggle("over-object", Boolean(box));
  change({ hovered: box ?? null });
}

const placeOf = (event) => ({ x: event.clientX, y: event.clientY });

function onPointerMove(event) {
  if (!pointers.has(event.pointerId)) {
    if (event.pointerType === "mouse") hover(placeOf(event));
    return;
  }
  const before = [...pointers.values()];
  const old = pointers.get(event.pointerId);
  pointers.set(event.pointerId, placeOf(event));
  if (pressedAt && Math.hypot(event.clientX - pressedAt.x, event.clientY - pressedAt.y) > CLICK_REACH) {
    pressedAt = null;
    view.classList.add("turning");
  }
  if (pointers.size === 2) pinch(before, [...pointers.values()]);
  else if (pointers.size === 1 && !pressedAt) drag(event, event.clientX - old.x, event.clientY - old.y);
}

function onPointerEnd(event) {
  pointers.delete(event.pointerId);
  view.classList.remove("turning");
  if (pressedAt && event.type === "pointerup" && event.button === 0) click(pressedAt);
  pressedAt = null;
}

function startGestures() {
  view.addEventListener("pointerdown", (event) => {
    view.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, placeOf(event));
    pressedAt = pointers.size === 1 ? placeOf(event) : null;
  });
  view.addEventListener("pointermove", onPointerMove);
  for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, onPointerEnd);
  view.addEventListener("pointerleave", () => change({ hovered: null }));
  view.addEventListener("contextmenu", (event) => event.preventDefault());
  view.addEventListener("dblclick", (event) => {
    const [box] = boxesUnder(pictureFromPage(placeOf(event)));
    if (box) goTo(box);
  });
  view.addEventListener("wheel", (event) => {
    event.preventDefault();
    // Some mice count in lines, most in pixels; a notch is about 100 of those.
    const pixels = event.deltaY * (event.deltaMode === 1 ? 30 : 1);
    zoom(Math.exp(-clamp(pixels, -300, 300) * 0.0016), pictureFromPage(placeOf(event)));
  }, { passive: false });
}
