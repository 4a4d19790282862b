//! Rings left out, as when lasers of the sensor fail.

use rand::RngExt;
use rand::seq::SliceRandom;
use voxelnet_scene::{MAX_RINGS, PointCloud, rings_of};

/// Leaves out a share of the rings that have points, drawn at random.
pub(super) fn drop_rings(cloud: &mut PointCloud, share: f64, rng: &mut impl RngExt) {
    let ring_of = rings_of(&cloud.points);
    let mut rings: Vec<u8> = (0..MAX_RINGS).filter(|ring| ring_of.contains(ring)).collect();
    rings.shuffle(rng);
    let num_missing = (share * rings.len() as f64).round() as usize;
    let missing = &rings[..num_missing];
    let mut ring_of = ring_of.into_iter();
    cloud.points.retain(|_| ring_of.next().is_none_or(|ring| !missing.contains(&ring)));
}

#[cfg(test)]
mod tests {
    use voxelnet_scene::Point;

    use super::super::tests::{
        NUM_AZIMUTHS, NUM_RINGS, generator, hdl_64e, is_part_in_order, scan_of_rings,
        simulated_scan,
    };
    use super::*;

    /// Points of each ring of `scan` that `part` still has; a ring is where its points stand in `scan`.
    fn points_of_rings(part: &PointCloud, scan: &PointCloud, ring_of: &[usize]) -> Vec<usize> {
        assert!(is_part_in_order(part, scan));
        let mut counts = vec![0; NUM_RINGS];
        let mut kept = part.points.iter().peekable();
        for (point, &ring) in scan.points.iter().zip(ring_of) {
            counts[ring] += usize::from(kept.next_if_eq(&point).is_some());
        }
        counts
    }

    fn full_rings() -> Vec<usize> {
        (0..NUM_RINGS).flat_map(|ring| [ring; NUM_AZIMUTHS]).collect()
    }

    fn dropped(scan: &PointCloud, share: f64, seed: u64) -> PointCloud {
        let mut dropped = scan.clone();
        drop_rings(&mut dropped, share, &mut generator(seed));
        dropped
    }

    #[test]
    fn of_64_even_rings_exactly_the_share_vanishes_and_the_others_stay_whole() {
        let scan = scan_of_rings(|ring| 10. - 0.6 * ring as f64);
        for (share, num_missing) in [(0.25, 16), (0.5, 32), (1., 64), (0.001, 0)] {
            let counts = points_of_rings(&dropped(&scan, share, 1), &scan, &full_rings());
            assert!(counts.iter().all(|&count| count == 0 || count == NUM_AZIMUTHS), "{counts:?}");
            assert_eq!(counts.iter().filter(|&&count| count == 0).count(), num_missing);
        }
    }

    #[test]
    fn the_rings_of_kittis_sensor_vanish_whole_however_many_points_each_returns() {
        let full = scan_of_rings(hdl_64e);
        // The upper rings look into the sky: the first returns a 64th of its points, the last all.
        let is_returned = |i: &usize| (i * 37) % NUM_RINGS <= i / NUM_AZIMUTHS;
        let returned: Vec<usize> = (0..full.len()).filter(is_returned).collect();
        let scan = PointCloud::new(returned.iter().map(|&i| full.points[i]).collect());
        let ring_of: Vec<usize> = returned.iter().map(|i| i / NUM_AZIMUTHS).collect();
        let all = points_of_rings(&scan, &scan, &ring_of);
        let mut num_missing = 0;
        for seed in 0..100 {
            let counts = points_of_rings(&dropped(&scan, 0.25, seed), &scan, &ring_of);
            for (count, all) in counts.into_iter().zip(&all) {
                assert!(count == 0 || count == *all, "{count} of {all}");
                num_missing += usize::from(count == 0);
            }
        }
        let mean = num_missing as f64 / 100.;
        assert!((mean - 16.).abs() < 1., "{mean} of 64 rings");
    }

    #[test]
    fn every_ring_is_as_likely_to_vanish() {
        let scan = scan_of_rings(|ring| -0.4 * ring as f64);
        let mut num_missing = [0; NUM_RINGS];
        for seed in 0..400 {
            let counts = points_of_rings(&dropped(&scan, 0.25, seed), &scan, &full_rings());
            num_missing.iter_mut().zip(counts).for_each(|(n, count)| *n += i32::from(count == 0));
        }
        let sigma = (400. * 0.25 * 0.75_f64).sqrt();
        assert!(
            num_missing.iter().all(|&n| f64::from(n - 100).abs() < 5. * sigma),
            "{num_missing:?}"
        );
    }

    #[test]
    fn a_few_stray_points_do_not_stretch_the_classes() {
        let mut scan = scan_of_rings(|ring| -0.4 * ring as f64);
        let strays = [[0.1, 0., 5.], [0., 0.1, -2.], [0., 0., 9.]];
        scan.points.extend(strays.map(|[x, y, z]| Point::new(x, y, z, 0.5)));
        let ring_of = [full_rings(), vec![NUM_RINGS - 1; strays.len()]].concat();
        let mut counts = points_of_rings(&dropped(&scan, 0.5, 1), &scan, &ring_of);
        counts.pop();
        assert!(counts.iter().all(|&count| count == 0 || count == NUM_AZIMUTHS), "{counts:?}");
        assert!((31..=33).contains(&counts.iter().filter(|&&count| count == 0).count()));
    }

    #[test]
    fn a_single_ring_is_there_or_not() {
        let scan = PointCloud::new(vec![Point::new(3., 0., -1., 0.5); 10]);
        assert_eq!(dropped(&scan, 0.4, 1), scan);
        assert!(dropped(&scan, 0.6, 1).is_empty());
        assert!(dropped(&simulated_scan(), 1., 1).is_empty());
    }
}
