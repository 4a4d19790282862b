//! The body of a person in a pose: frusta between the joints, ellipsoids at them.

use nalgebra::{Point3, Rotation3, Vector3};
use rand::RngExt;

use super::{
    headgear::Headgear,
    parts::{Girdle, heading, wrap},
    pose::{Limb, Pose, Proportions, Torso},
};
use crate::{
    mesh::{Disc, Mesh, ellipsoid, frustum},
    random::{SceneRng, normal},
    surface::Surface,
};

/// Sides of limbs.
const LIMB_SIDES: usize = 8;
/// Sides of the trunk and of skirts.
const TRUNK_SIDES: usize = 12;
/// Meridians of joints, hands and feet, and of the head.
const JOINT_SIDES: usize = 6;
const FOOT_SIDES: usize = 8;
const HEAD_SIDES: usize = 10;

/// The surface of a skirt or a long coat, and its length down the legs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Skirt {
    pub surface: Surface,
    /// As [`Limb::at`]: 1 at the knees.
    pub hem: f64,
    /// Distance from the legs to the hem around them, metres.
    pub flare: f64,
}

/// Share of people with a hat.
const HATS: f64 = 0.06;

/// The girth of a body and its clothes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outfit {
    /// Factor on all radii; above 1 for stout people and thick coats.
    pub girth: f64,
    pub skirt: Option<Skirt>,
    /// Height that hair adds, metres.
    pub hair: f64,
    pub headgear: Headgear,
    pub bare_arms: bool,
}

impl Outfit {
    /// An outfit without a skirt.
    pub fn random(rng: &mut SceneRng) -> Self {
        Self {
            girth: normal(rng, 1.05, 0.13),
            skirt: None,
            hair: rng.random_range(0.005..0.03),
            headgear: if rng.random_bool(HATS) { Headgear::Hat } else { Headgear::Bare },
            bare_arms: rng.random_bool(0.25),
        }
    }

    /// A radius (metres) from its share of the stature.
    pub fn radius(&self, body: &Proportions, share: f64) -> f64 {
        share * body.stature * self.girth
    }
}

/// The mesh of a person.
pub(crate) fn figure(body: &Proportions, outfit: &Outfit, pose: &Pose) -> Mesh {
    let mut mesh = trunk(body, outfit, &pose.torso);
    mesh.append(head(body, outfit, &pose.torso));
    for side in 0..2 {
        mesh.append(leg(body, outfit, &pose.legs[side], pose.toes[side]));
        mesh.append(arm(body, outfit, &pose.arms[side]));
    }
    if let Some(skirt) = &outfit.skirt {
        mesh.append(drape(body, outfit, skirt, pose));
    }
    mesh
}

/// A bend or an end of a limb.
fn joint(center: Point3<f64>, radius: f64, surface: Surface) -> Mesh {
    ellipsoid(center, Vector3::repeat(radius), JOINT_SIDES, surface)
}

fn leg(body: &Proportions, outfit: &Outfit, leg: &Limb, toes: Vector3<f64>) -> Mesh {
    let [hip, knee, ankle] = [0.048, 0.034, 0.027].map(|share| outfit.radius(body, share));
    let thigh = frustum(
        Disc::new(leg.root, hip),
        Disc::new(leg.middle, knee),
        LIMB_SIDES,
        Surface::Trousers,
    );
    let shin = frustum(
        Disc::new(leg.middle, knee),
        Disc::new(leg.tip, ankle),
        LIMB_SIDES,
        Surface::Trousers,
    );
    // Shoes are longer than feet, and the heel is behind the ankle.
    let (half_length, half_height) = (0.55 * body.foot, 0.6 * body.ankle);
    let center = Point3::new(0.28 * body.foot, 0., half_height - body.ankle);
    let radii = Vector3::new(half_length, 0.2 * body.foot, half_height);
    let shoe = ellipsoid(center, radii, FOOT_SIDES, Surface::Trousers);
    thigh
        .with(shin)
        .with(joint(leg.root, hip, Surface::Trousers))
        .with(joint(leg.middle, knee, Surface::Trousers))
        .with(shoe.moved(&heading(leg.tip, toes)))
}

fn arm(body: &Proportions, outfit: &Outfit, arm: &Limb) -> Mesh {
    let [shoulder, elbow, wrist] = [0.031, 0.028, 0.022].map(|share| outfit.radius(body, share));
    let sleeve = if outfit.bare_arms { Surface::Skin } else { Surface::Coat };
    let upper = frustum(
        Disc::new(arm.root, shoulder),
        Disc::new(arm.middle, elbow),
        LIMB_SIDES,
        Surface::Coat,
    );
    let lower =
        frustum(Disc::new(arm.middle, elbow), Disc::new(arm.tip, wrist), LIMB_SIDES, sleeve);
    let radii = Vector3::new(body.hand / 2., 0.014 * body.stature, 0.024 * body.stature);
    let center = Point3::new(0.4 * body.hand, 0., 0.);
    let hand = ellipsoid(center, radii, JOINT_SIDES, Surface::Skin);
    upper
        .with(lower)
        .with(joint(arm.root, shoulder, Surface::Coat))
        .with(joint(arm.middle, elbow, sleeve))
        .with(hand.moved(&heading(arm.tip, arm.end_direction())))
}

/// Cross-sections of the trunk from the crotch to the neck: height (share of the trunk), half depth and
/// half width (shares of the stature).
const TRUNK: [(f64, f64, f64); 8] = [
    (-0.2, 0.045, 0.06),
    (-0.05, 0.066, 0.094),
    (0.2, 0.066, 0.09),
    (0.45, 0.062, 0.083),
    (0.75, 0.068, 0.098),
    (0.93, 0.056, 0.104),
    (1.02, 0.045, 0.08),
    (1.13, 0.03, 0.036),
];
/// The first of them that coats cover: they hang over the belt.
const FIRST_OF_COAT: usize = 2;

fn trunk(body: &Proportions, outfit: &Outfit, torso: &Torso) -> Mesh {
    let motion = torso.motion();
    let girdle = |&(height, depth, width): &(f64, f64, f64)| {
        // The hips do not follow the twist of the shoulders.
        let back = torso.carriage.twist * (height.clamp(0., 1.) - 1.);
        let turn = motion.rotation * Rotation3::from_axis_angle(&Vector3::z_axis(), back);
        Girdle {
            center: motion * Point3::new(0., 0., height * body.trunk),
            ahead: turn * Vector3::x() * outfit.radius(body, depth),
            left: turn * Vector3::y() * outfit.radius(body, width),
        }
    };
    let girdles = TRUNK.each_ref().map(girdle);
    let trousers = wrap(&girdles[..=FIRST_OF_COAT], TRUNK_SIDES, Surface::Trousers);
    trousers.with(wrap(&girdles[FIRST_OF_COAT..], TRUNK_SIDES, Surface::Coat))
}

fn head(body: &Proportions, outfit: &Outfit, torso: &Torso) -> Mesh {
    let half_height = body.head / 2. + outfit.hair / 2.;
    let radii = Vector3::new(0.42 * body.head, 0.34 * body.head, half_height);
    let center = Point3::new(0., 0., outfit.hair / 2.);
    let (sin, cos) = torso.carriage.gaze.sin_cos();
    let skull = ellipsoid(center, radii, HEAD_SIDES, Surface::Skin)
        .with(outfit.headgear.mesh(body))
        .moved(&heading(torso.head, Vector3::new(cos, sin, 0.)));
    // A neck that leaves the trunk a little lower has no gap when the head turns away from it.
    let foot = torso.nape - Vector3::z() * (0.2 * body.neck);
    let neck = 0.033 * body.stature;
    skull.with(frustum(
        Disc::new(foot, 1.1 * neck),
        Disc::new(torso.head, neck),
        LIMB_SIDES,
        Surface::Skin,
    ))
}

/// A skirt from the waist around both legs.
fn drape(body: &Proportions, outfit: &Outfit, skirt: &Skirt, pose: &Pose) -> Mesh {
    let around = |share: f64, room: f64| {
        let [left, right] = [0, 1].map(|side| pose.legs[side].at(share));
        let apart = left - right;
        let thigh = outfit.radius(body, 0.045) + room;
        Girdle {
            center: nalgebra::center(&left, &right),
            ahead: Vector3::x() * (apart.x.abs() / 2. + thigh),
            left: Vector3::y() * (apart.y.abs() / 2. + thigh),
        }
    };
    let waist = Girdle {
        center: pose.torso.motion() * Point3::new(0., 0., 0.3 * body.trunk),
        ahead: Vector3::x() * outfit.radius(body, 0.071),
        left: Vector3::y() * outfit.radius(body, 0.095),
    };
    let seat = around(0., 0.8 * outfit.radius(body, 0.045));
    let girdles =
        [waist, seat, around(skirt.hem / 2., skirt.flare / 2.), around(skirt.hem, skirt.flare)];
    wrap(&girdles, TRUNK_SIDES, skirt.surface)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::people::pose::{Bones, Carriage, SIDES};

    const PLAIN: Outfit =
        Outfit { girth: 1., skirt: None, hair: 0., headgear: Headgear::Bare, bare_arms: false };

    /// A person at attention.
    fn upright(body: &Proportions) -> Pose {
        let hips = Point3::new(0., 0., body.ankle + body.leg());
        let torso = Torso::new(body, Carriage { hips, lean: 0., twist: 0., gaze: 0. });
        let legs = torso
            .hips
            .map(|hip| Limb::hanging(hip, body.leg_bones(), Bones { upper: 0., lower: 0. }, 0.));
        let lengths = body.arm_bones();
        let arms = [0, 1].map(|i| {
            Limb::hanging(
                torso.shoulders[i],
                lengths,
                Bones { upper: 0., lower: 0. },
                SIDES[i] * 0.1,
            )
        });
        Pose { torso, legs, toes: [Vector3::x(); 2], arms }
    }

    #[test]
    fn an_upright_figure_is_as_tall_as_its_stature_and_symmetric() {
        for stature in [1.2, 1.75] {
            let body = Proportions::of(stature);
            let (min, max) = figure(&body, &PLAIN, &upright(&body)).bounds();
            assert!((max.z - min.z) / stature > 0.98 && (max.z - min.z) / stature < 1.02);
            assert!((max.y + min.y).abs() < 1e-9, "{min} {max}");
        }
    }

    #[test]
    fn hats_and_helmets_are_wider_than_the_head_and_little_higher() {
        let body = Proportions::of(1.75);
        let extent = |headgear: Headgear| {
            let outfit = Outfit { headgear, ..PLAIN };
            let (min, max) = head(&body, &outfit, &upright(&body).torso).bounds();
            (max.x - min.x, max.z)
        };
        let bare = extent(Headgear::Bare);
        for worn in [Headgear::Hat, Headgear::Helmet] {
            let (length, top) = extent(worn);
            assert!(length > bare.0 + 0.03 && (0.01..0.06).contains(&(top - bare.1)), "{worn:?}");
        }
    }

    #[test]
    fn every_surface_is_where_it_is_worn() {
        let body = Proportions::of(1.75);
        let mesh = figure(&body, &PLAIN, &upright(&body));
        let bounds = |surface: Surface| {
            let mut part = Mesh::new();
            part.triangles.extend(mesh.triangles.iter().filter(|t| t.surface == surface));
            part.bounds()
        };
        assert!(bounds(Surface::Trousers).1.z < bounds(Surface::Coat).1.z);
        assert!(bounds(Surface::Coat).1.z < bounds(Surface::Skin).1.z);
        assert!(bounds(Surface::Coat).0.z > 0.6);
    }

    #[test]
    fn a_skirt_covers_both_knees() {
        let body = Proportions::of(1.75);
        let skirt = Skirt { surface: Surface::Trousers, hem: 1.2, flare: 0.05 };
        let pose = upright(&body);
        let (min, max) = drape(&body, &PLAIN, &skirt, &pose).bounds();
        for leg in pose.legs {
            assert!(min.z < leg.middle.z && min.y < leg.middle.y && max.y > leg.middle.y);
        }
    }
}
