//! How freed memory is kept.

/// Keeps freed memory for the next step instead of giving it back to the system.
///
/// libtorch takes and frees hundreds of megabytes in every pass through a network. glibc returns blocks of
/// that size at once, and the system fills them with zeros when they are asked for again, which costs a
/// good part of a training step.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
pub fn keep_freed() {
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
pub fn keep_freed() {}
