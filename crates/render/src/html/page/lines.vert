#version 300 es
precision highp float;

layout(location = 0) in vec3 a_from;
layout(location = 1) in vec3 a_to;
layout(location = 2) in vec4 a_color;
layout(location = 3) in float a_width; // in pixels of a page

uniform mat4 u_clip_from_lidar;
uniform vec2 u_pixels;
uniform float u_pixel_ratio;
uniform float u_near;

out vec4 v_color;
out vec2 v_ground;
// Pixels from the middle, and half the width; both times w, since only what is divided by w again
// runs evenly over the picture.
out vec3 v_across;

void main() {
  // Two triangles: along 0 or 1, aside -1 or 1.
  float along = gl_VertexID == 1 || gl_VertexID == 2 || gl_VertexID == 4 ? 1. : 0.;
  float aside = gl_VertexID == 0 || gl_VertexID == 1 || gl_VertexID == 3 ? -1. : 1.;

  vec4 from = u_clip_from_lidar * vec4(a_from, 1.);
  vec4 to = u_clip_from_lidar * vec4(a_to, 1.);
  float least = u_near * 1.001;
  if (from.w < least && to.w < least) {
    gl_Position = vec4(2., 2., 2., 1.);
    return;
  }
  // Only what is in front of the camera has a place in the picture.
  float start = from.w < least ? (least - from.w) / (to.w - from.w) : 0.;
  float stop = to.w < least ? (least - from.w) / (to.w - from.w) : 1.;
  vec4 first = mix(from, to, start);
  vec4 last = mix(from, to, stop);

  vec2 way = (last.xy / last.w - first.xy / first.w) * u_pixels / 2.;
  float far = length(way);
  vec2 direction = far > 1e-6 ? way / far : vec2(1., 0.);
  vec2 normal = vec2(-direction.y, direction.x);
  float half_width = a_width * u_pixel_ratio / 2.;
  float reach = half_width + 1.;

  gl_Position = along > 0.5 ? last : first;
  vec2 offset = normal * aside * reach + direction * (2. * along - 1.) * half_width;
  gl_Position.xy += offset * 2. / u_pixels * gl_Position.w;

  v_color = a_color;
  v_ground = mix(a_from.xy, a_to.xy, along > 0.5 ? stop : start);
  v_across = vec3(aside * reach, half_width, 1.) * gl_Position.w;
}
