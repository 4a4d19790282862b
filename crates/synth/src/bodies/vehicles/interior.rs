//! Seats and dashboards: what stops the beams that pass through the windows.

use crate::{
    bodies::vehicles::{fittings::block, shell::behind},
    mesh::{Mesh, Section, loft},
    span::{Span, span},
    surface::Surface,
};

/// A row of seats; lengths in metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeatRow {
    /// The line between cushions and backs, behind the nose.
    pub s: f64,
    /// Half the width of the row.
    pub half_width: f64,
    /// Heights of the floor, of the upper ends of the backs, and of the head rests.
    pub floor: f64,
    pub back: f64,
    pub head: f64,
    /// Number of seats; 2 stand apart, more are a bench.
    pub num_seats: usize,
}

impl SeatRow {
    const CUSHION_LENGTH: f64 = 0.45;
    /// From a cushion to the upper end of the back.
    const BACK_HEIGHT: f64 = 0.6;
    const BACK_DEPTH: f64 = 0.12;
    /// Lean of a back backwards, per metre of height.
    const RECLINE: f64 = 0.35;

    /// The seats with their head rests.
    pub fn mesh(&self) -> Mesh {
        let pitch = 2. * self.half_width / self.num_seats as f64;
        let gap = if self.num_seats == 2 { 0.16 } else { 0.02 };
        let mut seats = Mesh::new();
        for seat in 0..self.num_seats {
            let middle = (seat as f64 + 0.5) * pitch - self.half_width;
            seats.append(self.seat(middle, (pitch - gap) / 2.));
        }
        seats
    }

    fn seat(&self, y: f64, half: f64) -> Mesh {
        let seat_height = (self.back - Self::BACK_HEIGHT).max(self.floor + 0.1);
        let lean = Self::RECLINE * (self.back - seat_height);
        let across = span(y - half, y + half);
        let along = span(self.s - Self::CUSHION_LENGTH, self.s + 0.05);
        let cushion = block(along, across, span(self.floor, seat_height), Surface::Rubber);
        let back = [(self.s, seat_height - 0.05), (self.s + lean, self.back)];
        let back = loft(&back.map(|(s, z)| Self::level(s, z, across)), Surface::Rubber);
        let rest = span(self.s + lean + 0.01, self.s + lean + Self::BACK_DEPTH);
        let head_width = span(y - 0.13, y + 0.13);
        let head = block(rest, head_width, span(self.back - 0.02, self.head), Surface::Rubber);
        cushion.with(back).with(head)
    }

    /// A level cut through a back.
    fn level(s: f64, z: f64, across: Span) -> Section {
        let end = s + Self::BACK_DEPTH;
        let corners = [(s, across.from), (end, across.from), (end, across.to), (s, across.to)];
        Section {
            corners: corners.map(|(s, y)| behind(s, y, z)).to_vec(),
            surfaces: vec![Surface::Rubber; 4],
        }
    }
}

/// A dashboard under the windscreen, with the wheel before the driver on the left.
pub(crate) fn dashboard(stretch: Span, half_width: f64, heights: Span) -> Mesh {
    let board = block(stretch, span(-half_width, half_width), heights, Surface::Rubber);
    let wheel_middle = half_width / 2.;
    let across = span(wheel_middle - 0.18, wheel_middle + 0.18);
    let wheel_heights = span(heights.to - 0.25, heights.to + 0.06);
    let wheel = block(span(stretch.to, stretch.to + 0.12), across, wheel_heights, Surface::Rubber);
    board.with(wheel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_within_their_width_and_height() {
        let row =
            SeatRow { s: 2., half_width: 0.6, floor: 0.3, back: 0.95, head: 1.15, num_seats: 3 };
        let (min, max) = row.mesh().bounds();
        assert!(max.y <= 0.6 && min.y >= -0.6, "{min} {max}");
        assert!((max.z - 1.15).abs() < 1e-12 && (min.z - 0.3).abs() < 1e-12);
    }

    #[test]
    fn dashboards_are_dark() {
        let board = dashboard(span(1., 1.4), 0.6, span(0.5, 0.9));
        assert!(board.triangles.iter().all(|triangle| triangle.surface == Surface::Rubber));
    }
}
