// WebGL 2 in small pieces.

const view = document.getElementById("view");
const gl = view.getContext("webgl2", { antialias: true, alpha: false, powerPreference: "high-performance" });

function trouble(text) {
  const element = document.getElementById("trouble");
  element.textContent = text;
  element.hidden = false;
}

function shader(id, kind) {
  const compiled = gl.createShader(kind);
  gl.shaderSource(compiled, document.getElementById(id).textContent.trim());
  gl.compileShader(compiled);
  return compiled;
}

/** A program of the shaders NAME-vertex and NAME-fragment; `at` holds its uniforms' places. */
function createProgram(name) {
  const program = gl.createProgram();
  gl.attachShader(program, shader(`${name}-vertex`, gl.VERTEX_SHADER));
  gl.attachShader(program, shader(`${name}-fragment`, gl.FRAGMENT_SHADER));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = gl.getAttachedShaders(program).map((part) => gl.getShaderInfoLog(part));
    throw new Error(`the shaders of ${name}: ${logs.join(" ")} ${gl.getProgramInfoLog(program)}`);
  }
  const at = {};
  const count = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS);
  for (let i = 0; i < count; i++) {
    const { name: uniform } = gl.getActiveUniform(program, i);
    at[uniform] = gl.getUniformLocation(program, uniform);
  }
  return { program, at };
}

/** A vertex array over one buffer; an attribute is [size, type, is normalised, offset in bytes]. */
function createVertices(buffer, stride, attributes, perInstance) {
  const vertices = gl.createVertexArray();
  gl.bindVertexArray(vertices);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  attributes.forEach(([size, type, normalized, offset], place) => {
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, normalized, stride, offset);
    gl.vertexAttribDivisor(place, perInstance ? 1 : 0);
  });
  gl.bindVertexArray(null);
  return vertices;
}

function createTexture(filter) {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, filter);
  for (const axis of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, axis, gl.CLAMP_TO_EDGE);
  return texture;
}

/** Limits drawing to a part of the canvas, given in its pixels from the lower left. */
function drawInto({ left, bottom, width, height }) {
  gl.viewport(left, bottom, width, height);
  gl.scissor(left, bottom, width, height);
}
