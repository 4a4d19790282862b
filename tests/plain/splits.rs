//! Frames by the name of a split, with split files and without.

use std::fs;

use crate::sandbox::Sandbox;

/// The arguments of commands that take the frames of a split.
const COMMANDS: [&[&str]; 3] = [
    &["eval", "--run", "run", "--data", "data"],
    &["score", "--data", "data", "--results", "results", "--config", "run/config.toml"],
    &["doctor", "--data", "data"],
];

fn with_split<'a>(args: &[&'a str], split: &'a str) -> Vec<&'a str> {
    [args, &["--split", split]].concat()
}

#[test]
fn a_misspelt_split_is_refused_by_every_command_with_the_known_ones() {
    let sandbox = Sandbox::with_data();
    for args in COMMANDS {
        let said = sandbox.fail(&with_split(args, "vall"));
        let expected = "there is no split `vall`, expected train, trainval, val, all or a file";
        assert!(said.trim_end().ends_with(expected), "{args:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    fs::remove_dir_all(sandbox.path("data/ImageSets")).unwrap();
    for args in COMMANDS {
        let said = sandbox.fail(&with_split(args, "vall"));
        let expected = "there is no split `vall`, expected train, val, trainval, all or a file";
        assert!(said.contains(expected), "{args:?}: {said}");
    }
}

#[test]
fn a_default_split_that_is_missing_among_others_is_refused() {
    let sandbox = Sandbox::with_data();
    fs::remove_file(sandbox.path("data/ImageSets/val.txt")).unwrap();
    for args in &COMMANDS[..2] {
        let said = sandbox.fail(args);
        let expected = "there is no split `val`, expected train, trainval, all or a file; \
                        `voxelnet prepare` writes ImageSets/val.txt";
        assert!(said.contains(expected), "{args:?}: {said}");
    }
    fs::rename(sandbox.path("data/ImageSets/train.txt"), sandbox.path("data/ImageSets/x.txt"))
        .unwrap();
    let said = sandbox.fail(COMMANDS[2]);
    assert!(said.contains("there is no split `train`, expected trainval, x, all"), "{said}");
}

#[test]
fn without_split_files_the_usual_ones_are_all_frames_with_a_notice() {
    let sandbox = Sandbox::with_data();
    fs::remove_dir_all(sandbox.path("data/ImageSets")).unwrap();
    let (table, said) = sandbox.succeed(COMMANDS[0]);
    assert!(table.contains("over 4 frames"), "{table}");
    assert!(said.contains("so the split `val` is all 4 frames; `voxelnet prepare`"), "{said}");
    let (_, said) = sandbox.succeed(&with_split(COMMANDS[0], "all"));
    assert!(!said.contains("so the split"), "{said}");
}

#[test]
fn all_is_every_frame_beside_split_files_unless_one_has_its_name() {
    let sandbox = Sandbox::with_data();
    let (table, _) = sandbox.succeed(&with_split(COMMANDS[0], "all"));
    assert!(table.contains("over 4 frames"), "{table}");
    fs::write(sandbox.path("data/ImageSets/all.txt"), "\u{feff}000001 \r\n\r\n").unwrap();
    let (table, _) = sandbox.succeed(&with_split(COMMANDS[0], "all"));
    assert!(table.contains("over 1 frame"), "{table}");
}
