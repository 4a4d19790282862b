//! The tables that `score` and `eval` print.

use std::fs;

use super::sandbox::Sandbox;

/// A visible car, as a label has it.
const CAR: &str =
    "Car 0.00 0 -1.57 598.00 159.00 700.00 282.00 1.50 1.60 3.90 1.00 1.65 15.00 -1.57";

/// The titles of tables that only some options bring.
const LOOSE: &str = "Loose minimum overlaps";
const DISTANCE: &str = "Moderate objects by distance";
const POINTS: &str = "Moderate objects by points";
const INTERVALS: &str = "95% intervals of R40, official overlaps";
const PLAIN: &str = "Not official: plain interpolated AP";

/// A folder with 45 frames of a car that is found.
fn cars() -> Sandbox {
    let sandbox = Sandbox::new();
    for folder in ["label_2", "results"] {
        fs::create_dir(sandbox.path(folder)).unwrap();
    }
    for frame in 0..45 {
        let write = |folder: &str, row: &str| {
            fs::write(sandbox.path(&format!("{folder}/{frame:06}.txt")), row).unwrap();
        };
        write("label_2", CAR);
        write("results", &format!("{CAR} 0.9\n"));
    }
    sandbox
}

fn score(sandbox: &Sandbox, more: &[&str]) -> String {
    let args = ["score", "--labels", "label_2", "--results", "results", "--json", "ap.json"];
    sandbox.succeed(&[&args[..], more].concat()).0
}

fn titles(table: &str) -> Vec<&str> {
    let all = [LOOSE, DISTANCE, POINTS, INTERVALS, PLAIN];
    all.into_iter().filter(|title| table.contains(title)).collect()
}

#[test]
fn the_main_table_and_the_line_that_sums_up_are_printed() {
    let sandbox = cars();
    let table = score(&sandbox, &[]);
    assert!(table.lines().count() < 12 && titles(&table).is_empty(), "{table}");
    assert!(!table.contains("pedestrian"), "{table}");
    assert!(table.ends_with("\n\n3D moderate R40: car 100.00\n"), "{table}");
    // The JSON holds all of it.
    let json = sandbox.json("ap.json");
    assert!(json["loose"]["pedestrian"].is_object() && json["distance"]["0-30"].is_object());
    assert!(json.get("present").is_none());
    let full = score(&sandbox, &["--full"]);
    assert_eq!(titles(&full), [LOOSE, DISTANCE]);
    assert_eq!(sandbox.json("ap.json"), json);
    assert!(full.ends_with("\n\n3D moderate R40: car 100.00\n"), "{full}");
}

#[test]
fn tables_that_are_asked_for_are_printed_without_all_the_others() {
    let table = score(&cars(), &["--iou", "0.6/0.4/0.4", "--bootstrap", "5"]);
    assert!(table.contains("\nMinimum overlaps 0.6/0.4/0.4 in"), "{table}");
    assert_eq!(titles(&table), [INTERVALS]);
}

#[test]
fn a_page_adds_no_table_to_those_that_are_printed() {
    let sandbox = Sandbox::with_data();
    let eval = ["eval", "--run", "run", "--data", "data", "--split", "val"];
    let (table, _) = sandbox.succeed(&[&eval[..], &["--by-points"]].concat());
    assert_eq!(titles(&table), [POINTS]);
    let page = ["--report", "page", "--json", "ap.json", "--bootstrap", "5"];
    let (table, _) = sandbox.succeed(&[&eval[..], &page].concat());
    assert_eq!(titles(&table), [INTERVALS]);
    assert!(sandbox.json("ap.json")["points"].is_object());
    let (table, _) = sandbox.succeed(&[&eval[..], &page, &["--full"]].concat());
    assert_eq!(titles(&table), [LOOSE, DISTANCE, POINTS, INTERVALS, PLAIN]);
}

#[test]
fn several_results_end_with_a_line_each() {
    let sandbox = cars();
    score(&sandbox, &[]);
    fs::copy(sandbox.path("ap.json"), sandbox.path("b.json")).unwrap();
    let (table, _) = sandbox.succeed(&["score", "--compare", "ap.json", "b.json"]);
    let sums = "\n\nap.json  3D moderate R40: car 100.00\nb.json   3D moderate R40: car 100.00\n";
    assert!(table.ends_with(sums) && titles(&table).is_empty(), "{table}");
    let (full, _) = sandbox.succeed(&["score", "--compare", "ap.json", "b.json", "--full"]);
    assert!(full.ends_with(sums) && titles(&full) == [LOOSE], "{full}");
}

#[test]
fn results_of_classes_that_are_not_evaluated_make_no_table() {
    let sandbox = cars();
    let tram = CAR.replace("Car", "Tram");
    for frame in 0..45 {
        fs::write(sandbox.path(&format!("label_2/{frame:06}.txt")), &tram).unwrap();
        fs::write(sandbox.path(&format!("results/{frame:06}.txt")), "").unwrap();
    }
    let table = score(&sandbox, &[]);
    let said = "\nThere is no labelled object and no detection of car, pedestrian, cyclist\n";
    assert!(table.ends_with(said), "{table}");
}

#[test]
fn all_tables_of_a_split_without_labels_are_refused() {
    let sandbox = Sandbox::with_data();
    let args = ["eval", "--run", "run", "--data", "data", "--split", "test", "--full"];
    assert!(sandbox.refuse(&args).contains("no metrics for --json"));
}
