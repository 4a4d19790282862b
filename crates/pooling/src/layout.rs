//! The groups of elements of the input that make each output.

use crate::axis::Axis;
use crate::group::Group;

/// The groups of a pooling, one for each output.
#[derive(Clone, Debug)]
pub(crate) enum Layout {
    /// Rows of [P, C] in K consecutive segments; outputs are [K, C].
    Segments { channels: usize, offsets: Vec<usize> },
    /// Windows of a map of three axes [C, D, H, W]; outputs have those axes too.
    Windows { channels: usize, axes: [Axis; 3], count_padding: bool },
}

impl Layout {
    pub fn num_outputs(&self) -> usize {
        match self {
            Self::Segments { channels, offsets } => channels * (offsets.len() - 1),
            Self::Windows { channels, axes, .. } => {
                channels * axes.iter().map(Axis::num_windows).product::<usize>()
            }
        }
    }

    /// The elements of an output.
    pub fn group(&self, output: usize) -> Group {
        match *self {
            Self::Segments { channels, ref offsets } => {
                let (segment, channel) = (output / channels, output % channels);
                let (start, end) = (offsets[segment], offsets[segment + 1]);
                Group::line(start * channels + channel, end - start, channels)
            }
            Self::Windows { ref axes, count_padding, .. } => {
                window_group(axes, count_padding, output)
            }
        }
    }
}

fn window_group(axes: &[Axis; 3], count_padding: bool, output: usize) -> Group {
    let [depth, height, width] = axes.map(|axis| axis.num_windows());
    let windows = [output / width / height % depth, output / width % height, output % width];
    let channel = output / width / height / depth;

    let [depth, height, width] = axes.map(|axis| axis.size());
    let strides = [height * width, width, 1];
    let cells = [0, 1, 2].map(|axis| axes[axis].cells(windows[axis]));
    let first: usize = cells.iter().zip(strides).map(|(cells, stride)| cells.start * stride).sum();
    let counts = cells.map(|cells| cells.len());
    let counted = if count_padding {
        [0, 1, 2].map(|axis| axes[axis].num_padded_cells(windows[axis]))
    } else {
        counts
    };
    Group {
        start: channel * depth * height * width + first,
        counts,
        strides,
        // As floats, because padding can count beyond all integers.
        divisor: counted.iter().map(|&count| count as f64).product(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::axis::AxisSpec;

    #[test]
    fn the_channels_of_a_segment_take_turns() {
        let layout = Layout::Segments { channels: 2, offsets: vec![0, 2, 2, 3] };
        let members = |output| layout.group(output).members().collect::<Vec<_>>();
        assert_eq!(layout.num_outputs(), 6);
        assert_eq!([members(0), members(1)], [[0, 2], [1, 3]]);
        assert_eq!([members(2), members(3)], [[0; 0], [0; 0]]);
        assert_eq!([members(4), members(5)], [[4], [5]]);
    }

    #[test]
    fn the_windows_of_a_map_go_by_channel_then_by_axis() {
        let axis = |size| {
            let (kernel, stride, padding) = (2, 2, 1);
            Axis::new(AxisSpec { axis: 0, size, kernel, stride, padding, ceil_mode: false })
        };
        let axes = [Axis::SINGLE, axis(2).unwrap(), axis(4).unwrap()];
        let layout = Layout::Windows { channels: 2, axes, count_padding: true };
        let members = |output| layout.group(output).members().collect::<Vec<_>>();
        // Windows of 1 + 1 rows and 1 + 2 + 1 columns.
        assert_eq!(layout.num_outputs(), 2 * 2 * 3);
        assert_eq!(members(0), [0]);
        assert_eq!(members(1), [1, 2]);
        assert_eq!(members(5), [7]);
        assert_eq!(members(7), [9, 10]);
        assert_eq!(layout.group(1).divisor, 4.);
    }
}
