//! Tests of the event file.

#![allow(clippy::unwrap_used)]

use std::iter;

use tempfile::{TempDir, tempdir};

use super::super::message::{Content, Summary};
use super::*;

/// Adds a point to the curve of the loss.
fn add_loss(events: &mut EventFile, step: u64, loss: f64) {
    events.scalars(step, &[Scalar::new("loss", loss)]).unwrap();
}

/// A folder with points of the loss at the steps 1 to 3.
fn run() -> TempDir {
    let folder = tempdir().unwrap();
    let mut events = EventFile::open(folder.path(), 0).unwrap();
    for step in 1..=3 {
        add_loss(&mut events, step, step as f64);
    }
    folder
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The only file of a folder.
fn file_in(folder: &Path) -> PathBuf {
    let [name] = names_in(folder).try_into().unwrap();
    folder.join(name)
}

/// The content of the only file of a folder; all its bytes must be records.
fn contents(folder: &Path) -> Vec<(u64, Content)> {
    let file = fs::read(file_in(folder)).unwrap();
    let records: Vec<_> = intact_records(&file).collect();
    assert_eq!(records.iter().map(|record| record.framed.len()).sum::<usize>(), file.len());
    let events = records.iter().map(|record| Event::decode(record.data).unwrap());
    events.map(|event| (event.step, event.content.unwrap())).collect()
}

fn version() -> (u64, Content) {
    (0, Content::FileVersion("brain.Event:2".into()))
}

fn scalars(step: u64, values: &[(&str, f32)]) -> (u64, Content) {
    let tagged = |&(tag, value): &(&str, f32)| TaggedValue::new(tag, Value::Scalar(value));
    (step, Content::Summary(Summary { values: values.iter().map(tagged).collect() }))
}

/// The content of a file with these losses at the steps from 1 on.
fn losses(losses: &[f32]) -> Vec<(u64, Content)> {
    let points = (1..).zip(losses).map(|(step, &loss)| scalars(step, &[("loss", loss)]));
    iter::once(version()).chain(points).collect()
}

#[test]
fn a_new_file_has_a_name_of_tensorboard_and_begins_with_the_version() {
    let folder = tempdir().unwrap();
    EventFile::open(folder.path(), 5).unwrap();
    let name = file_in(folder.path()).file_name().unwrap().to_owned().into_string().unwrap();
    let (seconds, writer) = name.strip_prefix(PREFIX).unwrap().split_once('.').unwrap();
    assert_eq!((seconds.len(), writer), (10, "voxelnet"));
    assert_eq!(contents(folder.path()), [version()]);
}

#[test]
fn the_scalars_of_a_call_share_a_record() {
    let folder = tempdir().unwrap();
    let mut events = EventFile::open(folder.path(), 0).unwrap();
    let scalars_of_step = [Scalar::new("loss", 0.), Scalar::new("learning_rate", 0.1)];
    events.scalars(1, &scalars_of_step).unwrap();
    add_loss(&mut events, u64::from(u32::MAX) + 1, f64::INFINITY);
    let expected = [
        version(),
        scalars(1, &[("loss", 0.), ("learning_rate", 0.1)]),
        scalars(1 << 32, &[("loss", f32::INFINITY)]),
    ];
    assert_eq!(contents(folder.path()), expected);
}

#[test]
fn an_image_keeps_its_bytes_and_size() {
    let folder = tempdir().unwrap();
    let mut events = EventFile::open(folder.path(), 0).unwrap();
    let picture = PngPicture { png: b"\x89PNG...".into(), width_px: 640, height_px: 48 };
    events.image(4, "detections", picture).unwrap();
    let image = Image { height: 48, width: 640, colorspace: 3, png: b"\x89PNG...".into() };
    let values = vec![TaggedValue::new("detections", Value::Image(image))];
    assert_eq!(contents(folder.path()), [version(), (4, Content::Summary(Summary { values }))]);
}

#[test]
fn reopening_at_a_step_drops_later_steps_and_continues() {
    let folder = run();
    let mut events = EventFile::open(folder.path(), 2).unwrap();
    add_loss(&mut events, 3, 30.);
    assert_eq!(contents(folder.path()), losses(&[1., 2., 30.]));
}

#[test]
fn reopening_drops_a_torn_tail() {
    let folder = run();
    let path = file_in(folder.path());
    let file = fs::read(&path).unwrap();
    fs::write(&path, &file[..file.len() - 1]).unwrap();
    add_loss(&mut EventFile::open(folder.path(), 3).unwrap(), 3, 30.);
    assert_eq!(contents(folder.path()), losses(&[1., 2., 30.]));
}

#[test]
fn reopening_keeps_the_records_before_damage() {
    let folder = run();
    let path = file_in(folder.path());
    let mut file = fs::read(&path).unwrap();
    let begin_of_second: usize =
        intact_records(&file).take(2).map(|record| record.framed.len()).sum();
    file[begin_of_second + 20] ^= 1;
    fs::write(&path, file).unwrap();
    EventFile::open(folder.path(), 3).unwrap();
    assert_eq!(contents(folder.path()), losses(&[1.]));
}

#[test]
fn an_intact_record_that_is_no_event_counts_as_damage() {
    let event = frame(&Event::summary(1, Vec::new()).encode_to_vec());
    let file = [event.clone(), frame(b"\x0f no event"), event.clone()].concat();
    assert_eq!(records_until(9, &file), event);
}

#[test]
fn a_file_without_an_intact_record_begins_anew() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join(format!("{PREFIX}0000000001.other")), "torn").unwrap();
    EventFile::open(folder.path(), 3).unwrap();
    assert_eq!(contents(folder.path()), [version()]);
}

#[test]
#[cfg(unix)]
fn a_file_with_nothing_to_drop_is_not_replaced() {
    use std::os::unix::fs::MetadataExt;
    let folder = run();
    let inode = || fs::metadata(file_in(folder.path())).unwrap().ino();
    let before = inode();
    EventFile::open(folder.path(), 3).unwrap();
    assert_eq!(inode(), before);
}

#[test]
fn the_newest_of_several_files_stands_for_them_all() {
    let folder = run();
    fs::write(folder.path().join("events.out.tfevents.0000000001.voxelnet"), b"old").unwrap();
    EventFile::open(folder.path(), 3).unwrap();
    assert_eq!(contents(folder.path()), losses(&[1., 2., 3.]));
}

#[test]
fn a_missing_folder_is_an_error() {
    let folder = tempdir().unwrap();
    assert!(EventFile::open(&folder.path().join("missing"), 0).is_err());
}
