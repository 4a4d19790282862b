//! Area of a turned rectangle inside an upright one.

/// A position in the frame of the rectangle that clips, metres.
pub type Vertex = [f64; 2];

/// Room for the 8 vertices that a quadrilateral has at most after four cuts, and to spare.
const MAX_VERTICES: usize = 16;

/// Area that a convex quadrilateral shares with the rectangle |x| <= `half_extent[0]`,
/// |y| <= `half_extent[1]`, square metres.
///
/// Sutherland-Hodgman clipping. The rectangle lies at the origin along the axes, so a cut compares
/// one coordinate with one number and puts its new vertices exactly on the edge; nothing is lost to
/// the cancellation that cross products of positions hundreds of metres away would suffer.
pub fn area_inside_rectangle(quad: [Vertex; 4], half_extent: Vertex) -> f64 {
    let mut polygon = Polygon::new(quad);
    for (axis, limit) in half_extent.into_iter().enumerate() {
        polygon = polygon.cut(axis, 1., limit).cut(axis, -1., limit);
    }
    polygon.area()
}

#[derive(Clone, Copy)]
struct Polygon {
    vertices: [Vertex; MAX_VERTICES],
    num_vertices: usize,
}

impl Polygon {
    const EMPTY: Self = Self { vertices: [[0.; 2]; MAX_VERTICES], num_vertices: 0 };

    fn new(quad: [Vertex; 4]) -> Self {
        let mut polygon = Self::EMPTY;
        quad.into_iter().for_each(|vertex| polygon.push(vertex));
        polygon
    }

    fn push(&mut self, vertex: Vertex) {
        if let Some(slot) = self.vertices.get_mut(self.num_vertices) {
            *slot = vertex;
            self.num_vertices += 1;
        }
    }

    /// Each vertex with the next one, around the polygon.
    fn edges(&self) -> impl Iterator<Item = (Vertex, Vertex)> + '_ {
        let vertices = &self.vertices[..self.num_vertices];
        let next = |i: usize| vertices.get(i + 1).unwrap_or(&vertices[0]);
        vertices.iter().enumerate().map(move |(i, &vertex)| (vertex, *next(i)))
    }

    /// The part where `sign` times the coordinate on `axis` is at most `limit`.
    fn cut(self, axis: usize, sign: f64, limit: f64) -> Self {
        let vertices = &self.vertices[..self.num_vertices];
        if vertices.iter().all(|vertex| sign * vertex[axis] <= limit) {
            return self;
        }
        let mut kept = Self::EMPTY;
        for (start, end) in self.edges() {
            let (from, to) = (sign * start[axis], sign * end[axis]);
            if from <= limit {
                kept.push(start);
            }
            if (from <= limit) != (to <= limit) {
                let fraction = (limit - from) / (to - from);
                let other = 1 - axis;
                let mut crossing = [sign * limit; 2];
                crossing[other] = start[other] + fraction * (end[other] - start[other]);
                kept.push(crossing);
            }
        }
        kept
    }

    /// The shoelace formula.
    fn area(&self) -> f64 {
        // Every other term apart: the four equal terms of a rectangle about the origin then add up
        // without rounding, and a box overlaps itself by exactly its area.
        let mut doubled = [0.; 2];
        for (i, (a, b)) in self.edges().enumerate() {
            doubled[i % 2] += a[0] * b[1] - b[0] * a[1];
        }
        (doubled[0] + doubled[1]).abs() / 2.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Vertex; 4] = [[1., 1.], [-1., 1.], [-1., -1.], [1., -1.]];

    #[test]
    fn a_rectangle_inside_keeps_its_exact_area() {
        let (a, b) = (1.95 / 2., 0.8033 / 2.);
        let quad = [[a, b], [-a, b], [-a, -b], [a, -b]];
        assert_eq!(area_inside_rectangle(quad, [a, b]), 1.95 * 0.8033);
        assert_eq!(area_inside_rectangle(quad, [5., 5.]), 1.95 * 0.8033);
    }

    #[test]
    fn a_diamond_around_a_square_loses_nothing_of_the_square() {
        let diamond = [[2., 0.], [0., 2.], [-2., 0.], [0., -2.]];
        assert_eq!(area_inside_rectangle(diamond, [1., 1.]), 4.);
        assert_eq!(area_inside_rectangle(diamond, [1.5, 1.5]), 8. - 4. * 0.25);
    }

    #[test]
    fn both_orientations_have_the_same_area() {
        let mut clockwise = SQUARE;
        clockwise.reverse();
        assert_eq!(area_inside_rectangle(clockwise, [0.5, 2.]), 2.);
        assert_eq!(area_inside_rectangle(SQUARE, [0.5, 2.]), 2.);
    }

    #[test]
    fn nothing_is_left_outside_or_on_the_edge() {
        let beside = SQUARE.map(|[x, y]| [x + 2., y]);
        let far = SQUARE.map(|[x, y]| [x + 9., y - 9.]);
        assert_eq!(area_inside_rectangle(beside, [1., 1.]), 0.);
        assert_eq!(area_inside_rectangle(far, [1., 1.]), 0.);
    }
}
