//! The factor that keeps small gradients alive in half precision.

use voxelnet_detection::Tensor as WeightTensor;

/// A factor of the loss in the backward pass, by which the gradient is divided afterwards
/// (Micikevicius et al., arXiv:1710.03740). It is halved when a gradient overflows, whose step is then left out,
/// and doubled after many steps without.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LossScale {
    factor: f64,
    num_good: u64,
}

const START: f64 = 65_536.;
const GOOD_STEPS_TO_DOUBLE: u64 = 2000;

impl LossScale {
    /// The scale at the start of a run.
    pub(crate) fn dynamic() -> Self {
        Self { factor: START, num_good: 0 }
    }

    /// The scale that was saved as [`Self::to_array`]; none when the array has another shape.
    pub(crate) fn from_array(array: &WeightTensor) -> Option<Self> {
        let [factor, num_good] = array.data[..] else { return None };
        Some(Self { factor: factor.into(), num_good: num_good as u64 })
    }

    /// Factor and number of good steps; both are exact in 32 bits.
    pub(crate) fn to_array(self) -> WeightTensor {
        WeightTensor { shape: vec![2], data: vec![self.factor as f32, self.num_good as f32] }
    }

    pub(crate) fn factor(&self) -> f64 {
        self.factor
    }

    /// Takes note of a gradient; returns whether its step can be taken. Without a scale left to lower, a
    /// gradient that is not finite has another reason than its precision, and `None` says so.
    pub(crate) fn judge(&mut self, is_finite: bool) -> Option<bool> {
        if is_finite {
            self.num_good += 1;
            if self.num_good == GOOD_STEPS_TO_DOUBLE {
                *self = Self { factor: self.factor * 2., num_good: 0 };
            }
            return Some(true);
        }
        *self = Self { factor: self.factor / 2., num_good: 0 };
        (self.factor >= 1.).then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_halved_by_an_overflow_and_doubled_after_many_good_steps() {
        let mut scale = LossScale::dynamic();
        assert_eq!(scale.judge(false), Some(false));
        assert_eq!(scale.factor(), START / 2.);
        for _ in 0..GOOD_STEPS_TO_DOUBLE {
            assert_eq!(scale.judge(true), Some(true));
        }
        assert_eq!(scale.factor(), START);
        assert_eq!(LossScale::from_array(&scale.to_array()), Some(scale));
    }

    #[test]
    fn a_gradient_that_no_scale_helps_is_told_apart() {
        let mut scale = LossScale::dynamic();
        let answers: Vec<_> = (0..17).map(|_| scale.judge(false)).collect();
        assert!(answers[..16].iter().all(|answer| *answer == Some(false)));
        assert_eq!(answers[16], None);
    }
}
