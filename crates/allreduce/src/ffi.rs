//! The shim in C++, and the calls that it makes.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::slice;

use tch::Tensor;
use voxelnet_ranks::{Numbers, Ranks};

type Sum = unsafe extern "C" fn(*const c_void, *mut c_void, i64, bool);
type Take = unsafe extern "C" fn(*const c_void, i64, *mut c_void);

unsafe extern "C" {
    fn voxelnet_all_reduce(own: *const c_void, sum: Sum, ranks: *const c_void) -> *mut c_void;
    fn voxelnet_on_gradient(
        leaf: *const c_void,
        take: Take,
        receiver: *const c_void,
        number: i64,
    ) -> *const c_void;
}

/// What hears of gradients: the number of a tensor, and its gradient.
type Receiver = Box<dyn Fn(usize, Tensor) + Send + Sync>;

/// The sum of a tensor over the ranks, in a graph that keeps `ranks`.
pub(crate) fn all_reduce(tensor: &Tensor, ranks: &'static &'static dyn Ranks) -> Tensor {
    let context: *const &'static dyn Ranks = ranks;
    // SAFETY: tch's pointer is one to an at::Tensor, which is only read; the ranks live as long as the program,
    // so the graph may keep them; the result is a new at::Tensor, which tch takes over.
    unsafe {
        let sum = voxelnet_all_reduce(tensor.as_ptr().cast(), add_up, context.cast());
        assert!(!sum.is_null(), "libtorch could not add up, see above");
        Tensor::from_ptr(sum.cast())
    }
}

/// Has `take` called with the number of a leaf and its gradient, in the middle of every backward pass that
/// finds one.
///
/// # Panics
/// When one of the tensors is no leaf that requires a gradient.
pub fn on_gradient(leaves: &[Tensor], take: impl Fn(usize, Tensor) + Send + Sync + 'static) {
    // Kept to the end of the program, as nobody knows for how long the graphs keep the calls.
    let receiver: Receiver = Box::new(take);
    let receiver: &'static Receiver = Box::leak(Box::new(receiver));
    for (number, leaf) in leaves.iter().enumerate() {
        assert!(leaf.requires_grad() && leaf.is_leaf(), "tensor {number} gets no gradient");
        let context: *const Receiver = receiver;
        // SAFETY: tch's pointer is one to an at::Tensor, and `hand_over` gets the receiver that it expects.
        let done = unsafe {
            voxelnet_on_gradient(leaf.as_ptr().cast(), hand_over, context.cast(), number as i64)
        };
        assert!(!done.is_null(), "libtorch could not register, see above");
    }
}

/// Called by the shim.
///
/// # Safety
/// `ranks` is what [`all_reduce`] gave, `numbers` so many numbers of the kind that is said.
unsafe extern "C" fn add_up(
    ranks: *const c_void,
    numbers: *mut c_void,
    count: i64,
    is_double: bool,
) {
    if count == 0 {
        return;
    }
    // SAFETY: as promised; nobody else sees the numbers, a fresh copy.
    unsafe {
        let ranks = *ranks.cast::<&'static dyn Ranks>();
        let count = count as usize;
        ranks.all_reduce(if is_double {
            Numbers::F64(slice::from_raw_parts_mut(numbers.cast(), count))
        } else {
            Numbers::F32(slice::from_raw_parts_mut(numbers.cast(), count))
        });
    }
}

/// Called by the shim.
///
/// # Safety
/// `receiver` is what [`on_gradient`] gave, `gradient` an at::Tensor that nobody else owns.
unsafe extern "C" fn hand_over(receiver: *const c_void, number: i64, gradient: *mut c_void) {
    // SAFETY: as promised.
    let (receiver, gradient) =
        unsafe { (&*receiver.cast::<Receiver>(), Tensor::from_ptr(gradient.cast())) };
    receiver(number as usize, gradient);
}
