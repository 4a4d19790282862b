//! The result of a pooling, and the way back.

use rayon::prelude::*;

use crate::error::PoolingError;
use crate::layout::Layout;
use crate::reduction::Reduction;

/// The outputs of a pooling, with what its backward pass needs.
#[derive(Clone, Debug)]
pub struct Pooled {
    values: Vec<f32>,
    num_inputs: usize,
    way_back: WayBack,
}

/// The receivers of the gradient of each output.
#[derive(Clone, Debug)]
enum WayBack {
    /// To the element that has its value; nowhere from an empty group.
    Chosen(Vec<Option<usize>>),
    /// In equal shares to all elements of its group.
    Shared(Layout),
}

/// Fewer outputs than this are not worth a task of their own.
const MIN_OUTPUTS_PER_TASK: usize = 1024;

impl Pooled {
    /// Reduces every group of an input that fits the layout.
    pub(crate) fn new(reduction: Reduction, xs: &[f32], layout: Layout) -> Self {
        let (values, chosen) = (0..layout.num_outputs())
            .into_par_iter()
            .with_min_len(MIN_OUTPUTS_PER_TASK)
            .map_init(Vec::new, |scratch, output| {
                let reduced = reduction.reduce(xs, layout.group(output), scratch);
                (reduced.value, reduced.chosen)
            })
            .unzip();
        let way_back = match reduction {
            Reduction::Average => WayBack::Shared(layout),
            _ => WayBack::Chosen(chosen),
        };
        Self { values, num_inputs: xs.len(), way_back }
    }

    /// The outputs, row-major; the pooling says in which shape.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The outputs, when the way back is not needed.
    pub fn into_values(self) -> Vec<f32> {
        self.values
    }

    /// The index in the input of the element whose value an output has; `None` for an average, for
    /// an empty segment and when there is no such output.
    pub fn chosen(&self, output: usize) -> Option<usize> {
        match &self.way_back {
            WayBack::Chosen(chosen) => chosen.get(output).copied().flatten(),
            WayBack::Shared(_) => None,
        }
    }

    /// From the gradient of the outputs to that of the input.
    ///
    /// An output gives its gradient to the element it chose, an average to each of its elements
    /// divided as the sum was. What an element receives from several outputs is added up in the
    /// order of the outputs.
    ///
    /// # Errors
    /// [`PoolingError::GradientLength`] when there is not one number for each output.
    pub fn backward(&self, gradient: &[f32]) -> Result<Vec<f32>, PoolingError> {
        let (num_values, num_outputs) = (gradient.len(), self.values.len());
        if num_values != num_outputs {
            return Err(PoolingError::GradientLength { num_values, num_outputs });
        }
        let mut to_input = vec![0.; self.num_inputs];
        match &self.way_back {
            WayBack::Chosen(chosen) => {
                for (chosen, value) in chosen.iter().zip(gradient) {
                    if let Some(index) = *chosen {
                        to_input[index] += value;
                    }
                }
            }
            WayBack::Shared(layout) => {
                for (output, &value) in gradient.iter().enumerate() {
                    let group = layout.group(output);
                    let share = (f64::from(value) / group.divisor) as f32;
                    group.members().for_each(|index| to_input[index] += share);
                }
            }
        }
        Ok(to_input)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::error::PoolingError;
    use crate::global::pool_globally;
    use crate::reduction::Reduction;
    use crate::window::{Shape, Window};

    #[test]
    fn overlapping_windows_add_their_gradients_up() {
        let window = Window { stride: [1, 1], ..Window::new([1, 2]) };
        let shape = Shape { channels: 1, spatial: [1, 4] };
        let xs = [1., 9., 3., 2.];
        let pooled = window.pool(Reduction::Maximum, &xs, &shape).unwrap();
        assert_eq!(pooled.values(), [9., 9., 3.]);
        assert_eq!(pooled.backward(&[1., 10., 100.]).unwrap(), [0., 11., 100., 0.]);
        let pooled = window.pool(Reduction::Average, &xs, &shape).unwrap();
        assert_eq!(pooled.backward(&[2., 20., 200.]).unwrap(), [1., 11., 110., 100.]);
    }

    #[test]
    fn an_output_knows_what_it_chose() {
        let maximum = pool_globally(Reduction::Maximum, &[1., 7., 2., 0.], 2).unwrap();
        assert_eq!([0, 1, 2].map(|output| maximum.chosen(output)), [Some(1), Some(2), None]);
        let average = pool_globally(Reduction::Average, &[1., 7., 2., 0.], 2).unwrap();
        assert_eq!(average.chosen(0), None);
        assert_eq!(average.into_values(), [4., 1.]);
    }

    #[test]
    fn a_gradient_of_another_length_is_refused() {
        for reduction in Reduction::ALL {
            let pooled = pool_globally(reduction, &[1., 7., 2., 0.], 2).unwrap();
            let error = pooled.backward(&[1.]).unwrap_err();
            assert_eq!(error, PoolingError::GradientLength { num_values: 1, num_outputs: 2 });
        }
    }
}
