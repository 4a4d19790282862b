//! Result files as people have them, and what `score` makes of them.

use std::fs;

use serde_json::Value;

use super::sandbox::Sandbox;

/// A visible car, as a label has it.
const CAR: &str =
    "Car 0.00 0 -1.57 598.00 159.00 700.00 282.00 1.50 1.60 3.90 1.00 1.65 15.00 -1.57";

/// A folder with some label files and some result files, by frame.
fn scored(labels: &[&str], results: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (folder, texts) in [("label_2", labels), ("results", results)] {
        fs::create_dir(sandbox.path(folder)).unwrap();
        for (frame, text) in texts.iter().enumerate() {
            fs::write(sandbox.path(&format!("{folder}/{frame:06}.txt")), text).unwrap();
        }
    }
    sandbox
}

/// The row of a detection like a label.
fn found(label: &str) -> String {
    format!("{label} 0.9\n")
}

/// What `score` prints, and what it says beside that.
fn score(sandbox: &Sandbox, more: &[&str]) -> (String, String) {
    let args = ["score", "--labels", "label_2", "--results", "results", "--json", "ap.json"];
    sandbox.succeed(&[&args[..], more].concat())
}

fn of_car(sandbox: &Sandbox, measure: &str) -> Value {
    sandbox.json("ap.json")["classes"]["car"][measure].clone()
}

#[test]
fn a_class_without_objects_has_no_average() {
    let dont_care = "DontCare -1 -1 -10 620 169 639 185 -1 -1 -1 -1000 -1000 -1000 -10\n";
    let sandbox = scored(&[dont_care], &[&found(CAR)]);
    let (table, _) = score(&sandbox, &[]);
    assert!(!table.contains("0.00"), "{table}");
    assert!(table.contains("-: not evaluated, there is no object of the class to find"), "{table}");
    assert!(of_car(&sandbox, "3d")["easy"]["R40"].is_null());
}

#[test]
fn without_levels_every_labelled_object_counts_whatever_its_2d_box() {
    let hidden = CAR.replace("598.00 159.00 700.00 282.00", "0 0 0 0").replace("0.00 0", "0.00 3");
    let sandbox = scored(&[&hidden], &[&found(&hidden)]);
    score(&sandbox, &[]);
    assert_eq!(of_car(&sandbox, "3d")["hard"]["n_gt"], 0);
    let (table, _) = score(&sandbox, &["--no-difficulty"]);
    let all = &of_car(&sandbox, "3d")["all"];
    assert!(all["n_gt"] == 1 && all["R11"].as_f64() > Some(9.), "{all}");
    assert!(table.contains("No levels of difficulty: every labelled object of a class counts"));
    assert!(!table.contains("bbox") && !table.contains("moderate"), "{table}");
    assert!(of_car(&sandbox, "bbox")["all"]["R40"].is_null());
    assert_eq!(sandbox.json("ap.json")["difficulty"], "none");
    let (compared, _) = sandbox.succeed(&["score", "--compare", "ap.json"]);
    assert!(compared.contains("car         bbox  ap.json        -"), "{compared}");
}

#[test]
fn without_levels_2d_boxes_are_evaluated_where_there_are_some() {
    let sandbox = scored(&[CAR], &[&found(CAR)]);
    let (table, _) = score(&sandbox, &["--no-difficulty", "--bootstrap", "10"]);
    assert!(table.contains("car         bbox      0.00        9.09"), "{table}");
    assert!(table.contains("                   all         all\n"), "{table}");
}

#[test]
fn a_dataset_is_scored_and_reported_without_levels() {
    let sandbox = Sandbox::with_data();
    let data = ["--data", "data", "--split", "val", "--no-difficulty", "--full"];
    let eval = ["eval", "--run", "run", "--report", "page", "--json", "a.json"];
    sandbox.succeed(&[&eval[..], &data].concat());
    let page = fs::read_to_string(sandbox.path("page/index.html")).unwrap();
    assert!(page.contains("There are no levels of difficulty") && !page.contains("moderate"));
    let config = ["--config", "run/config.toml", "--results", "run/results/data-val"];
    let score = [&["score", "--json", "b.json"][..], &config, &data].concat();
    let (table, _) = sandbox.succeed(&score);
    assert!(table.contains("Objects by distance"), "{table}");
    let [a, b] = ["a.json", "b.json"].map(|name| sandbox.json(name)["classes"].clone());
    assert_eq!(a, b);
    assert!(a["car"]["3d"]["all"]["n_gt"].as_u64() > Some(0), "{a}");
}

#[test]
fn rows_without_a_score_are_told_once_for_all_files() {
    let sandbox = scored(&[CAR; 3], &[&found(CAR), CAR, CAR]);
    let (_, said) = score(&sandbox, &[]);
    let expected = "warning: results/000001.txt and 1 other file: ignored 2 rows of 15 columns, expected a score in \
                    a 16th\n";
    assert_eq!(said, expected);
}

#[test]
fn results_of_unknown_types_are_told() {
    let vehicle = found(&CAR.replace("Car", "vehicle"));
    let sandbox = scored(&[CAR], &[&vehicle]);
    let (_, said) = score(&sandbox, &[]);
    let expected = "warning: results: 1 result row of type vehicle is in no evaluated class (car, pedestrian, cyclist); \
                    rename them, or give --data and a --config";
    assert!(said.contains(expected), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn labels_without_an_evaluated_class_are_told() {
    let sandbox = scored(&[&CAR.replace("Car", "vehicle")], &[&found(CAR)]);
    let (_, said) = score(&sandbox, &[]);
    assert!(said.contains("label_2: no label is of an evaluated class"), "{said}");
    assert!(said.contains("all are of type vehicle; rename"), "{said}");
}

#[test]
fn the_remedy_for_a_dataset_maps_types_in_its_configuration() {
    let sandbox = Sandbox::with_data();
    let labels = sandbox.path("data/training/label_2");
    fs::create_dir(sandbox.path("results")).unwrap();
    for entry in fs::read_dir(labels).unwrap().map(Result::unwrap) {
        let text = fs::read_to_string(entry.path()).unwrap();
        let rows = text.lines().filter(|row| !row.starts_with("DontCare"));
        let rows: String = rows.map(|row| found(&row.replace("Car ", "Auto "))).collect();
        fs::write(sandbox.path("results").join(entry.file_name()), rows).unwrap();
    }
    let args = ["score", "--data", "data", "--results", "results", "--config", "run/config.toml"];
    let (_, said) = sandbox.succeed(&args);
    assert!(said.contains("--set dataset.names.Auto=car counts a type as a class"), "{said}");
    let remedy = ["--set", "dataset.names.Auto=car", "--json", "ap.json"];
    let (_, said) = sandbox.succeed(&[&args[..], &remedy].concat());
    assert!(!said.contains("Auto"), "{said}");
    assert!(of_car(&sandbox, "3d")["hard"]["R11"].as_f64() > Some(0.));
}

#[test]
fn boxes_that_no_object_has_are_told_with_file_line_and_number() {
    for (from, to, expected) in [
        (
            "1.50 1.60 3.90",
            "-1.50 1.60 3.90",
            "height is -1.5, expected metres above 0; boxes like it, in 2 ",
        ),
        (
            "598.00 159.00 700.00 282.00",
            "700 282 598 159",
            "the 2D box is 700 282 598 159, expected left, top",
        ),
        (
            "598.00 159.00 700.00 282.00",
            "-1 -1 -1 -1",
            "the 2D box is -1 -1 -1 -1, and KITTI's levels ignore",
        ),
        (
            "15.00 -1.57",
            "15.00 -89.95",
            "rotation_y is -89.95, which looks like degrees, in 2 result rows",
        ),
    ] {
        let wrong = found(&CAR.replace(from, to));
        let sandbox = scored(&[CAR, ""], &[&found(CAR), &format!("\n{wrong}{wrong}")]);
        let (_, said) = score(&sandbox, &[]);
        let expected = format!("warning: results/000001.txt:2: {expected}");
        assert!(said.starts_with(&expected) && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn sizes_in_another_order_are_told() {
    let sandbox = scored(&[CAR], &[&found(&CAR.replace("1.50 1.60 3.90", "3.90 1.60 1.50"))]);
    let (_, said) = score(&sandbox, &[]);
    assert!(said.contains("expected height, width, length"), "{said}");
}

#[test]
fn labels_in_degrees_are_told() {
    let sandbox = scored(&[&CAR.replace("15.00 -1.57", "15.00 -89.95")], &[&found(CAR)]);
    let (_, said) = score(&sandbox, &[]);
    assert!(said.starts_with("warning: label_2/000000.txt:1: rotation_y is -89.95"), "{said}");
}

#[test]
fn objects_that_no_level_holds_are_told_with_the_option_that_counts_them() {
    let hidden = CAR.replace("0.00 0", "0.00 3");
    let sandbox = scored(&[&hidden], &[&found(&hidden)]);
    let (_, said) = score(&sandbox, &[]);
    assert!(said.contains("0 of 1 object count at KITTI's levels"), "{said}");
    let (_, said) = score(&sandbox, &["--no-difficulty"]);
    assert_eq!(said, "");
}

#[test]
fn results_in_a_folder_data_are_found() {
    let sandbox = scored(&[CAR], &[]);
    fs::create_dir(sandbox.path("results/data")).unwrap();
    fs::write(sandbox.path("results/data/000000.txt"), found(CAR)).unwrap();
    let (_, said) = score(&sandbox, &[]);
    assert!(said.contains("no result file in results, those in data are taken"), "{said}");
    assert!(of_car(&sandbox, "3d")["easy"]["R11"].as_f64() > Some(9.));
    // The folder itself comes first, and what lies beside its files is told.
    fs::write(sandbox.path("results/000000.txt"), "").unwrap();
    let (_, said) = score(&sandbox, &[]);
    assert!(
        said.contains("ignored, no results of frames that are evaluated: results/data"),
        "{said}"
    );
    assert!(of_car(&sandbox, "3d")["easy"]["R11"].is_null());
}

#[test]
fn results_in_a_folder_data_are_shown() {
    let sandbox = Sandbox::with_data();
    let frame = "training/velodyne/000000.bin";
    fs::create_dir_all(sandbox.path("results/data")).unwrap();
    fs::write(sandbox.path("results/data/000000.txt"), found(CAR)).unwrap();
    let scan = format!("data/{frame}");
    let args = ["view", &scan, "--detections", "results", "--out", "scan.html"];
    let (_, said) = sandbox.succeed(&args);
    assert!(said.contains("no result file in results, those in data are taken"), "{said}");
}

#[test]
fn what_is_as_it_should_be_is_no_reason_to_warn() {
    let van = CAR.replace("Car", "Van").replace("1.00 1.65", "9.00 1.65");
    let sitting = CAR.replace("Car", "Person_sitting").replace("1.00 1.65", "-9.00 1.65");
    let dont_care = "DontCare -1 -1 -10 620 169 639 185 -1 -1 -1 -1000 -1000 -1000 -10";
    let labels = format!("{CAR}\n{van}\n{sitting}\n{dont_care}\n");
    let sandbox = scored(&[&labels, ""], &[&format!("{}{}", found(CAR), found(&van)), ""]);
    assert_eq!(score(&sandbox, &[]).1, "");
    // Neither are results of the program itself.
    let sandbox = Sandbox::with_data();
    let (_, said) = sandbox.succeed(&["eval", "--run", "run", "--data", "data", "--split", "val"]);
    assert!(!said.contains("warning"), "{said}");
}
