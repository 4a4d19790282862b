#version 300 es
precision mediump float;

in vec4 v_color;

uniform float u_alpha;

out vec4 o_color;

void main() {
  o_color = vec4(v_color.rgb, v_color.a * u_alpha);
}
