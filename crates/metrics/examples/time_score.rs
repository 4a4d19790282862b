//! Times the official metrics on as many rows as KITTI's validation split has with a usual detector,
//! reading the text files included.
//!
//!     cargo run --release -p voxelnet-metrics --example time_score [FOLDER]
//!
//! The rows are random (seed 1): 3769 frames, about 30 thousand labels and 46 thousand detections, of
//! which three in four lie near an object. With FOLDER the files are kept there, in `label_2` and
//! `results`, so that other programs can be timed on them. Prints the median of seven runs and the
//! peak memory of the process.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use nalgebra::Point3;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_kitti::{CameraBox, Label, Rect, RowText, write_labels};
use voxelnet_metrics::{EvaluatedFrames, MissingResults, ReportOptions, Rules};
use voxelnet_scene::BoxSize;
use voxelnet_statistics::median;

const NUM_FRAMES: usize = 3769;
const NUM_RUNS: usize = 7;
const SEED: u64 = 1;

fn main() -> Result<(), Box<dyn Error>> {
    let temporary = tempfile::tempdir()?;
    let folder = std::env::args().nth(1).map_or(temporary.path().to_owned(), PathBuf::from);
    let (num_labels, num_detections) = write_files(&folder)?;
    println!("{NUM_FRAMES} frames, {num_labels} label rows, {num_detections} detections");

    let mut seconds = Vec::new();
    for _ in 0..NUM_RUNS {
        let started = Instant::now();
        let [labels, results] = ["label_2", "results"].map(|name| folder.join(name));
        let missing = MissingResults::Refuse;
        let frames =
            EvaluatedFrames::read_folders(Rules::default(), &labels, &results, missing, |_, _| {})?;
        let report = frames.average_precision(&ReportOptions::default());
        seconds.push(started.elapsed().as_secs_f64());
        std::hint::black_box(report);
    }
    seconds.sort_by(f64::total_cmp);
    let median = median(seconds.iter().copied()).unwrap_or(f64::NAN);
    println!("median {median:.3} s of {NUM_RUNS} runs: {seconds:.3?}");
    let status = fs::read_to_string("/proc/self/status")?;
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    Ok(())
}

fn write_files(folder: &Path) -> Result<(usize, usize), Box<dyn Error>> {
    let [labels, results] = ["label_2", "results"].map(|name| folder.join(name));
    fs::create_dir_all(&labels)?;
    fs::create_dir_all(&results)?;
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let (mut num_labels, mut num_detections) = (0, 0);
    for frame in 0..NUM_FRAMES {
        let objects: Vec<Label> =
            (0..rng.random_range(3..14)).map(|_| random_object(&mut rng)).collect();
        let detections: Vec<Label> =
            (0..rng.random_range(5..20)).map(|_| detection_near(&objects, &mut rng)).collect();
        write_labels(&labels.join(format!("{frame:06}.txt")), &objects)?;
        write_labels(&results.join(format!("{frame:06}.txt")), &detections)?;
        num_labels += objects.len();
        num_detections += detections.len();
    }
    Ok((num_labels, num_detections))
}

fn random_object(rng: &mut ChaCha8Rng) -> Label {
    const KINDS: [(&str, f64); 8] = [
        ("Car", 4.),
        ("Car", 4.),
        ("Car", 4.),
        ("Car", 4.),
        ("Pedestrian", 0.8),
        ("Cyclist", 1.8),
        ("Van", 5.),
        ("DontCare", 1.),
    ];
    let (kind, length) = KINDS[rng.random_range(0..KINDS.len())];
    let (x, z): (f64, f64) = (rng.random_range(-25.0..25.), rng.random_range(5.0..70.));
    let size = BoxSize { length, width: length.min(1.6), height: 1.6 };
    let scale = 700. / z;
    let (left, bottom) = (600. + (x - 1.) * scale, 175. + 1.7 * scale);
    Label {
        kind: kind.to_owned(),
        truncation: 0.,
        occlusion: rng.random_range(0..4),
        alpha: rng.random_range(-3.0..3.),
        rect: Rect { left, top: bottom - 1.6 * scale, right: left + 2. * scale, bottom },
        camera_box: CameraBox {
            bottom_center: Point3::new(x, 1.7, z),
            size,
            rotation_y: rng.random_range(-3.0..3.),
        },
        score: None,
        text: RowText::default(),
    }
}

fn detection_near(objects: &[Label], rng: &mut ChaCha8Rng) -> Label {
    let mut found = if rng.random_range(0..4) > 0 {
        objects[rng.random_range(0..objects.len())].clone()
    } else {
        random_object(rng)
    };
    if found.is_kind("DontCare") || found.is_kind("Van") {
        found.kind = "Car".to_owned();
    }
    found.camera_box.bottom_center.x += rng.random_range(-0.3..0.3);
    found.camera_box.rotation_y += rng.random_range(-0.1..0.1);
    found.rect.left += rng.random_range(-3.0..3.);
    Label { occlusion: -1, truncation: -1., score: Some(rng.random()), ..found }
}
