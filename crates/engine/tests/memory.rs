//! Memory that a scan takes when another one came before.
#![allow(clippy::unwrap_used, missing_docs, unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use voxelnet_engine::Detector;
use voxelnet_head::Weights;
use voxelnet_scene::{Point, PointCloud};

/// The system's allocator, which counts.
struct Counting;

static BYTES: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        BYTES.fetch_add(size, Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Points of walls and of the ground.
fn cloud() -> PointCloud {
    let point = |i: usize| {
        let (ring, turn) = (i / 400, i % 400);
        let angle = (turn as f32 - 200.) * 0.003;
        let range = 4. + ring as f32 * 0.9;
        Point::new(range * angle.cos(), range * angle.sin(), -1.7 + (turn % 7) as f32 * 0.2, 0.3)
    };
    PointCloud::new((0..400 * 50).map(point).collect())
}

#[test]
fn the_network_takes_no_memory_once_it_has_seen_a_scan() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/weights/synthetic.safetensors");
    let weights = Weights::read(&path).unwrap();
    let mut config = weights.model_config(&path).unwrap();
    // Boxes that come out are new for each scan.
    config.detection.min_score = 1.;
    let mut detector = Detector::with_weights(&weights, &path, config).unwrap();
    let voxels = detector.voxelizer().voxels(&cloud());
    let mut bytes_of_scan = || {
        let before = BYTES.load(Ordering::Relaxed);
        detector.candidates(&voxels, &mut |_| ());
        BYTES.load(Ordering::Relaxed) - before
    };
    let first = bytes_of_scan();
    assert!(first > 10 << 20, "{first}");
    // Work may be shared out among the threads in another way each time.
    let later = (0..10).map(|_| bytes_of_scan()).min().unwrap();
    // What the thread pool notes of its work.
    assert!(later < 16 << 10, "{later}");
}
