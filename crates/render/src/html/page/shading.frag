#version 300 es
precision highp float;
precision highp sampler2D;

uniform sampler2D u_color;
uniform sampler2D u_depth;
uniform vec2 u_range; // near, far
uniform float u_strength;
uniform int u_radius;

out vec4 o_color;

const ivec2 NEIGHBOURS[8] = ivec2[](
  ivec2(1, 0), ivec2(1, 1), ivec2(0, 1), ivec2(-1, 1),
  ivec2(-1, 0), ivec2(-1, -1), ivec2(0, -1), ivec2(1, -1));

float metres_from_depth(float depth) {
  float clip = 2. * depth - 1.;
  return 2. * u_range.x * u_range.y / (u_range.x + u_range.y - clip * (u_range.y - u_range.x));
}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  float depth = texelFetch(u_depth, pixel, 0).r;
  o_color = texelFetch(u_color, pixel, 0);
  gl_FragDepth = depth;
  if (depth == 1. || u_strength == 0.) return;

  float distance = metres_from_depth(depth);
  ivec2 last = textureSize(u_depth, 0) - 1;
  float hidden = 0.;
  for (int i = 0; i < 8; i++) {
    ivec2 at = clamp(pixel + u_radius * NEIGHBOURS[i], ivec2(0), last);
    float before = distance - metres_from_depth(texelFetch(u_depth, at, 0).r);
    hidden += clamp(before / distance * u_strength, 0., 1.);
  }
  o_color.rgb *= 1. - 0.75 * hidden / 8.;
}
