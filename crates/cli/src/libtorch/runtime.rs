//! libtorch as a part of the program.

/// The first steps that the program's help recommends.
pub const FIRST_RUN: &str = "A first run: voxelnet synth --out data/synth --frames 100 --seed 1, then \
                             voxelnet train --config configs/quick.toml --data data/synth --run runs/first";

/// Whether the program has libtorch.
pub const IS_AVAILABLE: bool = true;

/// Limits libtorch to a number of threads.
pub fn set_num_threads(threads: u16) {
    tch::set_num_threads(threads.into());
}

/// Keeps freed memory for the next step instead of giving it back to the system.
///
/// libtorch takes and frees hundreds of megabytes in every pass through a network. glibc returns blocks of
/// that size at once, and the system fills them with zeros when they are asked for again, which costs a
/// good part of a training step.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
pub fn keep_freed_memory() {
    const WHEN_HUGE: libc::c_int = libc::c_int::MAX;
    /// The most that older versions take.
    const WHEN_LARGE: libc::c_int = 32 << 20;
    // SAFETY: mallopt only sets parameters of the allocator, which it locks; no other thread exists yet.
    let set = |parameter, value| unsafe { libc::mallopt(parameter, value) == 1 };
    if set(libc::M_MMAP_THRESHOLD, WHEN_HUGE) || set(libc::M_MMAP_THRESHOLD, WHEN_LARGE) {
        set(libc::M_TRIM_THRESHOLD, WHEN_HUGE);
    }
}

/// Other allocators are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn keep_freed_memory() {}
