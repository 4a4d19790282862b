//! The features of an empty grid, layer by layer.

use voxelnet_detection::{BorderAxis, ConvGeometry};

use crate::kernel::{Finish, padded};
use crate::sites::Place;

/// The classes of places of a map that are alike when the grid is empty.
#[derive(Clone, Debug)]
pub(crate) struct Classes {
    axes: [BorderAxis; 3],
    /// The class of each position, per axis.
    of_axes: [Vec<u32>; 3],
}

/// The map behind a layer when the grid is empty: one row per class of places.
#[derive(Clone, Debug)]
pub(crate) struct Background {
    classes: Classes,
    channels: usize,
    /// Before ReLU. [classes, C]
    before: Vec<f32>,
    /// Behind it. [classes, C]
    after: Vec<f32>,
}

impl Classes {
    fn new(axes: [BorderAxis; 3]) -> Self {
        let of_axes = axes.map(|axis| {
            (0..axis.num_positions()).map(|position| axis.class_of(position) as u32).collect()
        });
        Self { axes, of_axes }
    }

    /// The class of a place.
    #[inline(always)]
    pub(crate) fn class_at(&self, Place { z, y, x }: Place) -> usize {
        let [_, height, width] = self.axes.map(BorderAxis::num_classes);
        let [z, y, x] = [(0, z), (1, y), (2, x)]
            .map(|(axis, position)| self.of_axes[axis][position as usize] as usize);
        (z * height + y) * width + x
    }
}

impl Background {
    /// The background of the input, which is zero.
    pub(crate) fn of_input(size: [usize; 3], channels: usize) -> Self {
        let channels = padded(channels);
        Self::new(size.map(BorderAxis::new), channels, vec![0.; channels])
    }

    /// `before` [classes, C]
    fn new(axes: [BorderAxis; 3], channels: usize, before: Vec<f32>) -> Self {
        let after = before.iter().map(|number| number.max(0.)).collect();
        Self { classes: Classes::new(axes), channels, before, after }
    }

    /// Behind a convolution with these weights and shifts. `weight(tap, in, out)`
    pub(crate) fn behind(
        &self,
        conv: &ConvGeometry,
        [in_channels, out_channels]: [usize; 2],
        weight: &(impl Fn(usize, usize, usize) -> f32 + Sync),
        shift: &[f32],
    ) -> Self {
        use rayon::prelude::*;
        let axes = [0, 1, 2].map(|axis| {
            self.classes.axes[axis].after(conv.axes[axis]).expect("checked with the configuration")
        });
        let channels = padded(out_channels);
        let num_classes: usize = axes.iter().map(|axis| axis.num_classes()).product();
        // One matrix per element of the kernel, in the order in which it is read here.
        let taps: Vec<[usize; 3]> = conv.taps().collect();
        let matrix = |tap: usize| {
            let numbers = move |input| (0..out_channels).map(move |out| weight(tap, input, out));
            (0..in_channels).flat_map(numbers).collect::<Vec<f32>>()
        };
        let matrices: Vec<Vec<f32>> = (0..taps.len()).into_par_iter().map(matrix).collect();
        let mut before = vec![0.; num_classes * channels];
        before.par_chunks_mut(channels).enumerate().for_each(|(class, sums)| {
            sums[..out_channels].copy_from_slice(shift);
            let place = place_of_class(&axes, class);
            for (tap, matrix) in taps.iter().zip(&matrices) {
                let Some(seen) = self.seen_from(conv, place, *tap) else { continue };
                for (number, weights) in seen.iter().zip(matrix.chunks_exact(out_channels)) {
                    if *number != 0. {
                        sums.iter_mut()
                            .zip(weights)
                            .for_each(|(sum, weight)| *sum += number * weight);
                    }
                }
            }
        });
        Self::new(axes, channels, before)
    }

    /// The input that an output sees through a kernel element; `None` beyond the border.
    fn seen_from(&self, conv: &ConvGeometry, place: [usize; 3], tap: [usize; 3]) -> Option<&[f32]> {
        let mut class = 0;
        for axis in 0..3 {
            let seen = usize::try_from(conv.axes[axis].source(place[axis], tap[axis])?).ok()?;
            let axis_class = *self.classes.of_axes[axis].get(seen)?;
            class = class * self.classes.axes[axis].num_classes() + axis_class as usize;
        }
        Some(&self.after[class * self.channels..][..self.channels])
    }

    /// Numbers of a row.
    pub(crate) fn channels(&self) -> usize {
        self.channels
    }

    /// The rows of the places.
    pub(crate) fn classes(&self) -> &Classes {
        &self.classes
    }

    /// Behind ReLU, class by class. [classes, C]
    pub(crate) fn rows(&self) -> &[f32] {
        &self.after
    }

    /// The features of a class, from channel `first` on.
    #[inline(always)]
    pub(crate) fn finish(&self, class: usize, first: usize) -> Finish<'_> {
        let start = class * self.channels + first;
        Finish { before: &self.before[start..], after: &self.after[start..] }
    }
}

fn place_of_class(axes: &[BorderAxis; 3], class: usize) -> [usize; 3] {
    let [_, height, width] = axes.map(BorderAxis::num_classes);
    let classes = [class / (height * width), class / width % height, class % width];
    [0, 1, 2].map(|axis| axes[axis].position_of(classes[axis]))
}
