//! Label files as exporters write them.

use std::fs;

use crate::sandbox::Sandbox;

/// Changes all rows of all label files.
fn change_labels(sandbox: &Sandbox, change: impl Fn(&[&str]) -> String) {
    for entry in fs::read_dir(sandbox.path("data/training/label_2")).unwrap() {
        let path = entry.unwrap().path();
        let rows = fs::read_to_string(&path).unwrap();
        let changed = rows.lines().map(|row| change(&row.split(' ').collect::<Vec<_>>()) + "\n");
        fs::write(&path, changed.collect::<String>()).unwrap();
    }
}

fn in_degrees(columns: &[&str]) -> String {
    let angle: f64 = columns[14].parse().unwrap();
    let angle = if columns[0] == "DontCare" { angle } else { angle.to_degrees() };
    format!("{} {angle:.2}", columns[..14].join(" "))
}

#[test]
fn headings_in_degrees_are_told_by_prepare_and_doctor() {
    let sandbox = Sandbox::with_data();
    change_labels(&sandbox, in_degrees);
    let said = sandbox.fail(&["prepare", "--data", "data"]);
    assert_eq!(said.lines().count(), 1, "{said}");
    for part in ["label_2/00000", ": rotation_y is ", "looks like degrees, in ", "pi / 180"] {
        assert!(said.contains(part), "{said}");
    }
    let output = sandbox.command(&["doctor", "--data", "data"]).assert().code(1);
    let report = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(report.contains("which looks like degrees, in "), "{report}");
    assert!(!report.contains("wrong sign"), "{report}");
}

#[test]
fn a_constant_16th_column_is_left_out_with_one_warning() {
    let sandbox = Sandbox::with_data();
    let eval = ["eval", "--run", "run", "--data", "data", "--split", "all", "--json"];
    sandbox.succeed(&[&eval[..], &["before.json"]].concat());
    change_labels(&sandbox, |columns| columns.join(" ") + " 0.0000");
    let (_, said) = sandbox.succeed(&[&eval[..], &["after.json"]].concat());
    let warnings = |said: &str| {
        let warned = |line: &&str| {
            line.starts_with("warning: ") && line.contains("the 16th column, 0.0000 in all rows")
        };
        said.lines().filter(warned).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(warnings(&said).len(), 1, "{said}");
    assert!(said.contains("was left out, in 4 files"), "{said}");
    let [before, after] = ["before.json", "after.json"].map(|name| sandbox.json(name));
    assert_eq!(before["classes"], after["classes"]);

    let results = "run/results/data-all";
    let labels = "data/training/label_2";
    let (_, said) = sandbox.succeed(&["score", "--labels", labels, "--results", results]);
    assert_eq!(warnings(&said).len(), 1, "{said}");
    let (_, said) = sandbox.succeed(&["prepare", "--data", "data"]);
    assert_eq!(warnings(&said).len(), 1, "{said}");
    let output = sandbox.command(&["doctor", "--data", "data", "--split", "all"]).assert();
    let report = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(report.contains("the 16th column, 0.0000 in all rows"), "{report}");
}

#[test]
fn scores_in_labels_are_refused() {
    let sandbox = Sandbox::with_data();
    let number = std::cell::Cell::new(0);
    change_labels(&sandbox, |columns| {
        number.set(number.get() + 1);
        format!("{} 0.{}", columns.join(" "), number.get())
    });
    for args in [&["prepare", "--data", "data"][..], &["eval", "--run", "run", "--data", "data"]] {
        let said = sandbox.fail(args);
        assert!(said.contains("16 columns, expected the 15 of a label"), "{args:?}: {said}");
    }
}

#[test]
fn an_occlusion_of_another_dataset_and_a_byte_order_mark_are_read() {
    let sandbox = Sandbox::with_data();
    change_labels(&sandbox, |columns| {
        let mut columns = columns.to_vec();
        columns[2] = if columns[0] == "DontCare" { "-1" } else { "4" };
        columns.join(" ")
    });
    let path = sandbox.path("data/training/label_2/000000.txt");
    let rows = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("\u{feff}{}", rows.replace('\n', "\r\n"))).unwrap();
    let (_, said) = sandbox.succeed(&["prepare", "--data", "data"]);
    let warned = said.lines().filter(|line| line.contains("occlusion is 4, in ")).count();
    assert_eq!(warned, 1, "{said}");
}

#[test]
fn a_type_none_of_whose_boxes_holds_a_point_is_warned_of() {
    let sandbox = Sandbox::with_data();
    change_labels(&sandbox, |columns| {
        let mut columns = columns.to_vec();
        if columns[0] == "Car" {
            columns[12] = "60";
        }
        columns.join(" ")
    });
    let (_, said) = sandbox.succeed(&["prepare", "--data", "data"]);
    let cars = |line: &&str| {
        line.starts_with("warning: no point lies in ") && line.contains(" boxes of Car")
    };
    assert_eq!(said.lines().filter(cars).count(), 1, "{said}");
    assert!(!said.contains("boxes of Pedestrian"), "{said}");
}

/// `train` finds splits and objects there, as a dataset's.
#[test]
fn what_prepare_writes_elsewhere_leads_to_the_dataset() {
    let sandbox = Sandbox::with_data();
    fs::remove_file(sandbox.path("data/ImageSets/train.txt")).unwrap();
    sandbox.succeed(&["prepare", "--data", "data", "--out", "made/here"]);
    let made = sandbox.path("made/here");
    assert!(made.join("objects.db").is_file() && made.join("training/velodyne").is_dir());
    for split in ["train", "val", "trainval"] {
        assert!(made.join(format!("ImageSets/{split}.txt")).is_file(), "{split}");
    }
    assert!(!sandbox.path("data/ImageSets/train.txt").exists());
    let (table, _) = sandbox.succeed(&["eval", "--run", "run", "--data", "made/here"]);
    assert!(table.contains("over 2 frames"), "{table}");
    let (again, _) = sandbox.succeed(&["prepare", "--data", "data", "--out", "made/here"]);
    assert!(again.contains("(was up to date)"), "{again}");

    fs::create_dir_all(sandbox.path("other/training")).unwrap();
    let said = sandbox.fail(&["prepare", "--data", "data", "--out", "other"]);
    assert!(said.contains("other/training: exists and is not "), "{said}");
}

#[test]
fn a_dataset_that_cannot_be_written_to_names_the_option() {
    let sandbox = Sandbox::with_data();
    fs::remove_dir_all(sandbox.path("data/ImageSets")).unwrap();
    fs::write(sandbox.path("data/ImageSets"), "").unwrap();
    let said = sandbox.fail(&["prepare", "--data", "data"]);
    assert!(said.contains("data/ImageSets: ") && said.contains("; with --out DIR "), "{said}");
}
