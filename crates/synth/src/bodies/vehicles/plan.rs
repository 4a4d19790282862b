//! One car or van: its body with everything fixed to it and inside.
//!
//! Lengths are metres.

use rand::RngExt;
use voxelnet_scene::BoxSize;

use crate::{
    bodies::vehicles::{
        fittings::{PLATE_DEPTH, block, mirrors, number_plate, roof_bars, roof_rails},
        interior::{SeatRow, dashboard},
        proportions::Proportions,
    },
    class::Class,
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal},
    span::span,
    surface::Surface,
};

/// One vehicle of a style.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) style: Proportions,
    /// Size of the box around everything but the mirrors.
    pub size: BoxSize,
    /// Length and height of the body without plates and what is on the roof, and half its width.
    pub(super) length: f64,
    pub(super) roof: f64,
    pub(super) half_width: f64,
    pub(super) lean: f64,
    /// By how much the cabin lies further back than usual, as a share of length.
    shift: f64,
    on_the_roof: RoofLoad,
    /// By how much nose and tail are rounder than usual, seen from above.
    pub(super) roundness: [f64; 2],
    /// Distance by which the mirrors stand out of the body.
    mirror_overhang: f64,
    pub(super) plastic_sills: bool,
}

/// The fittings on the roof.
#[derive(Clone, Copy, Debug, PartialEq)]
enum RoofLoad {
    Nothing,
    Rails,
    Bars,
    Luggage,
}

impl RoofLoad {
    /// Share of the roofs with rails that have bars, too, and of those with bars that carry a box.
    const BARS: f64 = 0.3;
    const LUGGAGE: f64 = 0.35;

    fn random(style: &Proportions, rng: &mut SceneRng) -> Self {
        if !rng.random_bool(style.roof_rails) {
            return Self::Nothing;
        }
        match (rng.random_bool(Self::BARS), rng.random_bool(Self::LUGGAGE)) {
            (false, _) => Self::Rails,
            (true, false) => Self::Bars,
            (true, true) => Self::Luggage,
        }
    }

    /// Height above the roof, metres.
    const fn height(self) -> f64 {
        match self {
            Self::Nothing => 0.,
            Self::Rails | Self::Bars => Plan::RAIL_HEIGHT,
            Self::Luggage => Plan::RAIL_HEIGHT + Plan::LUGGAGE_HEIGHT,
        }
    }
}

impl Plan {
    /// Least and greatest distance by which mirrors stand out.
    const MIRROR_OVERHANG: (f64, f64) = (0.08, 0.16);
    /// Mean and deviation of the logarithm of the roundness of an end, and its limits.
    const ROUNDNESS: (f64, f64) = (-0.1, 0.25);
    const ROUNDNESS_LIMITS: (f64, f64) = (0.5, 1.8);
    const RAIL_HEIGHT: f64 = 0.045;
    const LUGGAGE_HEIGHT: f64 = 0.33;
    /// From the upper edge of the boot lid or tailgate to the tail.
    pub(super) const LID: f64 = 0.1;
    /// From the backs of the front seats to the pillar behind the first window.
    const FRONT_ROW_TO_PILLAR: f64 = 0.45;
    const ROW_PITCH: f64 = 0.82;

    /// A vehicle of a style.
    pub fn random(style: &Proportions, rng: &mut SceneRng) -> Self {
        let roof = style.height.draw(rng).max(style.least_height);
        let on_the_roof = RoofLoad::random(style, rng);
        let size = BoxSize {
            length: style.length.draw(rng),
            width: style.width.draw(rng),
            height: roof + on_the_roof.height(),
        };
        let style = style.varied(rng);
        let (mean, deviation) = Self::ROUNDNESS;
        let (least, most) = Self::ROUNDNESS_LIMITS;
        let roundness = [(); 2].map(|()| normal(rng, mean, deviation).exp().clamp(least, most));
        let (nearest, farthest) = Self::MIRROR_OVERHANG;
        Self {
            style,
            size,
            length: size.length - 2. * PLATE_DEPTH,
            roof,
            half_width: size.width / 2.,
            lean: style.lean,
            shift: rng.random_range(-0.012..0.012),
            on_the_roof,
            roundness,
            mirror_overhang: rng.random_range(nearest..farthest),
            plastic_sills: rng.random_bool(0.25),
        }
    }

    /// The vehicle as a body of a class: it fills its box, but for the mirrors, which stand out of it.
    pub fn model(&self, class: Class, mesh: Mesh) -> Model {
        let (min, max) = mesh.bounds();
        let with_mirrors = BoxSize { width: max.y - min.y, ..self.size };
        Model { class: Some(class), size: self.size, mesh: mesh.fitted(with_mirrors) }
    }

    /// Everything but what only some vehicles of the style have inside.
    pub fn mesh(&self) -> Mesh {
        let plate_height = 0.8 * self.style.bumper * self.roof;
        let wheels = self.axles().map(|s| self.style.wheel.pair(s, self.half_width - 0.015));
        let mut mesh = self.shape().skin().with(self.mirrors()).with(self.interior());
        wheels.into_iter().for_each(|pair| mesh.append(pair));
        if self.on_the_roof != RoofLoad::Nothing {
            mesh.append(self.roof_load());
        }
        mesh.with(number_plate(0., plate_height, false)).with(number_plate(
            self.length,
            plate_height,
            true,
        ))
    }

    /// The rear end of the front seats, behind the nose.
    pub fn behind_front_seats(&self) -> f64 {
        self.front_row() + 0.4
    }

    /// Half the width, floor and ceiling of the room inside.
    pub fn room(&self) -> (f64, f64, f64) {
        (0.85 * self.half_width - 0.05, self.style.clearance + 0.1, self.roof - 0.12)
    }

    pub(super) fn along(&self, share: f64) -> f64 {
        share * self.length
    }

    /// A share of length within the cabin, shifted with it, the less the closer to the tail.
    pub(super) fn cabin(&self, share: f64) -> f64 {
        self.along(share + self.shift * (1. - share)).min(self.length - Self::LID - 0.01)
    }

    pub(super) fn axles(&self) -> [f64; 2] {
        [self.style.overhangs.0, self.length - self.style.overhangs.1]
    }

    fn front_row(&self) -> f64 {
        let pillar = self.style.panes.first().map_or(self.style.roof.0, |pane| pane.1);
        self.cabin(pillar) - Self::FRONT_ROW_TO_PILLAR
    }

    fn mirrors(&self) -> Mesh {
        let outer = self.half_width + self.mirror_overhang;
        let s = 0.55 * self.cabin(self.style.cowl.0) + 0.45 * self.cabin(self.style.roof.0);
        let z = self.style.belt.0 * self.roof + 0.09;
        mirrors(s, z, span(self.half_width - 0.06, outer), 0.15)
    }

    fn roof_load(&self) -> Mesh {
        let roof = [self.style.roof.0, self.style.roof.1].map(|share| self.cabin(share));
        let at = |share: f64| roof[0] + share * (roof[1] - roof[0]);
        let glass_height = (0.99 - self.style.belt.0) * self.roof;
        let y = 0.96 * self.half_width - self.lean * glass_height - 0.12;
        let rails = roof_rails(span(at(0.12), at(0.9)), y, self.roof, Self::RAIL_HEIGHT);
        if self.on_the_roof == RoofLoad::Rails {
            return rails;
        }
        let top = self.roof + Self::RAIL_HEIGHT;
        let bars = rails.with(roof_bars(&[at(0.3), at(0.7)], y, top - 0.02));
        if self.on_the_roof == RoofLoad::Bars {
            return bars;
        }
        let along = span(at(0.05), at(0.95));
        bars.with(block(along, span(-0.1, y), span(top, self.size.height), Surface::Rubber))
    }

    fn interior(&self) -> Mesh {
        let (half_width, floor, _) = self.room();
        let style = &self.style;
        let belt = style.belt.0 * self.roof;
        let cowl = self.cabin(style.cowl.0);
        let board_end = 0.6 * cowl + 0.4 * self.cabin(style.roof.0);
        let mut inside =
            dashboard(span(cowl + 0.05, board_end), half_width, span(floor, belt - 0.02));
        for (row, &num_seats) in style.seats.iter().enumerate() {
            let seats = SeatRow {
                s: self.front_row() + Self::ROW_PITCH * row as f64,
                half_width,
                floor,
                back: belt + 0.08,
                head: (belt + 0.3).min(self.roof - 0.14),
                num_seats,
            };
            inside.append(seats.mesh());
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::vehicles::car::HATCHBACK,
        random::{Purpose, stream},
    };

    #[test]
    fn the_mesh_of_a_plan_has_the_size_of_its_box_but_for_the_mirrors() {
        let mut rng = stream(2, 0, Purpose::Scene);
        for _ in 0..20 {
            let plan = Plan::random(&HATCHBACK, &mut rng);
            let (min, max) = plan.mesh().bounds();
            let (extent, size) = (max - min, plan.size);
            assert!((extent.x - size.length).abs() < 1e-9, "{extent} {size:?}");
            let mirrors = extent.y - size.width - 2. * plan.mirror_overhang;
            assert!(mirrors.abs() < 1e-9, "{extent} {size:?}");
            assert!((extent.z - size.height).abs() < 1e-9, "{extent} {size:?}");
        }
    }

    #[test]
    fn seats_lie_within_the_body() {
        let mut rng = stream(3, 0, Purpose::Scene);
        for _ in 0..20 {
            let plan = Plan::random(&HATCHBACK, &mut rng);
            let (min, max) = plan.interior().bounds();
            assert!(max.x < -plan.style.overhangs.0 / 2. && min.x > -plan.length + 0.1);
            assert!(max.y < plan.half_width && max.z < plan.roof - 0.1);
        }
    }
}
