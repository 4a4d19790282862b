#version 300 es
precision highp float;

layout(location = 0) in vec3 a_corner;
layout(location = 1) in vec4 a_color;

uniform mat4 u_clip_from_lidar;

out vec4 v_color;

void main() {
  gl_Position = u_clip_from_lidar * vec4(a_corner, 1.);
  v_color = a_color;
}
