//! The shim in C++, and the calls that it makes.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::slice;
use std::sync::Arc;

use tch::Tensor;
use voxelnet_communicator::{Communicator, Numbers};

type Sum = unsafe extern "C" fn(*const c_void, *mut c_void, i64, bool);
type Take = unsafe extern "C" fn(*const c_void, i64, *mut c_void);
type Release = unsafe extern "C" fn(*const c_void);

unsafe extern "C" {
    fn voxelnet_all_reduce(
        own: *const c_void,
        sum: Sum,
        communicator: *const c_void,
        release: Release,
    ) -> *mut c_void;
    fn voxelnet_on_gradient(
        leaf: *const c_void,
        take: Take,
        receiver: *const c_void,
        release: Release,
        number: i64,
    ) -> *const c_void;
}

/// A function of the number of a tensor and its gradient.
type Receiver = Box<dyn Fn(usize, Tensor) + Send + Sync>;

/// The sum of a tensor over the ranks, in a graph that owns a clone of the communicator.
pub(super) fn all_reduce(tensor: &Tensor, communicator: &Communicator) -> Tensor {
    let communicator = handed_over(Arc::new(communicator.clone()));
    // SAFETY: tch's pointer is one to an at::Tensor, which is only read; the shim releases the communicator once,
    // when its graph is gone; the result is a new at::Tensor, which tch takes over.
    unsafe {
        let own = tensor.as_ptr().cast();
        let sum = voxelnet_all_reduce(own, add_up, communicator, release::<Communicator>);
        assert!(!sum.is_null(), "libtorch could not sum a tensor over the ranks, see above");
        Tensor::from_ptr(sum.cast())
    }
}

/// Calls `take` with the number of a leaf and its gradient, in the middle of every backward pass that finds one.
///
/// # Panics
/// When one of the tensors is no leaf that requires a gradient.
pub fn on_gradient(leaves: &[Tensor], take: impl Fn(usize, Tensor) + Send + Sync + 'static) {
    let receiver: Arc<Receiver> = Arc::new(Box::new(take));
    for (number, leaf) in leaves.iter().enumerate() {
        assert!(leaf.requires_grad() && leaf.is_leaf(), "tensor {number} gets no gradient");
        let receiver = handed_over(Arc::clone(&receiver));
        // SAFETY: tch's pointer is one to an at::Tensor, `hand_over` gets the receiver that it expects, and the
        // shim releases it once, when the leaf is gone.
        let done = unsafe {
            let leaf = leaf.as_ptr().cast();
            voxelnet_on_gradient(leaf, hand_over, receiver, release::<Receiver>, number as i64)
        };
        assert!(!done.is_null(), "libtorch could not register, see above");
    }
}

/// An object as the shim keeps it, until it calls [`release`].
fn handed_over<T: Send + Sync>(object: Arc<T>) -> *const c_void {
    Arc::into_raw(object).cast()
}

/// Called by the shim.
///
/// # Safety
/// `object` is what [`handed_over`] made of an `Arc<T>`, and this is its only release.
unsafe extern "C" fn release<T: Send + Sync>(object: *const c_void) {
    // SAFETY: as promised.
    drop(unsafe { Arc::from_raw(object.cast::<T>()) });
}

/// Called by the shim.
///
/// # Safety
/// `communicator` is what [`all_reduce`] handed over and not released yet. `numbers` are `count` numbers of 8 bytes if
/// `is_double` and else of 4.
unsafe extern "C" fn add_up(
    communicator: *const c_void,
    numbers: *mut c_void,
    count: i64,
    is_double: bool,
) {
    if count == 0 {
        return;
    }
    // SAFETY: as promised; nobody else sees the numbers, a fresh copy.
    unsafe {
        let communicator = &*communicator.cast::<Communicator>();
        let count = count as usize;
        communicator.all_reduce(if is_double {
            Numbers::F64(slice::from_raw_parts_mut(numbers.cast(), count))
        } else {
            Numbers::F32(slice::from_raw_parts_mut(numbers.cast(), count))
        });
    }
}

/// Called by the shim.
///
/// # Safety
/// `receiver` is what [`on_gradient`] handed over and not released yet. `gradient` is an at::Tensor that nobody else
/// owns.
unsafe extern "C" fn hand_over(receiver: *const c_void, number: i64, gradient: *mut c_void) {
    // SAFETY: as promised.
    let (receiver, gradient) =
        unsafe { (&*receiver.cast::<Receiver>(), Tensor::from_ptr(gradient.cast())) };
    receiver(number as usize, gradient);
}
