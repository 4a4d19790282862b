// One picture, and the start of everything.

/** Diameter of a point, and between which sizes on the screen it is kept. */
const POINT_METRES = 0.05;
const POINT_PIXELS = [1.8, 7];
const INSET_POINT_PIXELS = [2.6, 5];
const SHADING_STRENGTH = 9;

/** Pixels of the screen for one of the page; more than two cost much and show little. */
const pixelRatioNow = () => Math.min(devicePixelRatio || 1, 2);

let isDrawPending = false;
let drawPicture = () => {};

function requestDraw() {
  if (isDrawPending) return;
  isDrawPending = true;
  requestAnimationFrame(() => {
    isDrawPending = false;
    drawPicture();
  });
}

class Picture {
  constructor() {
    this.points = new PointLayer();
    this.ground = new SketchLayer();
    this.boxes = new SketchLayer();
    this.shading = new DepthShading();
    this.labels = new LabelLayer();
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.SCISSOR_TEST);
    gl.depthFunc(gl.LEQUAL);
    this.sketch();
    onChange(() => this.sketch());
  }

  sketch() {
    this.ground.take(sketchGround(currentScene()));
    this.boxes.take(sketchBoxes());
  }

  resize() {
    this.pixelRatio = pixelRatioNow();
    const [width, height] = [innerWidth, innerHeight].map((pixels) => Math.max(1, Math.round(pixels * this.pixelRatio)));
    if (view.width === width && view.height === height && this.isSized) return;
    for (const canvas of [view, this.labels.canvas]) [canvas.width, canvas.height] = [width, height];
    this.shading.resize(width, height);
    this.isSized = true;
  }

  draw() {
    moveCamera();
    this.resize();
    const whole = { left: 0, bottom: 0, width: view.width, height: view.height };
    const pose = poseOfView();
    this.drawScene(pose, whole, { size: POINT_METRES, pixels: POINT_PIXELS, grid: state.grid });
    this.labels.draw(pose, this.pixelRatio);
    if (state.selected) ["above", "side"].forEach((side) => this.drawInset(side));
  }

  drawInset(side) {
    const frame = byId(`inset-${side}`).getBoundingClientRect();
    const pixels = (length) => Math.round(length * this.pixelRatio);
    const area = {
      left: pixels(frame.left) + 1,
      bottom: view.height - pixels(frame.bottom) + 1,
      width: Math.max(pixels(frame.width) - 2, 1),
      height: Math.max(pixels(frame.height) - 2, 1),
    };
    const pose = insetPose(state.selected, side, area.width / area.height);
    this.drawScene(pose, area, { size: POINT_METRES, pixels: INSET_POINT_PIXELS, grid: false });
  }

  drawScene(pose, area, { size, pixels, grid }) {
    const { pixelRatio } = this;
    this.shading.begin();
    drawInto(area);
    gl.clearColor(...fractions(look().background), 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const limits = pixels.map((limit) => limit * pixelRatio * state.pointSize);
    this.points.draw(pose, area.height, { size, pixels: limits });
    this.shading.end(pose, state.shading ? SHADING_STRENGTH : 0, pixelRatio);
    const { width, height } = area;
    if (grid) {
      const fade = Math.max(130, 5 * camera.span);
      this.ground.draw(pose, { width, height, pixelRatio, fade, behind: 0 });
    }
    this.boxes.draw(pose, { width, height, pixelRatio, fade: 1e9, behind: 0.35 });
  }
}

const NO_WEBGL = "This page draws with WebGL 2, which this browser does not offer. Any current Firefox, Chrome, "
  + "Edge or Safari does, unless hardware acceleration is switched off in its settings.";

function start() {
  startPanel();
  startPlayer();
  startGestures();
  startKeys();
  if (gl) {
    const picture = new Picture();
    drawPicture = () => picture.draw();
    view.addEventListener("webglcontextlost", () =>
      trouble("The graphics card was taken away from this page. Reload it to go on."));
  } else {
    trouble(NO_WEBGL);
  }
  startLink();
  fillPanel();
  addEventListener("resize", requestDraw);
  requestDraw();
}

addEventListener("error", (event) => trouble(`This page does not work as it should: ${event.message}`));
start();
