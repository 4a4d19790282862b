// A camera that looks at a target. `span` is how much it sees there, from the middle of the picture
// to its upper edge, in metres: a narrow angle of view with the same span is a nearly parallel
// projection from far away, so that all views are one kind and can be moved between smoothly.

class Camera {
  constructor({ target, azimuth, elevation, span, fov }) {
    Object.assign(this, { target, azimuth, elevation, span, fov });
  }

  get distance() {
    return this.span / Math.tan(this.fov / 2);
  }

  /** Directions of the picture in the LiDAR's frame. */
  axes() {
    const [sin, cos] = [Math.sin(this.azimuth), Math.cos(this.azimuth)];
    const [down, ahead] = [Math.sin(this.elevation), Math.cos(this.elevation)];
    const forward = [cos * ahead, sin * ahead, -down];
    const right = [sin, -cos, 0];
    return { forward, right, up: cross(right, forward) };
  }

  get eye() {
    return subtract(this.target, scale(this.axes().forward, this.distance));
  }

  set eye(position) {
    this.target = add(position, scale(this.axes().forward, this.distance));
  }

  /** What drawing needs, for a picture of this shape with everything between two depths. */
  pose(aspect, near, far) {
    const { forward, right, up } = this.axes();
    const eye = this.eye;
    const matrix =
      multiply(perspective(this.fov, aspect, near, far), viewMatrix(eye, right, up, forward));
    const { target } = this;
    return { eye, target, forward, right, up, matrix, near, far, aspect, tangent: Math.tan(this.fov / 2) };
  }

  /** The part of the way to another camera, `share` from 0 to 1. */
  towards(other, share) {
    const turn = wrapAngle(other.azimuth - this.azimuth);
    return new Camera({
      target: this.target.map((value, axis) => mix(value, other.target[axis], share)),
      azimuth: this.azimuth + turn * share,
      elevation: mix(this.elevation, other.elevation, share),
      span: this.span * (other.span / this.span) ** share,
      fov: this.fov * (other.fov / this.fov) ** share,
    });
  }
}

/** The direction from the eye through a place of the picture, which reaches from -1 to 1. */
function rayThrough(pose, [x, y]) {
  const aside = scale(pose.right, x * pose.tangent * pose.aspect);
  return add(pose.forward, add(aside, scale(pose.up, y * pose.tangent)));
}
