// Vectors are arrays of three numbers, matrices 16 in columns as WebGL takes them.

const RADIANS = Math.PI / 180;

const add = (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const subtract = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scale = (a, factor) => [a[0] * factor, a[1] * factor, a[2] * factor];
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const mix = (a, b, share) => a + (b - a) * share;

/** The same angle in [-pi, pi). */
const wrapAngle = (angle) => angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));

function multiply(a, b) {
  const product = new Float32Array(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let i = 0; i < 4; i++) sum += a[4 * i + row] * b[4 * column + i];
      product[4 * column + row] = sum;
    }
  }
  return product;
}

/** Clip space from a camera that looks along -z. */
function perspective(fov, aspect, near, far) {
  const focal = 1 / Math.tan(fov / 2);
  const depth = 1 / (near - far);
  return [
    focal / aspect, 0, 0, 0,
    0, focal, 0, 0,
    0, 0, (near + far) * depth, -1,
    0, 0, 2 * near * far * depth, 0,
  ];
}

/** Camera space from LiDAR space. */
function viewMatrix(eye, right, up, forward) {
  return [
    right[0], up[0], -forward[0], 0,
    right[1], up[1], -forward[1], 0,
    right[2], up[2], -forward[2], 0,
    -dot(right, eye), -dot(up, eye), dot(forward, eye), 1,
  ];
}

/** A position in clip space. */
function clipFromLidar(matrix, [x, y, z]) {
  return [0, 1, 2, 3].map((row) =>
    matrix[row] * x + matrix[4 + row] * y + matrix[8 + row] * z + matrix[12 + row]);
}
