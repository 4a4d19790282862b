//! `prepare --standard-split`, on a dataset with the first four frames of KITTI's usual split.

use std::fs;

use crate::sandbox::Sandbox;

const PREPARE: [&str; 4] = ["prepare", "--data", "data", "--standard-split"];

/// Frames 000000 and 000003 are to train on, 000001 and 000002 to validate on.
fn without_splits() -> Sandbox {
    let sandbox = Sandbox::with_data();
    fs::remove_dir_all(sandbox.path("data/ImageSets")).unwrap();
    sandbox
}

/// Gives a frame another name.
fn rename(sandbox: &Sandbox, frame: &str, other: &str) {
    for (folder, extension) in
        [("velodyne", "bin"), ("label_2", "txt"), ("calib", "txt"), ("planes", "txt")]
    {
        let path = |frame| sandbox.path(&format!("data/training/{folder}/{frame}.{extension}"));
        fs::rename(path(frame), path(other)).unwrap();
    }
}

fn frames(sandbox: &Sandbox, split: &str) -> String {
    fs::read_to_string(sandbox.path(split)).unwrap().replace('\n', " ")
}

#[test]
fn the_usual_lists_are_written_without_the_frames_that_are_not_there() {
    let sandbox = without_splits();
    rename(&sandbox, "000002", "garden");
    let (printed, said) = sandbox.succeed(&PREPARE);
    assert_eq!(frames(&sandbox, "data/ImageSets/train.txt"), "000000 000003 ");
    assert_eq!(frames(&sandbox, "data/ImageSets/val.txt"), "000001 ");
    assert_eq!(frames(&sandbox, "data/ImageSets/trainval.txt"), "000000 000001 000003 ");
    assert!(printed.contains("ImageSets/train.txt: 2 frames\n"), "{printed}");
    assert!(printed.lines().last().unwrap().contains("objects.db: 2 frames, "), "{printed}");
    for expected in [
        "3710 of the 3712 frames of the usual split `train` have no scan here and are left out: \
         000007 to 007479\n",
        "3768 of the 3769 frames of the usual split `val` have no scan here and are left out: \
         000002 to 007480\n",
        "1 scan here is not part of the usual split and in none that is written: garden\n",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    assert!(!said.contains("--standard-split"), "{said}");
}

#[test]
fn a_split_of_its_own_comes_with_a_hint_at_the_usual_one() {
    let sandbox = without_splits();
    let (_, said) = sandbox.succeed(&PREPARE[..3]);
    assert!(said.contains("3712 and 3769 frames") && said.contains("--standard-split"), "{said}");
    // There is no such hint where no frame of KITTI is.
    let sandbox = without_splits();
    (0..4).for_each(|i| rename(&sandbox, &format!("{i:06}"), &format!("garden{i}")));
    let (_, said) = sandbox.succeed(&PREPARE[..3]);
    assert!(!said.contains("--standard-split"), "{said}");
}

#[test]
fn it_leaves_nothing_to_choose() {
    let sandbox = without_splits();
    for choice in [["--val-fraction", "0.5"], ["--seed", "1"]] {
        let said = sandbox.refuse(&[&PREPARE[..], &choice].concat());
        assert!(said.contains("'--standard-split' cannot be used with"), "{said}");
    }
    assert!(!sandbox.path("data/ImageSets").exists());
}

#[test]
fn files_with_the_same_frames_are_kept_and_others_are_refused() {
    let sandbox = without_splits();
    sandbox.succeed(&PREPARE);
    fs::write(sandbox.path("data/ImageSets/val.txt"), "000002\n000001\n").unwrap();
    let (printed, said) = sandbox.succeed(&PREPARE);
    assert!(!printed.contains("ImageSets"), "{printed}");
    for split in ["train", "val", "trainval"] {
        let expected = format!("{split}.txt: lists the frames of the usual split already");
        assert!(said.contains(&expected), "{said}");
    }
    assert_eq!(frames(&sandbox, "data/ImageSets/val.txt"), "000002 000001 ");

    fs::write(sandbox.path("data/ImageSets/train.txt"), "000000\n000001\n").unwrap();
    fs::remove_file(sandbox.path("data/ImageSets/val.txt")).unwrap();
    let said = sandbox.fail(&PREPARE);
    let expected = "train.txt: lists other frames than the usual split, 1 more and 1 fewer, and splits are never overwritten";
    assert!(said.contains(expected), "{said}");
    assert_eq!(frames(&sandbox, "data/ImageSets/train.txt"), "000000 000001 ");
    assert!(!sandbox.path("data/ImageSets/val.txt").exists());
}

#[test]
fn another_folder_gets_it_beside_the_splits_of_the_dataset() {
    let sandbox = Sandbox::with_data();
    fs::write(sandbox.path("data/ImageSets/mine.txt"), "000001\n").unwrap();
    let before = frames(&sandbox, "data/ImageSets/train.txt");
    let (printed, _) = sandbox.succeed(&[&PREPARE[..], &["--out", "usual"]].concat());
    assert_eq!(frames(&sandbox, "usual/ImageSets/train.txt"), "000000 000003 ");
    assert_eq!(frames(&sandbox, "usual/ImageSets/mine.txt"), "000001 ");
    assert_eq!(frames(&sandbox, "data/ImageSets/train.txt"), before);
    // The frames of the database are those of the split that was written.
    assert_eq!(before, "000000 000001 ");
    assert!(printed.contains("usual/objects.db: 2 frames, "), "{printed}");
    sandbox.succeed(&["doctor", "--data", "usual", "--split", "train"]);
    let (again, _) = sandbox.succeed(&["prepare", "--data", "usual"]);
    assert!(again.contains("(was up to date)"), "{again}");
}

#[test]
fn frames_with_names_of_their_own_are_refused_in_a_line() {
    let sandbox = without_splits();
    (0..4).for_each(|i| rename(&sandbox, &format!("{i:06}"), &format!("garden{i}")));
    let said = sandbox.fail(&PREPARE);
    let expected = "data: none of the 4 scans in training/ is of a frame of the usual split, expected names like \
                    000000.bin to 007480.bin; without --standard-split, --val-fraction says how to divide them";
    assert!(said.trim_end().ends_with(expected), "{said}");
    assert!(!sandbox.path("data/ImageSets").exists());
}
