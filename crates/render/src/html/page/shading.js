// Points have no surface that light could fall on. They are drawn into a texture first; then each is
// darkened by how far its neighbours in the picture stand in front of it, which outlines things
// (eye-dome lighting after C. Boucheny, 2009).

class DepthShading {
  constructor() {
    this.program = createProgram("shading");
    this.color = createTexture(gl.NEAREST);
    this.depth = createTexture(gl.NEAREST);
    this.target = gl.createFramebuffer();
    this.nothing = gl.createVertexArray();
  }

  resize(width, height) {
    gl.bindTexture(gl.TEXTURE_2D, this.color);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.bindTexture(gl.TEXTURE_2D, this.depth);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.DEPTH_COMPONENT24, width, height, 0, gl.DEPTH_COMPONENT, gl.UNSIGNED_INT, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.color, 0);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.TEXTURE_2D, this.depth, 0);
  }

  /** What is drawn from here on will be shaded. */
  begin() {
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.target);
    gl.bindTexture(gl.TEXTURE_2D, null);
  }

  /** Puts it onto the canvas together with its depth. */
  end(pose, strength, pixelRatio) {
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    const { program, at } = this.program;
    gl.useProgram(program);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.depth);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.color);
    gl.uniform1i(at.u_color, 0);
    gl.uniform1i(at.u_depth, 1);
    gl.uniform2f(at.u_range, pose.near, pose.far);
    // Depths count in terms of what the picture shows at that distance, so that a narrow angle of
    // view shades as a wide one does.
    gl.uniform1f(at.u_strength, strength / pose.tangent);
    gl.uniform1i(at.u_radius, Math.max(1, Math.round(1.2 * pixelRatio)));
    gl.depthFunc(gl.ALWAYS);
    gl.bindVertexArray(this.nothing);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.depthFunc(gl.LEQUAL);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, null);
    gl.activeTexture(gl.TEXTURE0);
  }
}
