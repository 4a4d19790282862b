// Texts over the picture: classes and scores of boxes, ranges of rings.

const LABEL_FONT = "600 11.5px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const MAX_LABEL_LETTERS = 32;

/** Bearings at which a ring may carry its range, degrees; the first that is in the picture counts. */
const RING_BEARINGS = [-38, 38, -20, 20, 0, -60, 60, -90, 90, -120, 120, 180];

function captionOf(box) {
  const name = box.class.length > MAX_LABEL_LETTERS ? `${box.class.slice(0, MAX_LABEL_LETTERS)}…` : box.class;
  return box.score === null ? name : `${name} ${box.score.toFixed(2)}`;
}

/** Where the page has controls, whose texts should not mix with those of the picture. */
function controlAreas() {
  return [...document.querySelectorAll("#heading, #panel, #details, #player")]
    .map((element) => element.getBoundingClientRect())
    .filter(({ width }) => width > 0);
}

class LabelLayer {
  constructor() {
    this.canvas = document.getElementById("labels");
    this.context = this.canvas.getContext("2d");
  }

  draw(pose, pixelRatio) {
    const { context, canvas } = this;
    [this.width, this.height] = [canvas.width / pixelRatio, canvas.height / pixelRatio];
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.font = LABEL_FONT;
    context.textBaseline = "middle";
    this.taken = controlAreas();
    if (state.labels) this.drawBoxLabels(pose);
    if (state.grid) this.drawRingLabels(pose);
  }

  /** Where a position is in the page, or null when it is not in front of the camera. */
  place(pose, position) {
    const [x, y, , w] = clipFromLidar(pose.matrix, position);
    if (w < pose.near) return null;
    return { x: (x / w + 1) / 2 * this.width, y: (1 - y / w) / 2 * this.height };
  }

  /** The middle of a box in the page and its uppermost corner there; null when it is not in front. */
  topOf(pose, box) {
    const corners = CORNERS.flatMap(([a, b]) => [[a, b, -1], [a, b, 1]])
      .map((corner) => this.place(pose, placeIn(box, corner)));
    if (corners.includes(null)) return null;
    const middle = this.place(pose, box.center);
    return { x: middle.x, y: Math.min(...corners.map(({ y }) => y)) };
  }

  /** Nearest boxes first; one whose label would cover another's goes without, unless it is marked. */
  drawBoxLabels(pose) {
    const urgency = (box) => (box === state.selected || box === state.hovered ? 0 : 1 + box.is_truth);
    const depth = (box) => dot(pose.forward, subtract(box.center, pose.eye));
    const boxes = shownBoxes().sort((a, b) => urgency(a) - urgency(b) || depth(a) - depth(b));
    for (const box of boxes) {
      const top = this.topOf(pose, box);
      if (!top) continue;
      const text = captionOf(box);
      const width = this.context.measureText(text).width + 15;
      const area = { left: top.x - width / 2, top: top.y - 21, width, height: 18 };
      if (this.claim(area)) this.drawBoxLabel(box, text, area);
    }
  }

  /** Whether an area is in the page and still free; it is no longer free afterwards. */
  claim(area) {
    const isInPage = area.left < this.width && area.top < this.height
      && area.left + area.width > 0 && area.top + area.height > 0;
    const isFree = this.taken.every((other) =>
      area.left >= other.left + other.width + 2 || other.left >= area.left + area.width + 2
      || area.top >= other.top + other.height + 1 || other.top >= area.top + area.height + 1);
    if (isInPage && isFree) this.taken.push(area);
    return isInPage && isFree;
  }

  drawBoxLabel(box, text, { left, top, width, height }) {
    const { context } = this;
    const { panel, text: ink } = look();
    const isMarked = box === state.selected || box === state.hovered;
    context.globalAlpha = isMarked ? 1 : 0.86;
    context.fillStyle = panel;
    context.beginPath();
    context.roundRect(left, top, width, height, 4);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = classColor(box.class);
    context.beginPath();
    context.roundRect(left, top, 4, height, [4, 0, 0, 4]);
    context.fill();
    context.fillStyle = ink;
    context.fillText(text, left + 9, top + height / 2 + 0.5);
  }

  drawRingLabels(pose) {
    const { context } = this;
    const plan = groundPlan(currentScene());
    context.lineWidth = 3;
    context.strokeStyle = look().background;
    context.fillStyle = look().text;
    context.globalAlpha = 0.8;
    for (const range of ringRanges(plan)) {
      const text = `${range} m`;
      const width = context.measureText(text).width + 4;
      for (const bearing of RING_BEARINGS) {
        const [sin, cos] = [Math.sin(bearing * RADIANS), Math.cos(bearing * RADIANS)];
        const at = this.place(pose, [range * cos, range * sin, plan.z]);
        if (!at || at.x < 0 || at.x > this.width || at.y < 0 || at.y > this.height) continue;
        const area = { left: at.x - width / 2, top: at.y - 7, width, height: 14 };
        if (!this.claim(area)) continue;
        context.strokeText(text, area.left + 2, at.y);
        context.fillText(text, area.left + 2, at.y);
        break;
      }
    }
    context.globalAlpha = 1;
  }
}
