#version 300 es
precision mediump float;

in vec3 v_color;
out vec4 o_color;

void main() {
  vec2 offset = gl_PointCoord - 0.5;
  if (dot(offset, offset) > 0.25) discard;
  o_color = vec4(v_color, 1.);
}
