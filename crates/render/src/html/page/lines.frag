#version 300 es
precision highp float;

in vec4 v_color;
in vec2 v_ground;
in vec3 v_across;

uniform float u_alpha;
uniform vec3 u_fade; // target, how far from it lines end

out vec4 o_color;

void main() {
  float across = abs(v_across.x / v_across.z);
  float half_width = v_across.y / v_across.z;
  float cover = clamp(half_width + 0.5 - across, 0., 1.);
  float fade = 1. - smoothstep(0.4 * u_fade.z, u_fade.z, distance(v_ground, u_fade.xy));
  o_color = vec4(v_color.rgb, v_color.a * cover * fade * u_alpha);
}
