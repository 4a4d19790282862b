//! Memory that a scan takes when another one came before.
#![allow(clippy::unwrap_used, missing_docs, unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use voxelnet_config::MinScore;
use voxelnet_detection::{Detector, Weights};
use voxelnet_engine::NativeDetector;
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

/// Points of walls and of the ground, so many rings of them.
fn cloud(num_rings: usize) -> PointCloud {
    let point = |i: usize| {
        let (ring, turn) = (i / 400, i % 400);
        let angle = (turn as f32 - 200.) * 0.003;
        let range = 4. + ring as f32 * 0.9;
        Point::new(range * angle.cos(), range * angle.sin(), -1.7 + (turn % 7) as f32 * 0.2, 0.3)
    };
    PointCloud::new((0..400 * num_rings).map(point).collect())
}

/// Bytes that a scan may take, for what the thread pool notes of its work.
const MOST: usize = 16 << 10;

#[test]
fn a_detector_takes_no_memory_once_it_has_seen_a_scan() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/weights/synthetic.safetensors");
    let weights = Weights::read(&path).unwrap();
    let mut config: voxelnet_config::ModelConfig = weights.config(&path, &[]).unwrap();
    // Boxes that come out are new for each scan.
    config.detection.min_score = MinScore::Same(1.);
    let mut detector = NativeDetector::with_weights(&weights, &path, config).unwrap();
    let clouds = [cloud(50), cloud(20), cloud(35)];
    // With several threads, one of them may start to work at any time.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut bytes_of_scan = |cloud: &PointCloud| {
        let before = BYTES.load(Ordering::Relaxed);
        pool.install(|| detector.detect(cloud));
        BYTES.load(Ordering::Relaxed) - before
    };
    let first = bytes_of_scan(&clouds[0]);
    assert!(first > 10 << 20, "{first}");
    for i in 1..12 {
        let later = bytes_of_scan(&clouds[i % 3]);
        assert!(later < MOST, "scan {i}: {later}");
    }
}
