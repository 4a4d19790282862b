// Straight lines of any width with smooth edges, and translucent faces.

const FLOATS_PER_LINE = 11;
const FLOATS_PER_CORNER = 7;

/** Lines and faces that are drawn together; colours are three fractions. */
class Sketch {
  constructor() {
    this.lines = [];
    this.corners = [];
  }

  line(from, to, color, alpha, width) {
    this.lines.push(...from, ...to, ...color, alpha, width);
  }

  /** A face of four corners in order. */
  face(corners, color, alpha) {
    for (const i of [0, 1, 2, 0, 2, 3]) this.corners.push(...corners[i], ...color, alpha);
  }
}

class SketchLayer {
  constructor() {
    this.linesProgram = createProgram("lines");
    this.facesProgram = createProgram("faces");
    const float = (size, offset) => [size, gl.FLOAT, false, 4 * offset];
    this.lineBuffer = gl.createBuffer();
    this.lines = createVertices(this.lineBuffer, 4 * FLOATS_PER_LINE,
      [float(3, 0), float(3, 3), float(4, 6), float(1, 10)], true);
    this.cornerBuffer = gl.createBuffer();
    this.corners = createVertices(this.cornerBuffer, 4 * FLOATS_PER_CORNER, [float(3, 0), float(4, 3)], false);
    this.take(new Sketch());
  }

  take(sketch) {
    this.numLines = sketch.lines.length / FLOATS_PER_LINE;
    this.numCorners = sketch.corners.length / FLOATS_PER_CORNER;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.lineBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(sketch.lines), gl.DYNAMIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.cornerBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(sketch.corners), gl.DYNAMIC_DRAW);
  }

  /**
   * `fade` is how far from the target lines end, `behind` how strong they are where points hide
   * them, from 0 to 1.
   */
  draw(pose, { width, height, pixelRatio, fade, behind }) {
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    gl.depthMask(false);
    const { program, at } = this.linesProgram;
    for (const [depthFunc, alpha] of [[gl.LEQUAL, 1], [gl.GREATER, behind]]) {
      if (alpha === 0) continue;
      gl.depthFunc(depthFunc);
      this.drawFaces(pose, alpha);
      gl.useProgram(program);
      gl.uniformMatrix4fv(at.u_clip_from_lidar, false, pose.matrix);
      gl.uniform2f(at.u_pixels, width, height);
      gl.uniform1f(at.u_pixel_ratio, pixelRatio);
      gl.uniform1f(at.u_near, pose.near);
      gl.uniform1f(at.u_alpha, alpha);
      gl.uniform3f(at.u_fade, pose.target[0], pose.target[1], fade);
      gl.bindVertexArray(this.lines);
      gl.drawArraysInstanced(gl.TRIANGLES, 0, 6, this.numLines);
    }
    gl.depthFunc(gl.LEQUAL);
    gl.depthMask(true);
    gl.disable(gl.BLEND);
  }

  drawFaces(pose, alpha) {
    const { program, at } = this.facesProgram;
    gl.useProgram(program);
    gl.uniformMatrix4fv(at.u_clip_from_lidar, false, pose.matrix);
    gl.uniform1f(at.u_alpha, alpha);
    gl.bindVertexArray(this.corners);
    gl.drawArrays(gl.TRIANGLES, 0, this.numCorners);
  }
}
