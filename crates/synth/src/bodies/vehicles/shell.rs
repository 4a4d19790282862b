//! Skins of vehicles: one loft from nose to tail, drawn as lines over the way behind the nose.
//!
//! All lengths are metres. `s` is the way behind the nose, so that x is -s.

use std::f64::consts::PI;

use nalgebra::Point3;

use crate::{
    bodies::vehicles::{
        line::Line,
        strip::{Patch, Strip},
    },
    mesh::{Mesh, Section, loft},
    surface::Surface,
};

/// The point `s` behind the nose, `y` to the left and `z` above the ground.
pub(crate) fn behind(s: f64, y: f64, z: f64) -> Point3<f64> {
    Point3::new(-s, y, z)
}

/// A cut-out for the wheels of an axle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arch {
    /// Centre of the axle.
    pub s: f64,
    pub z: f64,
    pub radius: f64,
}

impl Arch {
    /// Width of the step between the arch and the sill beside it.
    const STEP: f64 = 0.01;

    fn stations(&self) -> impl Iterator<Item = f64> {
        let on_arc = (0..=6).map(|i| self.radius * (PI * f64::from(i) / 6.).cos());
        let beside = [-1., 1.].map(|sign| sign * (self.radius + Self::STEP));
        on_arc.chain(beside).map(|offset| self.s + offset)
    }

    /// The height of the cut at `s`, when the arch reaches there.
    fn height(&self, s: f64) -> Option<f64> {
        let reach = self.radius.powi(2) - (s - self.s).powi(2);
        (reach > -1e-9).then(|| self.z + reach.max(0.).sqrt())
    }
}

/// The form of a skin.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    /// Upper and lower outline seen from the side; both start at the nose and end at the tail.
    pub top: Line,
    pub bottom: Line,
    /// Lower edge of the side windows; where the top is lower, the belt lies under it.
    pub belt: Line,
    /// Outline seen from above.
    pub half_width: Line,
    /// Distance of the belt below bonnet and boot.
    pub crown: f64,
    /// Tumblehome: how far the side windows lean inwards per metre of height.
    pub lean: f64,
    /// Height of the roof above the side windows.
    pub rail: f64,
    pub arches: Vec<Arch>,
    /// Later patches cover earlier ones.
    pub patches: Vec<Patch>,
}

impl Shell {
    /// Sections closer to each other are one, lest faces degenerate.
    const LEAST_STATION_GAP: f64 = 0.002;
    /// Place of the walls of the wheel wells, as a share of the half width.
    const WELL: f64 = 0.6;

    /// The closed skin.
    pub fn skin(&self) -> Mesh {
        let stations = self.stations();
        let middle_to_next = |i: usize| match stations.get(i + 1) {
            Some(next) => (stations[i] + next) / 2.,
            None => stations[i],
        };
        let sections: Vec<Section> = (0..stations.len())
            .map(|i| Section {
                corners: self.corners(stations[i]),
                surfaces: self.surfaces(middle_to_next(i)),
            })
            .collect();
        loft(&sections, Surface::Paint)
    }

    /// Half the width at `s` where the side windows begin.
    pub fn belt_half_width(&self, s: f64) -> f64 {
        0.96 * self.half_width.at(s)
    }

    fn stations(&self) -> Vec<f64> {
        let ends = |line: &Line| {
            let first = line.stations().next().unwrap_or(0.);
            (first, line.stations().last().unwrap_or(first))
        };
        let (nose, tail) = ends(&self.top);
        let lines = [&self.top, &self.bottom, &self.belt, &self.half_width];
        let mut all: Vec<f64> = lines.into_iter().flat_map(Line::stations).collect();
        all.extend(self.arches.iter().flat_map(Arch::stations));
        all.extend(self.patches.iter().flat_map(|patch| [patch.stretch.from, patch.stretch.to]));
        all.retain(|&s| s >= nose && s < tail - Self::LEAST_STATION_GAP);
        all.push(tail);
        all.sort_by(f64::total_cmp);
        all.dedup_by(|s, previous| *s - *previous < Self::LEAST_STATION_GAP);
        all
    }

    fn surfaces(&self, s: f64) -> Vec<Surface> {
        let of = |strip: Strip| {
            let covers = |patch: &&Patch| {
                patch.strip == strip && patch.stretch.from <= s && s <= patch.stretch.to
            };
            let patch = self.patches.iter().rev().find(covers);
            patch.map_or(strip.plain_surface(), |patch| patch.surface)
        };
        let [right @ .., _top] = Strip::ROUND_THE_LEFT;
        let round = Strip::ROUND_THE_LEFT.into_iter().chain(right.into_iter().rev());
        round.chain([Strip::Floor]).map(of).collect()
    }

    /// Corners of the left side upwards, then of the right side downwards.
    fn corners(&self, s: f64) -> Vec<Point3<f64>> {
        let (bottom, top) = (self.bottom.at(s), self.top.at(s));
        let belt = self.belt.at(s).min(top - self.crown.min(0.45 * (top - bottom)));
        let lower = self.lower_corners(s, bottom, belt);
        let upper = self.upper_corners(self.belt_half_width(s), belt, top);
        let left = lower.into_iter().chain(upper);
        let right = left.clone().rev().map(|(y, z)| (-y, z));
        left.chain(right).map(|(y, z)| behind(s, y, z)).collect()
    }

    fn lower_corners(&self, s: f64, bottom: f64, belt: f64) -> [(f64, f64); 4] {
        let half = self.half_width.at(s);
        let well = Self::WELL * half;
        let waist = bottom + 0.5 * (belt - bottom);
        match self.arches.iter().find_map(|arch| arch.height(s)) {
            Some(cut) => {
                let lip = cut.min(belt - 0.06);
                let waist = waist.max(lip + 0.03);
                [(well, bottom), (well + 0.01, lip - 0.01), (0.98 * half, lip), (half, waist)]
            }
            None => {
                let sill = bottom + 0.3 * (waist - bottom);
                [(well, bottom), (0.88 * half, bottom + 0.01), (0.97 * half, sill), (half, waist)]
            }
        }
    }

    fn upper_corners(&self, half: f64, belt: f64, top: f64) -> [(f64, f64); 4] {
        let rail = self.rail.min(0.55 * (top - belt));
        let head = top - rail;
        let window = half - self.lean * (head - belt);
        let round = rail.min(0.1);
        let shoulder = window - self.lean * (rail - round) - 0.4 * round;
        let edge = shoulder - (1.1 * round).min(0.5 * shoulder);
        [(half, belt), (window, head), (shoulder, top - 0.35 * round), (edge, top)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::span;

    fn crate_with_wheels() -> Shell {
        Shell {
            top: Line(vec![(0., 1.), (1., 1.5), (4., 1.5)]),
            bottom: Line::level(0.2),
            belt: Line::level(0.9),
            half_width: Line(vec![(0., 0.6), (0.3, 0.8)]),
            crown: 0.1,
            lean: 0.2,
            rail: 0.1,
            arches: vec![Arch { s: 2., z: 0.3, radius: 0.35 }],
            patches: vec![Patch {
                strip: Strip::Window,
                stretch: span(2., 3.),
                surface: Surface::Glass,
            }],
        }
    }

    #[test]
    fn skins_reach_from_nose_to_tail_and_are_alike_on_both_sides() {
        let skin = crate_with_wheels().skin();
        let (min, max) = skin.bounds();
        assert!((min - Point3::new(-4., -0.8, 0.2)).norm() < 1e-9, "{min}");
        assert!((max - Point3::new(0., 0.8, 1.5)).norm() < 1e-9, "{max}");
        let glass = |side: f64| {
            let panes = skin.triangles.iter().filter(|t| t.surface == Surface::Glass);
            panes.filter(|t| t.corners[0].y * side > 0.).count()
        };
        assert_eq!(glass(1.), glass(-1.));
        assert!(glass(1.) > 0);
    }

    #[test]
    fn arches_are_cut_out_of_the_side() {
        let shape = crate_with_wheels();
        let lowest_outside = |s: f64| {
            let outside = shape.corners(s).into_iter().filter(|corner| corner.y > 0.7);
            outside.map(|corner| corner.z).fold(f64::INFINITY, f64::min)
        };
        assert!(lowest_outside(2.) > 0.6);
        assert!(lowest_outside(3.) < 0.4);
    }

    #[test]
    fn no_face_of_a_skin_is_degenerate() {
        for triangle in crate_with_wheels().skin().triangles {
            let [a, b, c] = triangle.corners;
            assert!((b - a).cross(&(c - a)).norm() > 1e-8, "{triangle:?}");
        }
    }
}
