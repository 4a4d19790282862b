//! A sum over ranks as a function with a gradient.

use tch::{Kind, Tensor};
use voxelnet_communicator::Communicator;

use super::ffi;

/// Sums tensors over ranks.
#[derive(Clone, Debug)]
pub(crate) struct Summation(Communicator);

impl Summation {
    pub(crate) fn over(communicator: &Communicator) -> Self {
        Self(communicator.clone())
    }

    /// The sum of a tensor over the ranks. Collective, and so is the backward pass: the gradient of each rank's tensor
    /// is the sum of the gradients that all ranks have for the sum.
    ///
    /// # Panics
    /// When the tensor has no floating-point numbers of single or double precision.
    pub(crate) fn of(&self, tensor: &Tensor) -> Tensor {
        let kind = tensor.kind();
        assert!(matches!(kind, Kind::Float | Kind::Double), "{kind:?} is not added up");
        ffi::all_reduce(tensor, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tch::Device;
    use voxelnet_communicator::in_threads;

    use super::*;
    use crate::all_reduce::ffi::on_gradient;

    fn leaf(numbers: &[f64]) -> Tensor {
        Tensor::from_slice(numbers).set_requires_grad(true)
    }

    #[test]
    fn sums_and_their_gradients_are_over_all_ranks() {
        let found = in_threads(3, |ranks| {
            let rank = ranks.rank() as f64;
            let own = leaf(&[rank, 2.]);
            let sum = Summation::over(ranks).of(&own);
            // Each rank makes something else of the sum.
            let loss = ((&sum * &sum) * (rank + 1.)).sum(Kind::Double);
            let gradients = Tensor::run_backward(&[loss], &[&own], false, false);
            let numbers = |tensor: &Tensor| [0, 1].map(|i| tensor.double_value(&[i]));
            (numbers(&sum), numbers(&gradients[0]))
        });
        // The sum is [3, 6]; d/dx of (1 + 2 + 3) times its square.
        assert!(found.iter().all(|found| *found == ([3., 6.], [36., 72.])), "{found:?}");
    }

    #[test]
    fn a_graph_without_gradients_adds_up_too() {
        let sums = in_threads(2, |ranks| {
            let own = Tensor::ones([3], (Kind::Float, Device::Cpu)) * (ranks.rank() as f64 + 1.);
            Summation::over(ranks).of(&own).double_value(&[2])
        });
        assert_eq!(sums, [3., 3.]);
    }

    #[test]
    fn gradients_are_heard_of_in_the_order_of_the_backward_pass() {
        let leaves = [leaf(&[1., 2.]), leaf(&[3., 4.])];
        let heard = Arc::new(Mutex::new(Vec::new()));
        on_gradient(&leaves, {
            let heard = Arc::clone(&heard);
            move |number, gradient| {
                let sum = gradient.sum(Kind::Double).double_value(&[]);
                heard.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((number, sum));
            }
        });
        for _ in 0..2 {
            let first = (&leaves[0] * 2.).exp();
            let loss = (first.exp() * &leaves[1]).sum(Kind::Double) * 0.;
            Tensor::run_backward(&[loss], &leaves, false, false);
        }
        let heard = heard.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        assert_eq!(heard.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 0, 1, 0]);
    }
}
