//! The elements of the input that one output is made of.

/// A box of up to three axes in a row-major slice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Group {
    /// Index of the first element.
    pub start: usize,
    /// Elements along each axis, the slowest first.
    pub counts: [usize; 3],
    /// Distance between neighbours along each axis.
    pub strides: [usize; 3],
    /// The divisor of the sum for an average; more than there are elements when padding counts.
    pub divisor: f64,
}

impl Group {
    /// `count` elements, `stride` apart.
    pub fn line(start: usize, count: usize, stride: usize) -> Self {
        Self { start, counts: [1, 1, count], strides: [0, 0, stride], divisor: count as f64 }
    }

    /// The indices of the elements, ascending.
    pub fn members(self) -> impl Iterator<Item = usize> + Clone {
        let Self { start, counts: [depth, height, width], strides, .. } = self;
        let line = move |start| (0..width).map(move |x| start + x * strides[2]);
        let plane = move |start| (0..height).flat_map(move |y| line(start + y * strides[1]));
        (0..depth).flat_map(move |z| plane(start + z * strides[0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(group: Group) -> Vec<usize> {
        group.members().collect()
    }

    #[test]
    fn a_line_takes_every_so_many() {
        assert_eq!(indices(Group::line(5, 3, 4)), [5, 9, 13]);
        assert!(indices(Group::line(5, 0, 4)).is_empty());
    }

    #[test]
    fn a_box_is_walked_with_the_last_axis_fastest() {
        let group = Group { start: 1, counts: [2, 2, 2], strides: [100, 10, 1], divisor: 8. };
        assert_eq!(indices(group), [1, 2, 11, 12, 101, 102, 111, 112]);
    }
}
