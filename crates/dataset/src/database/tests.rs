//! Tests of the object database.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

use voxelnet_config::BoxFrame;
use voxelnet_shard::Shard;

use super::*;
use crate::test_dataset::TestDataset;

/// A car 20 m ahead and a pedestrian beside it, as labels of a camera that looks along x.
const LABELS: &str = "Car 0.10 1 0 0 0 9 9 1.5 1.6 4.0 0 1.5 20 -1.5707963
Pedestrian 0.00 0 0 0 0 9 9 1.8 0.6 0.8 -4 1.5 20 0
DontCare -1 -1 -10 0 0 9 9 -1 -1 -1 -1000 -1000 -1000 -10
Truck 0.00 0 0 0 0 9 9 3.0 2.5 9.0 30 1.5 50 0
";

/// Frames of which each has more points on the car than the one before.
fn dataset(num_frames: usize) -> TestDataset {
    let dataset = TestDataset::new();
    for i in 0..num_frames {
        let mut points = vec![[20., 4., -1., 0.25], [5., 5., -1., 0.]];
        points.extend((0..=i).map(|j| [19. + 0.01 * j as f32, 0.3, -0.9, 0.5]));
        dataset.frame(&format!("{i:06}"), &points, LABELS);
    }
    dataset
}

fn build(dataset: &TestDataset) -> Result<DatabaseSummary, DatasetError> {
    build_with(dataset, &|_| ())
}

fn build_with(
    dataset: &TestDataset,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<DatabaseSummary, DatasetError> {
    let frames = dataset.open().frame_ids("train").unwrap();
    let source = ObjectSource {
        dataset: &dataset.open(),
        boxes: BoxFrame::Camera,
        columns: None,
        frames: &frames,
    };
    build_database(&source, &path(dataset), progress)
}

fn path(dataset: &TestDataset) -> PathBuf {
    dataset.path("objects.db")
}

#[test]
fn shards_make_the_same_blocks_together() {
    let dataset = dataset(5);
    let kitti = dataset.open();
    let frames = kitti.frame_ids("train").unwrap();
    let source =
        ObjectSource { dataset: &kitti, boxes: BoxFrame::Camera, columns: None, frames: &frames };
    let shards = [0, 1, 2].map(|index| Shard::new(index, 3));
    let hashes = shards.map(|shard| source.hashes(shard).unwrap()).concat();
    assert_eq!(hashes, source.hashes(Shard::whole()).unwrap());
    let blocks = shards.map(|shard| source.blocks(1..5, shard).unwrap()).concat();
    assert_eq!(blocks, source.blocks(1..5, Shard::whole()).unwrap());
}

#[test]
fn every_object_with_points_is_kept_with_them() {
    let dataset = dataset(3);
    let summary = build(&dataset).unwrap();
    let counts = [("Car".to_owned(), 3), ("Pedestrian".to_owned(), 3)];
    assert_eq!(summary.num_objects, BTreeMap::from(counts));
    assert_eq!((summary.num_frames, summary.num_points), (3, 1 + 2 + 3 + 3));
    assert!(!summary.was_up_to_date);

    let database = ObjectDatabase::open(&path(&dataset)).unwrap();
    let kinds: Vec<_> = database.by_kind().collect();
    assert_eq!(kinds, [("car", &[0, 2, 4][..]), ("pedestrian", &[1, 3, 5])]);
    let car = &database.objects()[4];
    assert_eq!((car.kind.as_str(), car.frame.as_str(), car.num_points), ("Car", "000002", 3));
    assert!((car.box3d.center.x - 20.).abs() < 1e-9 && car.box3d.yaw.abs() < 1e-6);
    // There is no ground to be seen.
    assert_eq!(car.height_above_ground, None);
    let points = database.points(car).unwrap().points;
    assert_eq!(points.len(), 3);
    assert!(points.iter().all(|point| car.box3d.contains(point) && point.intensity == 0.5));
    let pedestrian = &database.objects()[5];
    assert_eq!(database.points(pedestrian).unwrap().points, [Point::new(20., 4., -1., 0.25)]);
}

#[test]
fn an_interrupted_building_goes_on_and_gives_the_same_bytes() {
    let dataset = dataset(40);
    build(&dataset).unwrap();
    let whole = fs::read(path(&dataset)).unwrap();
    let partial = dataset.path(".objects.db.partial");
    for length in [0, 7, 16, 17, 40, 500, whole.len() / 2, whole.len() - 20, whole.len()] {
        fs::remove_file(path(&dataset)).unwrap();
        fs::write(&partial, &whole[..length]).unwrap();
        let num_done = std::sync::Mutex::new(Vec::new());
        build_with(&dataset, &|done| num_done.lock().unwrap().push(done)).unwrap();
        assert_eq!(fs::read(path(&dataset)).unwrap(), whole, "{length} bytes were there");
        // What is whole is not made again.
        let first = num_done.into_inner().unwrap()[0];
        let expected = (length * 40 / whole.len()).saturating_sub(20)..=40;
        assert!(expected.contains(&first), "{first} frames of {length} bytes");
        assert!(!partial.exists());
    }
    // A torn block that happens to be as long as it should.
    fs::remove_file(path(&dataset)).unwrap();
    let mut torn = whole[..whole.len() / 3].to_vec();
    torn[1000] ^= 1;
    fs::write(&partial, torn).unwrap();
    build(&dataset).unwrap();
    assert_eq!(fs::read(path(&dataset)).unwrap(), whole);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let bytes = [1, 3].map(|num_threads| {
        let dataset = dataset(50);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap();
        pool.install(|| build(&dataset)).unwrap();
        fs::read(path(&dataset)).unwrap()
    });
    assert_eq!(bytes[0], bytes[1]);
}

#[test]
fn a_database_is_built_anew_only_when_its_data_changed() {
    let dataset = dataset(3);
    let first = build(&dataset).unwrap();
    let again = build(&dataset).unwrap();
    assert_eq!(again, DatabaseSummary { was_up_to_date: true, ..first });
    dataset.write("training/label_2/000001.txt", &LABELS.replace("Car", "Van"));
    let changed = build(&dataset).unwrap();
    assert_eq!((changed.was_up_to_date, changed.num_objects["Van"]), (false, 1));
    // A scan of the same length.
    let scan = dataset.path("training/velodyne/000002.bin");
    let mut bytes = fs::read(&scan).unwrap();
    bytes[12..16].copy_from_slice(&0.75_f32.to_le_bytes());
    fs::write(&scan, bytes).unwrap();
    assert!(!build(&dataset).unwrap().was_up_to_date);
    dataset.write("training/planes/000002.txt", "0 -1 0 1.6");
    assert!(!build(&dataset).unwrap().was_up_to_date);
    let database = ObjectDatabase::open(&path(&dataset)).unwrap();
    let known = database.objects().iter().filter_map(|object| object.height_above_ground);
    // A car on a road 1.6 m below, whose lower face is 1.5 m below.
    assert!(known.clone().count() == 2 && known.clone().all(|height| (height - 0.1).abs() < 1e-9));
}

#[test]
fn what_is_no_database_is_refused_with_the_remedy() {
    let dataset = dataset(3);
    let missing = ObjectDatabase::open(&path(&dataset)).unwrap_err().to_string();
    assert!(missing.contains("objects.db") && missing.contains("voxelnet prepare"), "{missing}");
    build(&dataset).unwrap();
    let whole = fs::read(path(&dataset)).unwrap();
    let end = whole.len() - FOOTER_BYTES as usize; // the checksum, then the place of the index
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        bytes
    };
    for (what, bytes) in [
        ("empty", vec![]),
        ("text", b"no database, but long enough to have a header and a footer".to_vec()),
        ("cut off", whole[..whole.len() - 1].to_vec()),
        ("another version", with(&|bytes| bytes[7] = 9)),
        ("an index beyond the end", with(&|bytes| bytes[end + 8..end + 16].fill(0x7f))),
        ("an index elsewhere", with(&|bytes| bytes[end + 8] ^= 1)),
        ("another fingerprint", with(&|bytes| bytes[9] ^= 1)),
        ("a wrong checksum", with(&|bytes| bytes[end] ^= 1)),
        ("a damaged index", with(&|bytes| bytes[end - 3] = b'x')),
        ("another digit", {
            let digit = whole.iter().rposition(|&byte| byte == b'2').unwrap();
            with(&|bytes| bytes[digit] = b'3')
        }),
    ] {
        fs::write(path(&dataset), bytes).unwrap();
        let error = ObjectDatabase::open(&path(&dataset)).unwrap_err().to_string();
        assert!(error.contains("make it with `voxelnet prepare`"), "{what}: {error}");
    }
}

#[test]
fn points_that_were_changed_are_refused() {
    let dataset = dataset(3);
    build(&dataset).unwrap();
    let database = ObjectDatabase::open(&path(&dataset)).unwrap();
    let [first, second] = [&database.objects()[0], &database.objects()[1]];
    let mut bytes = fs::read(path(&dataset)).unwrap();
    bytes[first.place as usize + 5] ^= 1;
    fs::write(path(&dataset), bytes).unwrap();
    let error = database.points(first).unwrap_err().to_string();
    assert!(error.contains("an object of frame 000000 is damaged"), "{error}");
    assert!(database.points(second).is_ok());
}

#[test]
fn two_buildings_do_not_write_into_one_file() {
    let dataset = dataset(3);
    let other = fs::File::create(dataset.path(".objects.db.partial")).unwrap();
    other.lock().unwrap();
    let error = build(&dataset).unwrap_err().to_string();
    assert!(error.contains("another `voxelnet prepare` is writing it"), "{error}");
    drop(other);
    build(&dataset).unwrap();
}
