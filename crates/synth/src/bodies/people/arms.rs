//! The uses of arms.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::pose::{Limb, Proportions, SIDES, Torso};
use crate::random::{SceneRng, pick};

/// The use of an arm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Hold {
    /// Hangs; of a walker it swings against the leg of its side.
    Free,
    /// Hangs with a weight in the hand.
    Loaded,
    /// The hand is in a pocket.
    Pocket,
    /// The hand is at the ear, with a telephone.
    Ear,
    /// The hand holds something before the chest.
    Chest,
    /// The arm is folded before the belly.
    Folded,
    /// The hand is on the hip, the elbow far out.
    Hip,
    /// The hand is on the strap of a bag.
    Strap,
    /// The wrist is at this place from the middle of the hips, metres.
    At(Vector3<f64>),
}

/// Shares of the uses of a walker's free arm; the rest swings.
const WALKING: [(Hold, f64); 4] =
    [(Hold::Pocket, 0.13), (Hold::Ear, 0.06), (Hold::Chest, 0.06), (Hold::Strap, 0.03)];
/// Shares of the uses of a standing person's free arm; the rest hangs.
const STANDING: [(Hold, f64); 4] =
    [(Hold::Pocket, 0.25), (Hold::Ear, 0.08), (Hold::Chest, 0.18), (Hold::Hip, 0.04)];
/// Share of people whose arms do the same: both in pockets, or both with what they read.
const BOTH_ALIKE: f64 = 0.4;
/// Share of standing people with folded arms.
const FOLDED: f64 = 0.08;
/// A loaded arm swings by this share of what it would otherwise.
const LOADED_SWING: f64 = 0.3;

impl Hold {
    /// The arms of a walker.
    pub fn walking(rng: &mut SceneRng) -> [Self; 2] {
        pair(&WALKING, rng)
    }

    /// The arms of someone who stands.
    pub fn standing(rng: &mut SceneRng) -> [Self; 2] {
        let holds = pair(&STANDING, rng);
        if rng.random_bool(FOLDED) { [Self::Folded; 2] } else { holds }
    }

    /// Share of the swing of a free arm.
    pub fn swing(self) -> f64 {
        if self == Self::Loaded { LOADED_SWING } else { 1. }
    }

    /// The arm of a side of a trunk, unless it hangs.
    pub fn limb(self, body: &Proportions, torso: &Torso, side: usize) -> Option<Limb> {
        let out = SIDES[side];
        // In the frame of the trunk, shares of the stature; then the way of the elbow.
        let (wrist, elbow) = match self {
            Self::Free | Self::Loaded => return None,
            Self::Pocket => ([0.02, 0.105 * out, 0.01], [-1., 0.5 * out, 0.]),
            Self::Ear => ([0.09, 0.075 * out, 0.3], [-0.2, 0.6 * out, -1.]),
            Self::Chest => ([0.15, 0.04 * out, 0.17], [-0.3, 0.4 * out, -1.]),
            Self::Folded => ([0.11, -0.02 * out, 0.13], [0.1, out, -0.8]),
            Self::Hip => ([0., 0.1 * out, 0.03], [-0.3, out, 0.]),
            Self::Strap => ([0.09, 0.07 * out, 0.19], [-0.2, 0.5 * out, -1.]),
            Self::At(place) => {
                let elbow = Vector3::new(-0.5, 0.3 * out, -1.);
                let wrist = torso.carriage.hips + place;
                let lengths = body.arm_bones();
                return Some(Limb::reaching(torso.shoulders[side], wrist, lengths, elbow));
            }
        };
        let wrist = torso.motion() * (Point3::from(wrist) * body.stature);
        let elbow = Vector3::from(elbow);
        Some(Limb::reaching(torso.shoulders[side], wrist, body.arm_bones(), elbow))
    }
}

/// Uses of both arms.
fn pair(table: &[(Hold, f64)], rng: &mut SceneRng) -> [Hold; 2] {
    let mut draw = || {
        let mut share: f64 = rng.random();
        for &(hold, own) in table {
            if share < own {
                return hold;
            }
            share -= own;
        }
        Hold::Free
    };
    let mut holds = [draw(), draw()];
    let leader = pick(rng, &[0, 1]);
    if rng.random_bool(BOTH_ALIKE) {
        holds[1 - leader] = holds[leader];
    }
    if holds == [Hold::Ear; 2] {
        // Nobody telephones with both hands.
        holds[1 - leader] = Hold::Free;
    }
    holds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::people::pose::Carriage,
        random::{Purpose, stream},
    };

    const HELD: [Hold; 6] =
        [Hold::Pocket, Hold::Ear, Hold::Chest, Hold::Folded, Hold::Hip, Hold::Strap];

    #[test]
    fn hands_are_where_their_use_wants_them() {
        let body = Proportions::of(1.8);
        let hips = Point3::new(0., 0., 1.);
        let torso = Torso::new(&body, Carriage { hips, lean: 0.05, twist: 0., gaze: 0. });
        let limb = |hold: Hold, side| {
            hold.limb(&body, &torso, side).unwrap_or_else(|| panic!("{hold:?} hangs"))
        };
        for hold in HELD {
            let [left, right] = [0, 1].map(|side| limb(hold, side));
            assert!((left.tip.y + right.tip.y).abs() < 1e-9, "{hold:?}");
            assert!(left.tip.x > -0.01 && left.middle.y > left.root.y - 0.05, "{hold:?}");
        }
        assert!((limb(Hold::Ear, 0).tip - torso.head).norm() < 0.32);
        assert!((limb(Hold::Pocket, 0).tip - torso.hips[0]).norm() < 0.15);
        assert!(limb(Hold::Hip, 0).middle.y > limb(Hold::Pocket, 0).middle.y + 0.05);
        let place = Vector3::new(0.3, 0.2, 0.1);
        assert!((limb(Hold::At(place), 0).tip - hips - place).norm() < 1e-9);
        assert_eq!(Hold::Free.limb(&body, &torso, 0), None);
    }

    #[test]
    fn most_walkers_swing_their_arms() {
        let mut rng = stream(14, 0, Purpose::Scene);
        let holds: Vec<Hold> = (0..500).flat_map(|_| Hold::walking(&mut rng)).collect();
        let share = |hold| holds.iter().filter(|&&other| other == hold).count() as f64 / 1000.;
        assert!((0.6..0.85).contains(&share(Hold::Free)), "{}", share(Hold::Free));
        assert!(share(Hold::Ear) > 0.01 && share(Hold::Ear) < 0.1);
        assert!((0..500).any(|_| Hold::standing(&mut rng) == [Hold::Folded; 2]));
    }
}
