#version 300 es
precision highp float;

layout(location = 0) in vec3 a_fraction; // of the window that the coordinates were divided over
layout(location = 1) in vec2 a_echo;     // intensity, laser / 255

uniform mat4 u_clip_from_lidar;
uniform vec3 u_low;
uniform vec3 u_extent;
uniform vec2 u_height;
uniform vec2 u_distance;
uniform int u_color;
uniform float u_size;
uniform vec2 u_pixels;
uniform sampler2D u_ramps;
uniform vec4 u_mark;
uniform vec3 u_box_center;
uniform vec3 u_box_half;
uniform vec2 u_box_heading;

out vec3 v_color;

float between(vec2 ends, float value) {
  return clamp((value - ends.x) / (ends.y - ends.x), 0., 1.);
}

float along_ramp(vec3 position) {
  if (u_color == 0) return between(u_height, position.z);
  // Most surfaces return little; the root spreads them.
  if (u_color == 1) return sqrt(a_echo.x);
  if (u_color == 2) return a_echo.y * 255. / 63.;
  return between(log(u_distance), log(max(length(position.xy), 1e-3)));
}

bool is_marked(vec3 position) {
  vec3 offset = position - u_box_center;
  vec3 local = vec3(
    dot(offset.xy, u_box_heading), dot(offset.yx, vec2(1., -1.) * u_box_heading), offset.z);
  return u_mark.a > 0. && all(lessThanEqual(abs(local), u_box_half));
}

void main() {
  vec3 position = u_low + a_fraction * u_extent;
  gl_Position = u_clip_from_lidar * vec4(position, 1.);
  gl_PointSize = clamp(u_size / gl_Position.w, u_pixels.x, u_pixels.y);
  // Colours lie in the middle of their texels.
  vec2 place = vec2((along_ramp(position) * 63. + 0.5) / 64., (float(u_color) + 0.5) / 4.);
  v_color = texture(u_ramps, place).rgb;
  if (is_marked(position)) {
    v_color = mix(v_color, u_mark.rgb, 0.75);
    gl_PointSize *= 1.25;
  }
}
