//! Things on bicycles: carriers, baskets, panniers and seats of children.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{bicycle::Bicycle, pose::SIDES};
use crate::{
    mesh::{Mesh, cuboid, ellipsoid},
    random::SceneRng,
    surface::Surface,
};

/// Shares of bicycles with a carrier that have each.
const PANNIERS: f64 = 0.2;
const REAR_BASKETS: f64 = 0.12;
const CHILD_SEATS: f64 = 0.08;
/// Shares of bicycles made for luggage with a carrier and with a basket in front.
const CARRIERS: f64 = 0.85;
const FRONT_BASKETS: f64 = 0.25;
/// Share of seats that are taken.
const CHILDREN: f64 = 0.5;
/// Meridians of the parts of a child.
const CHILD_SIDES: usize = 6;
/// Half of length and width of a carrier, metres.
const DECK: (f64, f64) = (0.18, 0.06);

/// Things on a bicycle; lengths in metres.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Loads {
    pub front_basket: bool,
    pub carrier: bool,
    /// Half the width of the bags at the left and the right of the carrier; 0 for none.
    pub panniers: [f64; 2],
    pub rear_basket: bool,
    pub child_seat: bool,
    /// The height of the child in the seat, from seat to crown.
    pub child: Option<f64>,
}

impl Loads {
    /// The loads of a bicycle that has room for them or not.
    pub fn random(has_room: bool, rng: &mut SceneRng) -> Self {
        if !has_room {
            return Self::default();
        }
        let carrier = rng.random_bool(CARRIERS);
        let bags = rng.random_bool(PANNIERS);
        let mut pannier = || {
            if carrier && bags && rng.random_bool(0.75) { rng.random_range(0.05..0.09) } else { 0. }
        };
        let panniers = [pannier(), pannier()];
        let child_seat = carrier && rng.random_bool(CHILD_SEATS);
        Self {
            front_basket: rng.random_bool(FRONT_BASKETS),
            carrier,
            panniers,
            rear_basket: carrier && !child_seat && rng.random_bool(REAR_BASKETS),
            child_seat,
            child: (child_seat && rng.random_bool(CHILDREN)).then(|| rng.random_range(0.5..0.62)),
        }
    }

    /// The loads that turn with the handlebar, whose stem ends there.
    pub fn front(&self, stem: Point3<f64>) -> Mesh {
        if !self.front_basket {
            return Mesh::new();
        }
        let corner = stem + Vector3::new(0.06, -0.16, -0.28);
        cuboid(corner, corner + Vector3::new(0.24, 0.32, 0.22), Surface::Metal)
    }

    /// The loads over the rear wheel.
    pub fn rear(&self, bicycle: &Bicycle) -> Mesh {
        if !self.carrier {
            return Mesh::new();
        }
        let hub = bicycle.rear_hub();
        let deck = hub + Vector3::new(0., 0., bicycle.wheel_radius + 0.05);
        let block = |x: (f64, f64), half_width: f64, z: (f64, f64), surface: Surface| {
            let corner = |x: f64, y: f64, z: f64| deck + Vector3::new(x, y, z);
            cuboid(corner(x.0, -half_width, z.0), corner(x.1, half_width, z.1), surface)
        };
        let mut mesh = block((-DECK.0, DECK.0), DECK.1, (-0.01, 0.01), Surface::Metal)
            .with(bicycle.stays(hub, deck, 0.055));
        for (half_width, side) in self.panniers.into_iter().zip(SIDES) {
            if half_width > 0. {
                let aside = side * (DECK.1 + 0.01 + half_width);
                let bag = block((-0.18, 0.14), half_width, (-0.32, 0.), Surface::Trousers);
                mesh.append(bag.shifted(0., aside, 0.));
            }
        }
        if self.rear_basket {
            mesh.append(block((-0.2, 0.2), 0.15, (0.01, 0.2), Surface::Wood));
        }
        if self.child_seat {
            mesh.append(block((-0.16, 0.14), 0.15, (0.03, 0.1), Surface::Rubber));
            mesh.append(block((-0.2, -0.15), 0.15, (0.1, 0.5), Surface::Rubber));
        }
        if let Some(height) = self.child {
            mesh.append(child(deck, height));
        }
        mesh
    }
}

/// A child on a seat over a carrier: trunk with arms, thighs, and a head with a helmet.
fn child(deck: Point3<f64>, height: f64) -> Mesh {
    let seat = deck + Vector3::z() * 0.1;
    let ball = |at: [f64; 3], radii: [f64; 3], surface: Surface| {
        ellipsoid(seat + Vector3::from(at), Vector3::from(radii), CHILD_SIDES, surface)
    };
    let head = 0.13;
    ball([-0.03, 0., 0.2], [0.11, 0.15, 0.24], Surface::Coat)
        .with(ball([0.1, 0., 0.05], [0.18, 0.13, 0.07], Surface::Trousers))
        .with(ball([-0.02, 0., height - head], [0.11, 0.09, head], Surface::Skin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn loads_are_over_the_rear_wheel_and_off_the_ground() {
        let mut rng = stream(17, 0, Purpose::Scene);
        let bicycle = Bicycle::random(0.95, &mut rng);
        let full = Loads {
            front_basket: true,
            carrier: true,
            panniers: [0.08, 0.],
            rear_basket: false,
            child_seat: true,
            child: Some(0.6),
        };
        let (min, max) = full.rear(&bicycle).bounds();
        assert!(min.z > 0.02 && max.z > bicycle.wheel_radius * 2. + 0.6, "{min} {max}");
        assert!(max.y > 0.2 && min.y > -0.16, "one pannier: {min} {max}");
        assert!(max.x < bicycle.saddle().x + 0.1, "{max}");
        assert!(Loads::default().rear(&bicycle).triangles.is_empty());
        let stem = Point3::new(0.3, 0., 1.);
        assert!(full.front(stem).bounds().0.x > stem.x);
    }

    #[test]
    fn only_bicycles_for_luggage_have_loads() {
        let mut rng = stream(17, 1, Purpose::Scene);
        let loads: Vec<Loads> = (0..400).map(|_| Loads::random(true, &mut rng)).collect();
        let number = |has: fn(&Loads) -> bool| loads.iter().filter(|&loads| has(loads)).count();
        assert!((50..120).contains(&number(|loads| loads.panniers != [0.; 2])));
        assert!((10..60).contains(&number(|loads| loads.child_seat)));
        assert!(loads.iter().all(|loads| loads.carrier || !loads.rear_basket && !loads.child_seat));
        assert!(!Loads::random(false, &mut rng).carrier);
    }
}
