// The points of a scan.

const BYTES_PER_POINT = 8;
const RAMP_COLORS = 64;

/** Scans whose points stay on the graphics card, so that playing does not read them again. */
const MAX_CLOUDS_KEPT = 8;

class PointLayer {
  constructor() {
    this.program = createProgram("points");
    this.clouds = new Map();
    this.ramps = createTexture(gl.LINEAR);
    this.paint();
    onChange((names) => names.includes("theme") && this.paint());
  }

  /** Takes the ramps of the theme, a row each. */
  paint() {
    const pixels = COLORS.flatMap((color) => {
      const text = look()[color];
      return Array.from({ length: RAMP_COLORS }, (_, i) => [0, 2, 4].map((start) =>
        parseInt(text.substr(6 * i + start, 2), 16)).concat(255));
    }).flat();
    gl.bindTexture(gl.TEXTURE_2D, this.ramps);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, RAMP_COLORS, COLORS.length, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(pixels));
  }

  cloud(frame) {
    const kept = this.clouds.get(frame) ?? this.upload(frame);
    // A map keeps the order in which keys came: the first was not used for longest.
    this.clouds.delete(frame);
    this.clouds.set(frame, kept);
    if (this.clouds.size > MAX_CLOUDS_KEPT) {
      const [[oldest, { vertices, buffer }]] = this.clouds;
      gl.deleteVertexArray(vertices);
      gl.deleteBuffer(buffer);
      this.clouds.delete(oldest);
    }
    return kept;
  }

  upload(frame) {
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, pointBytes(frame), gl.STATIC_DRAW);
    const position = [3, gl.UNSIGNED_SHORT, true, 0];
    const echo = [2, gl.UNSIGNED_BYTE, true, 6];
    return { buffer, vertices: createVertices(buffer, BYTES_PER_POINT, [position, echo], false) };
  }

  /** `size` is the diameter of a point in metres, `pixels` the least and the most on the screen. */
  draw(pose, height, { size, pixels }) {
    const scene = currentScene();
    if (scene.num_points === 0) return;
    const { program, at } = this.program;
    gl.useProgram(program);
    gl.uniformMatrix4fv(at.u_clip_from_lidar, false, pose.matrix);
    gl.uniform3fv(at.u_low, scene.low);
    gl.uniform3fv(at.u_extent, scene.extent);
    gl.uniform2fv(at.u_height, file.scales.height);
    gl.uniform2fv(at.u_distance, file.scales.distance);
    gl.uniform1i(at.u_color, COLORS.indexOf(state.color));
    gl.uniform2f(at.u_pixels, pixels[0], pixels[1]);
    gl.uniform1f(at.u_size, size * state.pointSize * height / 2 / pose.tangent);
    this.mark(at, state.selected);
    gl.bindTexture(gl.TEXTURE_2D, this.ramps);
    gl.bindVertexArray(this.cloud(state.frame).vertices);
    gl.drawArrays(gl.POINTS, 0, scene.num_points);
  }

  /** Points inside the box, a few centimetres around it included, get its colour. */
  mark(at, box) {
    gl.uniform4f(at.u_mark, 0, 0, 0, 0);
    if (!box) return;
    gl.uniform4f(at.u_mark, ...fractions(classColor(box.class)), 1);
    gl.uniform3fv(at.u_box_center, box.center);
    gl.uniform3fv(at.u_box_half, box.size.map((metres) => metres / 2 + 0.03));
    gl.uniform2f(at.u_box_heading, Math.cos(box.yaw), Math.sin(box.yaw));
  }
}
