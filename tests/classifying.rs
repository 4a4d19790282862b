//! `voxelnet classify`

use crate::support::{Sandbox, contents, fixture, read_json, succeed};

#[test]
fn single_objects_are_learned_and_told_apart() {
    let sandbox = Sandbox::new();
    let [first, second] = ["first", "second"].map(|name| sandbox.path(name));
    let classify = |out| {
        let mut classify = voxelnet!("classify", "--data", fixture().data, "--out", out);
        classify.args(["--classes", "Car", "--epochs", "8", "--threads", "1"]);
        String::from_utf8(succeed(&mut classify).stdout).unwrap()
    };
    let table = classify(&first);
    let rows: Vec<&str> = table.lines().collect();
    assert!(rows[1].starts_with("Car") && rows[2].starts_with("background"), "{table}");
    let numbers = read_json(&first.join("classifier.json"));
    assert_eq!(numbers["classes"], serde_json::json!(["Car", "background"]));
    let tried: u64 = numbers["tried"].as_u64().unwrap();
    let counts = numbers["confusion"].as_array().unwrap().iter();
    let counted: u64 =
        counts.flat_map(|row| row.as_array().unwrap()).map(|n| n.as_u64().unwrap()).sum();
    assert!(tried > 0 && counted == tried, "{numbers}");
    assert!(numbers["accuracy"].as_f64().unwrap() > 0.5, "{numbers}");

    // The seed decides everything, to the last byte of the weights.
    assert_eq!(classify(&second), table);
    assert_eq!(contents(&second), contents(&first));
}

#[test]
fn without_objects_there_is_nothing_to_learn() {
    let sandbox = Sandbox::new();
    let mut classify = voxelnet!("classify", "--data", fixture().data, "--classes", "Tram");
    let refused = classify.arg("--out").arg(sandbox.path("out")).assert().code(1);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("no object to learn"), "{said}");
}
