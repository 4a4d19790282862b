// The keyboard.

const STEP = 40;
const MIDDLE = [0, 0];

function stepObject(step) {
  const boxes = objectsInOrder();
  if (boxes.length === 0) return;
  const at = boxes.indexOf(state.selected);
  const next = at < 0 ? (step > 0 ? 0 : boxes.length - 1) : (at + step + boxes.length) % boxes.length;
  change({ selected: boxes[next] });
}

const stepScore = (step) => {
  const [low, high] = scoreRange;
  change({ minScore: clamp(state.minScore + step * (high - low), low, high) });
};
const flip = (name) => () => change({ [name]: !state[name] });
const resize = (factor) => () => change({ pointSize: clamp(state.pointSize * factor, 0.25, 6) });

const KEYS = {
  "?": () => byId("keys").showModal(),
  1: () => setView("behind"),
  2: () => setView("above"),
  3: () => setView("sensor"),
  "+": () => zoom(1.2, MIDDLE),
  "=": () => zoom(1.2, MIDDLE),
  "-": () => zoom(1 / 1.2, MIDDLE),
  w: () => move(0, STEP),
  s: () => move(0, -STEP),
  a: () => move(STEP, 0),
  d: () => move(-STEP, 0),
  ArrowLeft: () => stepFrame(-1),
  ArrowRight: () => stepFrame(1),
  " ": () => scenes.length > 1 && play(!state.isPlaying),
  n: () => stepObject(1),
  p: () => stepObject(-1),
  f: () => state.selected && goTo(state.selected),
  "[": () => stepScore(-0.05),
  "]": () => stepScore(0.05),
  c: () => change({ color: COLORS[(COLORS.indexOf(state.color) + 1) % COLORS.length] }),
  ",": resize(1 / 1.25),
  ".": resize(1.25),
  x: flip("detections"),
  g: flip("truth"),
  l: flip("labels"),
  r: flip("grid"),
  e: flip("shading"),
  t: () => switchTheme(),
  m: () => togglePanel(),
  Escape: () => change({ selected: null }),
};

const SHIFT_KEYS = {
  ArrowLeft: () => turn(-STEP, 0),
  ArrowRight: () => turn(STEP, 0),
  ArrowUp: () => turn(0, -STEP),
  ArrowDown: () => turn(0, STEP),
};

function startKeys() {
  addEventListener("keydown", (event) => {
    const isElsewhere = event.ctrlKey || event.metaKey || event.altKey || byId("keys").open;
    // A focused slider or button keeps the keys that it understands.
    const control = event.target.closest?.("input, button");
    const isControls = control && (event.key === " " || (control.type === "range" && event.key.startsWith("Arrow")));
    if (isElsewhere || isControls) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = (event.shiftKey && SHIFT_KEYS[key]) || KEYS[key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
