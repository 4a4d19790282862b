//! `voxelnet bench`, and `voxelnet detect --dump`.

use std::fs;
use std::path::Path;

use safetensors::{Dtype, SafeTensors};
use voxelnet_scene::{Point, PointCloud, write_bin};

use crate::support::{
    SMALL_NETWORK, Sandbox, contents, fixture, overrides, read_json, said, shipped_config, succeed,
};

#[test]
fn the_report_has_the_documented_numbers_for_every_engine() {
    let sandbox = Sandbox::new();
    let json = sandbox.path("bench.json");
    let scans = [fixture().scan("000000"), fixture().scan("000001")];
    let mut bench = voxelnet!("bench", "--config", shipped_config("quick.toml"), "--json", json);
    bench.args(["--engine", "native,sparse,dense,sparse", "--repeat", "1", "--train", "--scaling"]);
    let output = succeed(bench.args(overrides(&[SMALL_NETWORK])).args(scans));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("dense / sparse") && table.contains("training step"), "{table}");

    let report = read_json(&json);
    assert_eq!((&report["scans"], &report["threads"]), (&2.into(), &1.into()));
    let above_zero = |value: &serde_json::Value| value.as_f64().is_some_and(|number| number > 0.);
    for engine in ["dense", "sparse", "native"] {
        let measured = &report["engines"][engine];
        let stages = &measured["median_ms"];
        for stage in ["read", "voxelize", "vfe", "middle", "rpn", "decode", "nms", "total"] {
            assert!(stages[stage].as_f64().is_some_and(|ms| ms >= 0.), "{stage}: {stages}");
        }
        assert!(above_zero(&stages["middle"]) && above_zero(&measured["peak_rss_mb"]));
        if engine == "native" {
            assert!(report["train_step"][engine].is_null());
            continue;
        }
        let step = &report["train_step"][engine];
        assert!(above_zero(&step["ms"]) && above_zero(&step["peak_rss_mb"]), "{step}");
    }
    for output in ["scores", "residuals"] {
        for engine in ["sparse", "native"] {
            let difference = report["difference"][engine][output].as_f64().unwrap();
            assert!((0. ..1e-3).contains(&difference), "{engine}, {output}: {difference}");
        }
        let spread = report["spread"][output].as_f64().unwrap();
        assert!((0.5..2.).contains(&spread), "{output}: {spread}");
    }
    for engine in ["sparse", "native"] {
        let speedup = &report["engines"][engine]["speedup"];
        assert!(speedup["median"].as_f64() >= speedup["least"].as_f64());
        assert!(above_zero(&speedup["least"]), "{speedup}");
        let agreement = &report["agreement"][engine];
        let [found, same] = ["detections", "same"].map(|key| agreement[key].as_u64().unwrap());
        // Random weights give many scores that are nearly the same, whose order rounding decides.
        assert!(found > 0 && same * 2 >= found, "{agreement}");
    }
    for stage in ["vfe", "middle", "rpn"] {
        let limit = &report["native_limits"]["stages"][stage];
        assert!(above_zero(&limit["gmac"]) && above_zero(&limit["mbytes"]), "{stage}: {limit}");
        assert!(limit["share"].as_f64().is_some_and(|share| share < 1.), "{stage}: {limit}");
    }
    let voxels: Vec<u64> = report["native_scaling"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["voxels"].as_u64().unwrap())
        .collect();
    assert!(voxels.len() > 4 && voxels.is_sorted() && voxels[0] * 10 < voxels[voxels.len() - 1]);
}

#[test]
fn a_run_is_measured_with_its_own_weights() {
    let sandbox = Sandbox::new();
    let json = sandbox.path("bench.json");
    let scan = fixture().scan("000000");
    succeed(&mut voxelnet!(
        "bench",
        "--run",
        fixture().run,
        "--engine",
        "sparse,native,dense",
        "--repeat",
        "1",
        "--json",
        json,
        scan
    ));
    let report = read_json(&json);
    assert!(report["engines"]["sparse"]["median_ms"]["total"].as_f64() > Some(0.));
    // Trained weights leave no order to rounding.
    let agreement = &report["agreement"]["native"];
    assert!(agreement["detections"].as_u64() > Some(0), "{agreement}");
    assert_eq!(agreement["same"], agreement["detections"]);
    assert_eq!(agreement["missing"], 0);
}

#[test]
fn what_cannot_be_measured_is_said_in_a_line() {
    let sandbox = Sandbox::new();
    let config = shipped_config("quick.toml");
    let far_away = sandbox.path("far.bin");
    write_bin(&far_away, &PointCloud::new(vec![Point::new(500., 0., 0., 0.5)])).unwrap();
    let broken = sandbox.file("broken.bin", "12345");
    let missing = sandbox.path("missing.bin");
    for (scan, expected) in [
        (&far_away, "far.bin: no point in the range of the grid"),
        (&broken, "broken.bin"),
        (&missing, "missing.bin"),
    ] {
        let output = voxelnet!("bench", "--config", config, scan).output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(expected) && said.lines().count() == 1, "{said}");
    }
    let scan = fixture().scan("000000");
    for wrong in [
        vec!["bench"],
        vec!["bench", "a.bin"],
        vec!["bench", "--config", "c", "--run", "r", "a.bin"],
        vec!["bench", "--config", "c", "--repeat", "0", "a.bin"],
        vec!["bench", "--config", "c", "--engine", "fast", "a.bin"],
    ] {
        let output = crate::support::command().args(&wrong).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
    let output = voxelnet!("bench", "--run", sandbox.path("no-run"), scan).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said(&output).lines().count(), 1);
}

/// Shape of a tensor of a file; panics when it has another type.
fn shape(dump: &SafeTensors<'_>, name: &str, dtype: Dtype) -> Vec<usize> {
    let tensor = dump.tensor(name).unwrap();
    assert_eq!(tensor.dtype(), dtype, "{name}");
    tensor.shape().to_vec()
}

#[test]
fn a_dump_holds_every_stage_and_changes_no_detection() {
    let sandbox = Sandbox::new();
    let (plain, dumped, dump) =
        (sandbox.path("plain"), sandbox.path("dumped"), sandbox.path("dump.safetensors"));
    let scan = fixture().scan("000000");
    let engine = ["--engine", "libtorch"];
    succeed(voxelnet!("detect", scan, "--run", fixture().run, "--out", plain).args(engine));
    succeed(&mut voxelnet!(
        "detect",
        scan,
        "--run",
        fixture().run,
        "--out",
        dumped,
        "--dump",
        dump
    ));
    assert!(contents(&plain) == contents(&dumped));

    let bytes = fs::read(&dump).unwrap();
    let dump = SafeTensors::deserialize(&bytes).unwrap();
    let [num_points, four] = shape(&dump, "points", Dtype::F32)[..] else { panic!("points") };
    let [num_voxels, three] = shape(&dump, "indices", Dtype::I64)[..] else { panic!("indices") };
    assert!(num_points > num_voxels && num_voxels > 0 && (four, three) == (4, 3));
    assert_eq!(shape(&dump, "offsets", Dtype::I64), [num_voxels + 1]);
    // configs/quick.toml on cells of 0.4 m.
    assert_eq!(shape(&dump, "vfe", Dtype::F32), [num_voxels, 32]);
    assert_eq!(shape(&dump, "middle", Dtype::F32), [1, 32, 56, 56]);
    assert_eq!(shape(&dump, "scores", Dtype::F32), [1, 2, 56, 56]);
    assert_eq!(shape(&dump, "residuals", Dtype::F32), [1, 14, 56, 56]);
    assert_eq!(shape(&dump, "directions", Dtype::F32), [1, 2, 56, 56]);
}

#[test]
fn a_dump_is_of_one_scan() {
    let sandbox = Sandbox::new();
    let (out, dump) = (sandbox.path("out"), sandbox.path("dump.safetensors"));
    let mut detect = voxelnet!("detect", "--run", fixture().run, "--out", out, "--dump", dump);
    let output =
        detect.args([fixture().scan("000000"), fixture().scan("000001")]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--dump writes what was computed for one scan; there are 2"));
    assert!(!Path::new(&dump).exists() && !out.exists());
}

#[test]
fn the_loading_of_a_dataset_is_measured() {
    let sandbox = Sandbox::new();
    let (config, json) = (shipped_config("quick.toml"), sandbox.path("loading.json"));
    let mut bench = voxelnet!("bench", "--data", fixture().data, "--config", config);
    bench.args(overrides(&[SMALL_NETWORK])).args(["--steps", "3", "--json"]);
    let output = succeed(bench.arg(&json));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("a later step waits, ms"), "{table}");
    let report = read_json(&json);
    assert_eq!((report["steps"].as_u64(), report["batch_size"].as_u64()), (Some(3), Some(2)));
    for key in ["frames_per_second", "frames_per_second_one_thread", "step_ms"] {
        assert!(report[key].as_f64().unwrap() > 0., "{key}: {report}");
    }
}
