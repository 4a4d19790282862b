//! The joints of a person.

use nalgebra::{Isometry3, Point3, Rotation3, Translation3, Vector3};

/// Signs of y of the left and the right side, in the order in which pairs are kept.
pub(crate) const SIDES: [f64; 2] = [1., -1.];

/// Lengths of the parts of a body, metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proportions {
    pub stature: f64,
    /// Height of the ankle above the sole.
    pub ankle: f64,
    pub shin: f64,
    pub thigh: f64,
    /// From the middle of the hips to either hip joint.
    pub hip: f64,
    /// From the middle of the hips to the height of the shoulders.
    pub trunk: f64,
    /// From the middle of the shoulders to either shoulder joint.
    pub shoulder: f64,
    pub upper_arm: f64,
    pub forearm: f64,
    pub hand: f64,
    pub foot: f64,
    pub neck: f64,
    /// From the chin to the crown.
    pub head: f64,
}

impl Proportions {
    /// Below this stature (metres) heads take more of it and legs less.
    const GROWN_UP: f64 = 1.6;
    /// The stature over which a child changes to an adult, metres.
    const GROWTH: f64 = 0.5;

    /// Average shares of the stature, after tables of anthropometry.
    pub fn of(stature: f64) -> Self {
        let childlike = ((Self::GROWN_UP - stature) / Self::GROWTH).clamp(0., 1.);
        Self {
            stature,
            ankle: 0.039 * stature,
            shin: (0.246 - 0.02 * childlike) * stature,
            thigh: (0.245 - 0.02 * childlike) * stature,
            hip: 0.055 * stature,
            trunk: 0.288 * stature,
            shoulder: 0.107 * stature,
            upper_arm: 0.186 * stature,
            forearm: 0.146 * stature,
            hand: 0.095 * stature,
            foot: 0.155 * stature,
            neck: 0.052 * stature,
            head: (0.13 + 0.04 * childlike) * stature,
        }
    }

    /// The same body with other shoulders: a factor on their breadth.
    pub fn broad(self, factor: f64) -> Self {
        Self { shoulder: factor * self.shoulder, ..self }
    }

    /// Lengths of the bones of a leg.
    pub fn leg_bones(&self) -> Bones {
        Bones { upper: self.thigh, lower: self.shin }
    }

    /// Lengths of the bones of an arm.
    pub fn arm_bones(&self) -> Bones {
        Bones { upper: self.upper_arm, lower: self.forearm }
    }

    /// From the hip joint to the ankle of a straight leg.
    pub fn leg(&self) -> f64 {
        self.thigh + self.shin
    }

    /// From the shoulder to the wrist of a straight arm.
    pub fn arm(&self) -> f64 {
        self.upper_arm + self.forearm
    }
}

/// A value for each bone of a limb: the one from the root to the middle joint, and the one to the tip.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bones {
    pub upper: f64,
    pub lower: f64,
}

/// A leg (hip, knee, ankle) or an arm (shoulder, elbow, wrist).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limb {
    pub root: Point3<f64>,
    pub middle: Point3<f64>,
    pub tip: Point3<f64>,
}

impl Limb {
    /// A limb that hangs: how far both of its bones swing forward from straight down, and how far it
    /// spreads to the left (all radians).
    pub fn hanging(root: Point3<f64>, lengths: Bones, swings: Bones, spread: f64) -> Self {
        let bone = |swing: f64, length: f64| {
            let (sin, cos) = swing.sin_cos();
            Vector3::new(sin * spread.cos(), spread.sin(), -cos * spread.cos()) * length
        };
        let middle = root + bone(swings.upper, lengths.upper);
        Self { root, middle, tip: middle + bone(swings.lower, lengths.lower) }
    }

    /// A limb that reaches for a point with its middle joint pushed the way of `outward`. It points
    /// at targets that are too far.
    pub fn reaching(
        root: Point3<f64>,
        target: Point3<f64>,
        Bones { upper, lower }: Bones,
        outward: Vector3<f64>,
    ) -> Self {
        let way = (target - root).normalize();
        let distance =
            (target - root).norm().clamp((upper - lower).abs() * 1.001, (upper + lower) * 0.999);
        // Where the height of the triangle over the bones meets its base.
        let along = (distance.powi(2) + upper.powi(2) - lower.powi(2)) / (2. * distance);
        let height = (upper.powi(2) - along.powi(2)).max(0.).sqrt();
        let aside = (outward - way * outward.dot(&way)).normalize();
        Self { root, middle: root + way * along + aside * height, tip: root + way * distance }
    }

    /// A point on the limb: 0 at its root, 1 at its middle joint, 2 at its tip.
    pub fn at(&self, share: f64) -> Point3<f64> {
        if share < 1. {
            self.root + (self.middle - self.root) * share
        } else {
            self.middle + (self.tip - self.middle) * (share - 1.)
        }
    }

    /// The unit vector from the middle joint to the tip.
    pub fn end_direction(&self) -> Vector3<f64> {
        (self.tip - self.middle).normalize()
    }
}

/// The posture of a trunk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Carriage {
    /// The middle between the hip joints.
    pub hips: Point3<f64>,
    /// Angle forward from upright, radians.
    pub lean: f64,
    /// Turn of the shoulders to the left, radians.
    pub twist: f64,
    /// Turn of the head to the left, radians.
    pub gaze: f64,
}

/// A trunk with its joints.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Torso {
    pub carriage: Carriage,
    pub hips: [Point3<f64>; 2],
    pub shoulders: [Point3<f64>; 2],
    /// The middle between the tops of the shoulders.
    pub nape: Point3<f64>,
    /// The middle of the head.
    pub head: Point3<f64>,
}

impl Torso {
    /// Share of the lean that the head follows: people look where they go.
    const HEAD_LEAN: f64 = 0.6;
    /// Depth of the joints of the shoulders below their tops, as a share of the trunk.
    const SHOULDER_DROP: f64 = 0.08;

    /// The trunk of a body that is held in some way.
    pub fn new(body: &Proportions, carriage: Carriage) -> Self {
        let up = |lean: f64| Vector3::new(lean.sin(), 0., lean.cos());
        let nape = carriage.hips + up(carriage.lean) * body.trunk;
        let joints = carriage.hips + (nape - carriage.hips) * (1. - Self::SHOULDER_DROP);
        let turned = Rotation3::from_axis_angle(&Vector3::z_axis(), carriage.twist) * Vector3::y();
        Self {
            carriage,
            hips: SIDES.map(|side| carriage.hips + Vector3::y() * (side * body.hip)),
            shoulders: SIDES.map(|side| joints + turned * (side * body.shoulder)),
            nape,
            head: nape + up(carriage.lean * Self::HEAD_LEAN) * (body.neck + body.head / 2.),
        }
    }

    /// The motion from a trunk that stands upright with its hips on the origin to this one.
    pub fn motion(&self) -> Isometry3<f64> {
        let lean = Rotation3::from_axis_angle(&Vector3::y_axis(), self.carriage.lean);
        let twist = Rotation3::from_axis_angle(&Vector3::z_axis(), self.carriage.twist);
        Isometry3::from_parts(Translation3::from(self.carriage.hips), (lean * twist).into())
    }
}

/// All joints of a person; pairs are left, right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pose {
    pub torso: Torso,
    pub legs: [Limb; 2],
    /// The direction of the toes.
    pub toes: [Vector3<f64>; 2],
    pub arms: [Limb; 2],
}

impl Pose {
    /// The middle of a hand.
    pub fn hand(&self, body: &Proportions, hand: usize) -> Point3<f64> {
        let arm = &self.arms[hand];
        arm.tip + arm.end_direction() * (0.5 * body.hand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_stature_of_children_and_adults() {
        for stature in [1.1, 1.4, 1.75, 1.95] {
            let body = Proportions::of(stature);
            let sum = body.ankle + body.leg() + body.trunk + body.neck + body.head;
            assert!((sum - stature).abs() < 1e-9, "{sum} of {stature}");
        }
        assert!(Proportions::of(1.1).head / 1.1 > Proportions::of(1.8).head / 1.8);
    }

    #[test]
    fn limbs_reach_their_targets_with_bones_of_full_length() {
        let (root, target) = (Point3::new(0., 0.2, 1.), Point3::new(0.3, 0.1, 0.6));
        let limb = Limb::reaching(root, target, Bones { upper: 0.4, lower: 0.3 }, Vector3::x());
        assert!((limb.tip - target).norm() < 1e-12);
        assert!(((limb.middle - root).norm() - 0.4).abs() < 1e-12);
        assert!(((limb.tip - limb.middle).norm() - 0.3).abs() < 1e-12);
        let way = (target - root).normalize();
        assert!((limb.middle - root - way * 0.2).x > 0., "{}", limb.middle);
        let far = Limb::reaching(
            root,
            root + Vector3::z() * 9.,
            Bones { upper: 0.4, lower: 0.3 },
            Vector3::x(),
        );
        assert!((far.tip - root).norm() < 0.7);
    }

    #[test]
    fn hanging_limbs_swing_forward_and_spread() {
        let limb = Limb::hanging(
            Point3::origin(),
            Bones { upper: 0.4, lower: 0.3 },
            Bones { upper: 0.2, lower: 0.6 },
            0.1,
        );
        assert!(limb.middle.x > 0. && limb.tip.x > limb.middle.x && limb.tip.y > limb.middle.y);
        assert!(((limb.at(0.5) - limb.root).norm() - 0.2).abs() < 1e-12);
        assert!((limb.at(2.) - limb.tip).norm() < 1e-12);
    }

    #[test]
    fn a_trunk_moves_with_its_carriage() {
        let body = Proportions::of(1.8);
        let hips = Point3::new(0.1, 0., 0.9);
        let torso = Torso::new(&body, Carriage { hips, lean: 0.4, twist: 0., gaze: 0. });
        let nape = torso.motion() * Point3::new(0., 0., body.trunk);
        assert!((nape - torso.nape).norm() < 1e-12);
        assert!(torso.head.x > torso.nape.x && torso.shoulders[0].y > torso.shoulders[1].y);
    }
}
