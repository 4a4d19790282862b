//! The laws of every corruption, and the scans that the tests of each kind make worse.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_scene::{Point, PointCloud};

use super::*;

pub(super) const NUM_RINGS: usize = 64;
pub(super) const NUM_AZIMUTHS: usize = 256;

pub(super) fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Elevations of the Velodyne HDL-64E, degrees: two blocks, evenly spaced each.
pub(super) fn hdl_64e(ring: usize) -> f64 {
    if ring < 32 { 2. - ring as f64 / 3. } else { -8.83 - 0.5 * (ring - 32) as f64 }
}

/// A whole turn of a sensor with 64 rings, ring after ring, at ranges of 3 to 80 m; no intensity is 0.
pub(super) fn scan_of_rings(elevation_deg: impl Fn(usize) -> f64) -> PointCloud {
    let mut rng = generator(7);
    let mut point = |index: usize| {
        let elevation = elevation_deg(index / NUM_AZIMUTHS).to_radians();
        let azimuth = (index as f64 / NUM_AZIMUTHS as f64).fract() * std::f64::consts::TAU;
        let range = rng.random_range(3.0..80.);
        let level = range * elevation.cos();
        let position = [level * azimuth.cos(), level * azimuth.sin(), range * elevation.sin()];
        let [x, y, z] = position.map(|coordinate| coordinate as f32);
        Point::new(x, y, z, rng.random_range(0.01..1.))
    };
    PointCloud::new((0..NUM_RINGS * NUM_AZIMUTHS).map(&mut point).collect())
}

pub(super) fn simulated_scan() -> PointCloud {
    scan_of_rings(hdl_64e)
}

/// Whether the points of `part` are points of `whole` in the same order.
pub(super) fn is_part_in_order(part: &PointCloud, whole: &PointCloud) -> bool {
    let mut whole = whole.points.iter();
    part.points.iter().all(|point| whole.any(|other| other == point))
}

fn all_at(strength: f64) -> [Corruption; 5] {
    CorruptionKind::ALL.map(|kind| kind.at(strength).expect("a strength of 0 to 1"))
}

fn corrupted(scan: &PointCloud, corruption: Corruption, seed: u64) -> PointCloud {
    let mut corrupted = scan.clone();
    corruption.apply(&mut corrupted, &mut generator(seed));
    corrupted
}

fn bits(cloud: &PointCloud) -> Vec<[u32; 4]> {
    let values = |point: &Point| [point.x, point.y, point.z, point.intensity];
    cloud.points.iter().map(|point| values(point).map(f32::to_bits)).collect()
}

#[test]
fn at_strength_0_nothing_changes_bit_for_bit() {
    let mut scan = simulated_scan();
    scan.points.push(Point::new(-0., 0., -0., -0.));
    for corruption in all_at(0.).into_iter().chain([Corruption::Clean]) {
        assert_eq!(bits(&corrupted(&scan, corruption, 1)), bits(&scan), "{corruption}");
    }
}

#[test]
fn the_generator_decides_and_nothing_else() {
    let scan = simulated_scan();
    for corruption in all_at(0.3) {
        let first = corrupted(&scan, corruption, 1);
        assert_ne!(first, scan, "{corruption}");
        assert_eq!(bits(&first), bits(&corrupted(&scan, corruption, 1)), "{corruption}");
        assert_ne!(first, corrupted(&scan, corruption, 2), "{corruption}");
    }
}

#[test]
fn a_stronger_corruption_does_more_of_the_same() {
    let scan = simulated_scan();
    let at = |kind: CorruptionKind, strength| {
        kind.at(strength).map(|corruption| corrupted(&scan, corruption, 1)).expect("0 to 1")
    };
    for kind in CorruptionKind::ALL {
        let (weak, strong) = (at(kind, 0.25), at(kind, 0.5));
        let mut pairs = weak.points.iter().zip(&strong.points);
        let holds = match kind {
            CorruptionKind::Dropout | CorruptionKind::MissingRings => {
                is_part_in_order(&strong, &weak)
            }
            CorruptionKind::Outliers => strong.points.starts_with(&weak.points),
            CorruptionKind::IntensityLoss => pairs.all(|(a, b)| b.intensity <= a.intensity),
            CorruptionKind::Jitter => pairs.zip(&scan.points).all(|((weak, strong), point)| {
                let moved = |to: &Point| to.position() - point.position();
                (moved(strong) - 2. * moved(weak)).norm() < 1e-4
            }),
        };
        assert!(holds, "{kind}");
    }
}

#[test]
fn an_empty_scan_stays_empty() {
    for corruption in all_at(1.).iter().chain(Corruption::STANDARD) {
        assert!(corrupted(&PointCloud::default(), *corruption, 1).is_empty(), "{corruption}");
    }
}

#[test]
fn the_standard_ones_are_possible_and_try_every_kind_from_weak_to_strong() {
    let [clean, others @ ..] = Corruption::STANDARD else { panic!("there is none") };
    assert_eq!(*clean, Corruption::Clean);
    for kind in CorruptionKind::ALL {
        let strengths: Vec<f64> = others
            .iter()
            .filter(|corruption| corruption.kind() == Some(kind))
            .map(Corruption::strength)
            .collect();
        assert!(strengths.len() >= 2 && strengths.is_sorted_by(|a, b| a < b), "{kind}");
        assert!(strengths.iter().all(|&strength| kind.at(strength).is_ok()), "{kind}");
    }
}

#[test]
#[should_panic(expected = "Jitter { std_m: NaN }: expected 0 to 1")]
fn a_strength_that_is_none_is_a_mistake_in_the_program() {
    corrupted(&simulated_scan(), Corruption::Jitter { std_m: f64::NAN }, 1);
}

proptest! {
    #[test]
    fn finite_points_stay_finite_however_far_or_near_they_are(
        rows in prop::collection::vec(prop::array::uniform4(finite()), 0..20),
        kind in 0..5_usize,
        strength in 0. ..=1.,
        seed: u64,
    ) {
        let points = rows.iter().map(|&[x, y, z, intensity]| Point::new(x, y, z, intensity));
        let scan = PointCloud::new(points.collect());
        let corrupted = corrupted(&scan, all_at(strength)[kind], seed);
        prop_assert!(corrupted.points.iter().all(Point::is_finite), "{corrupted:?}");
    }
}

/// Any number that an `f32` holds, its bounds more often than others.
fn finite() -> impl Strategy<Value = f32> {
    use proptest::num::f32::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    let bound = prop::sample::select(vec![f32::MAX, f32::MIN, 0., -0., 1e-45]);
    prop_oneof![POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO, bound]
}
