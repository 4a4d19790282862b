//! Names of classes in labels and configuration.

use std::collections::BTreeMap;

use voxelnet_files::{agreeing, counted};

use crate::finding::{Finding, Severity};
use crate::setup::Setup;

const CHECK: &str = "classes";

/// The likeness (Jaro-Winkler) from which one name is taken for another.
const MIN_LIKENESS: f64 = 0.86;

/// Other names of the classes of KITTI.
const SYNONYMS: [(&str, &[&str]); 3] = [
    ("car", &["vehicle", "automobile", "sedan", "passenger_car", "passengercar"]),
    ("pedestrian", &["person", "people", "human", "walker"]),
    ("cyclist", &["bicycle", "bike", "rider", "bicyclist", "biker"]),
];

/// Types that KITTI has beside those that are usually learned.
const OTHER_KITTI_TYPES: [&str; 5] = ["van", "truck", "person_sitting", "tram", "misc"];

/// `objects` is the number of labelled objects by their type, under its name among the classes.
pub(crate) fn check(objects: &BTreeMap<String, usize>, setup: &Setup<'_>) -> Vec<Finding> {
    let names: Vec<&str> =
        setup.anchors.classes().iter().map(|class| class.name.as_str()).collect();
    let is_class = |kind: &str| names.iter().any(|name| name.eq_ignore_ascii_case(kind));
    let others: Vec<(&str, usize)> = objects
        .iter()
        .filter(|(kind, _)| !is_class(kind))
        .map(|(kind, &count)| (kind.as_str(), count))
        .collect();
    let num_learned: usize =
        objects.iter().filter(|(kind, _)| is_class(kind)).map(|(_, count)| count).sum();
    let count_of = |name: &str| -> usize {
        let same = objects.iter().filter(|(kind, _)| kind.eq_ignore_ascii_case(name));
        same.map(|(_, count)| count).sum()
    };
    let absent: Vec<&str> = names.iter().copied().filter(|name| count_of(name) == 0).collect();

    let mut findings = Vec::new();
    if num_learned == 0 {
        findings.push(nothing_to_learn(&names, &others));
    } else {
        findings.extend(absent.iter().map(|name| class_without_labels(name, &others)));
    }
    findings.extend(look_alikes(&others, &names, &absent));
    findings.extend(not_learned(&others));
    findings
}

fn nothing_to_learn(names: &[&str], others: &[(&str, usize)]) -> Finding {
    let sentence = if others.is_empty() {
        format!("There is no label at all; the configuration looks for {}.", names.join(", "))
    } else {
        format!("No label is of a class that the configuration looks for, {}.", names.join(", "))
    };
    let found = listed(others);
    let remedy = if others.is_empty() {
        "write label_2/FRAME.txt, one object a line (data/README.md)".to_owned()
    } else {
        format!("the labels have {found}: name them in dataset.names or in network.classes")
    };
    let num_others: usize = others.iter().map(|(_, count)| count).sum();
    Finding::new(Severity::Error, CHECK, sentence, remedy).with_count("other_objects", num_others)
}

fn class_without_labels(name: &str, others: &[(&str, usize)]) -> Finding {
    let sentence = format!("No label is of the class {name}, which has anchors.");
    let remedy = match others.iter().find(|(kind, _)| is_meant(kind, name)) {
        Some((kind, _)) => format!("set dataset.names = {{ {} = \"{name}\" }}", key(kind)),
        None => format!("take {name} out of network.classes, or label such objects"),
    };
    Finding::new(Severity::Warning, CHECK, sentence, remedy).with_count("objects", 0)
}

/// Types that are named nearly as a class is that has labels; for one without, the remedy is said there.
fn look_alikes(others: &[(&str, usize)], names: &[&str], absent: &[&str]) -> Vec<Finding> {
    let alike = others.iter().filter_map(|&(kind, count)| {
        let name = names.iter().find(|name| is_meant(kind, name) && !absent.contains(name))?;
        let (objects, are) = (counted(count, "object"), agreeing(count, "is", "are"));
        let sentence =
            format!("{objects} {are} labelled {kind}, which is no class; is {name} meant?");
        let remedy = format!("set dataset.names = {{ {} = \"{name}\" }} if so", key(kind));
        let finding = Finding::new(Severity::Warning, CHECK, sentence, remedy);
        Some(finding.with_count("objects", count))
    });
    alike.collect()
}

fn not_learned(others: &[(&str, usize)]) -> Option<Finding> {
    if others.is_empty() {
        return None;
    }
    let sentence = format!("Labels of other types are not learned: {}.", listed(others));
    let remedy =
        "add them to network.classes, or name the class that they belong to in dataset.names";
    let num_objects: usize = others.iter().map(|(_, count)| count).sum();
    let finding = Finding::new(Severity::Note, CHECK, sentence, remedy);
    Some(finding.with_count("objects", num_objects))
}

fn listed(kinds: &[(&str, usize)]) -> String {
    const MOST: usize = 10;
    let listed = kinds.iter().take(MOST).map(|(kind, count)| format!("{count} {kind}"));
    let listed = listed.collect::<Vec<_>>().join(", ");
    match kinds.len().saturating_sub(MOST) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// Whether a type is likely another name of a class.
fn is_meant(kind: &str, name: &str) -> bool {
    let (kind, name) = (kind.to_ascii_lowercase(), name.to_ascii_lowercase());
    if OTHER_KITTI_TYPES.contains(&kind.as_str()) {
        return false;
    }
    let is_synonym = SYNONYMS
        .iter()
        .any(|(class, synonyms)| *class == name && synonyms.iter().any(|synonym| kind == *synonym));
    is_synonym || strsim::jaro_winkler(&kind, &name) >= MIN_LIKENESS
}

/// A type as a key of TOML.
fn key(kind: &str) -> String {
    let is_bare = kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { kind.to_owned() } else { format!("{kind:?}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::test_case::{Case, config, expect, of_check};

    fn renamed(from: &'static str, to: &'static str) -> Case {
        Case::with(move |frame| {
            for label in frame.labels.iter_mut().filter(|label| label.is_kind(from)) {
                label.kind = to.to_owned();
            }
        })
    }

    #[test]
    fn a_class_under_another_name_is_told_with_the_key_that_names_it() {
        let case = renamed("Car", "Vehicle");
        let report = case.examine(&[]);
        let found = expect(&report, CHECK, Severity::Warning);
        assert_eq!(found.remedy, "set dataset.names = { Vehicle = \"Car\" }");
        let report = case.examine(&["dataset.names.Vehicle=Car"]);
        assert!(of_check(&report, CHECK).iter().all(|of| of.severity == Severity::Note));
        assert!(report.looked_at.objects["Car"] > 0);
        // Upper and lower case are the same.
        let report = renamed("Car", "CAR").examine(&[]);
        assert!(of_check(&report, CHECK).iter().all(|of| of.severity == Severity::Note));
    }

    #[test]
    fn labels_without_any_class_of_the_configuration_are_an_error() {
        let case = Case::with(|frame| {
            frame.labels.retain(|label| label.is_kind("Tram") || label.is_kind("DontCare"));
        });
        expect(&case.examine(&[]), CHECK, Severity::Error);
        let config = config(&[]);
        let setup = Setup::new(&config).unwrap();
        let found = check(&BTreeMap::new(), &setup);
        assert!(found[0].sentence.starts_with("There is no label at all"), "{found:?}");
    }

    #[test]
    fn names_that_nearly_fit_are_told_and_those_of_kitti_are_not() {
        for (kind, name, is_meant_by_it) in [
            ("Cars", "Car", true),
            ("person", "Pedestrian", true),
            ("Cyclists", "Cyclist", true),
            ("Van", "Car", false),
            ("Person_sitting", "Pedestrian", false),
            ("Tram", "Car", false),
            ("Cart track", "Pedestrian", false),
        ] {
            assert_eq!(is_meant(kind, name), is_meant_by_it, "{kind}");
        }
        let config = config(&[]);
        let setup = Setup::new(&config).unwrap();
        let objects = [("Car", 5), ("Cars", 7), ("Pedestrian", 1), ("Cyclist", 1)];
        let objects = objects.map(|(kind, count)| (kind.to_owned(), count)).into();
        let found = check(&objects, &setup);
        assert_eq!(found[0].remedy, "set dataset.names = { Cars = \"Car\" } if so");
    }
}
