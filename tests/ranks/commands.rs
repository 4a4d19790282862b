//! Commands whose work ranks share leave the same files as one process.

use std::fs;
use std::path::{Path, PathBuf};

use crate::started::{ending_of, output_of, printed, ranks};
use crate::support::{Sandbox, contents, copy_folder, fixture, overrides, shipped_config};

/// Runs a command as 1, 2 and 3 ranks, each time with an output folder of its own, and compares what is printed
/// and written.
fn assert_same(sandbox: &Sandbox, arguments: impl Fn(&Path) -> Vec<PathBuf>) {
    let run = |num: usize| {
        let out = sandbox.path(&format!("out-{num}"));
        fs::create_dir(&out).unwrap();
        let printed = printed(num, &arguments(&out));
        (printed.replace(out.to_str().unwrap(), "OUT"), contents(&out))
    };
    let (expected, files) = run(1);
    assert!(!files.is_empty());
    for num in [2, 3] {
        let (printed, found) = run(num);
        assert_eq!(printed, expected, "{num} ranks");
        assert_eq!(
            found.keys().collect::<Vec<_>>(),
            files.keys().collect::<Vec<_>>(),
            "{num} ranks"
        );
        for (name, bytes) in &files {
            assert!(found[name] == *bytes, "{num} ranks: {}", name.display());
        }
    }
}

fn paths(arguments: &[&str]) -> Vec<PathBuf> {
    arguments.iter().map(PathBuf::from).collect()
}

#[test]
fn synth() {
    let sandbox = Sandbox::new();
    assert_same(&sandbox, |out| {
        let data = out.join("data");
        let mut arguments = paths(&["synth", "--frames", "7", "--seed", "5", "--quiet", "--out"]);
        arguments.push(data);
        arguments
    });
}

#[test]
fn prepare() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    fs::remove_dir_all(data.join("ImageSets")).unwrap();
    assert_same(&sandbox, |out| {
        let mut arguments = paths(&["prepare", "--data"]);
        arguments.push(data.clone());
        arguments.push("--out".into());
        arguments.push(out.into());
        arguments
    });
    // A second time there is nothing to do.
    let out = sandbox.path("out-1");
    let again = ["prepare".into(), "--data".into(), data, "--out".into(), out];
    assert!(printed(2, &again).contains("was up to date"));
}

#[test]
fn prepare_with_the_usual_split() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    assert_same(&sandbox, |out| {
        let mut arguments = paths(&["prepare", "--standard-split", "--data"]);
        arguments.extend([data.clone(), "--out".into(), out.into()]);
        arguments
    });
}

#[test]
fn eval() {
    let sandbox = Sandbox::new();
    assert_same(&sandbox, |out| {
        let mut arguments = paths(&["eval", "--split", "trainval", "--run"]);
        arguments.push(fixture().run.clone());
        arguments.extend(["--results".into(), out.join("results")]);
        arguments.extend(["--json".into(), out.join("metrics.json")]);
        arguments
    });
}

#[test]
fn detect() {
    let sandbox = Sandbox::new();
    let weights = fixture().weights();
    for engine in ["native", "libtorch"] {
        let sandbox = &Sandbox::new();
        assert_same(sandbox, |out| {
            let mut arguments = paths(&["detect", "--engine", engine, "--min-score", "0.01"]);
            arguments.push(fixture().data.join("training/velodyne"));
            arguments.extend(paths(&["--format", "json,csv,ply", "--weights"]));
            arguments.extend([weights.clone(), "--out".into(), out.into()]);
            arguments
        });
    }
    // What is printed comes in the order of the scans, too; what cannot be used is counted on all ranks.
    let broken = sandbox.file("broken.bin", "no scan");
    let scans = [fixture().scan("000000"), fixture().scan("000001"), fixture().scan("000002")];
    let mut arguments = paths(&["detect", "--min-score", "0.01", "--weights"]);
    arguments.push(weights);
    arguments.extend(scans);
    assert_eq!(printed(2, &arguments), printed(1, &arguments));
    arguments.push(broken.clone());
    let output = output_of(ranks(2, &arguments));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("error: ") && said.contains("broken.bin"), "{said}");
    assert!(said.contains("1 of 4 scans could not be used"), "{said}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        printed(1, &arguments[..arguments.len() - 1])
    );
}

#[test]
fn ablate() {
    let sandbox = Sandbox::new();
    let run = |num: usize| {
        let out = sandbox.path(&format!("study-{num}"));
        let mut arguments = paths(&[
            "ablate",
            "--quiet",
            "--vary",
            "vfe.pooling=average",
            "--noise",
            "dropout=0.5",
        ]);
        arguments.extend(["--config".into(), shipped_config("quick.toml")]);
        arguments.extend(["--data".into(), fixture().data.clone(), "--out".into(), out.clone()]);
        let changes = ["network.grid.voxel_size_m=[0.8, 0.8, 0.8]", "train.epochs=1"];
        arguments.extend(overrides(&changes).map(PathBuf::from));
        let printed = printed(num, &arguments);
        let precisions = |name: &str| {
            let record = crate::support::read_json(&out.join("records").join(name));
            record["conditions"].clone()
        };
        let names: Vec<_> = contents(&out.join("records")).into_keys().collect();
        assert_eq!(names.len(), 2, "{names:?}");
        (printed, names.iter().map(|name| precisions(name.to_str().unwrap())).collect::<Vec<_>>())
    };
    let (table, precisions) = run(1);
    let (shared_table, shared) = run(2);
    assert_eq!(shared, precisions);
    // Times differ from run to run.
    assert_eq!(shared_table.lines().count(), table.lines().count());
}

#[test]
fn what_is_not_shared_is_refused() {
    let scan = fixture().scan("000000");
    let config = shipped_config("quick.toml");
    let arguments = ["voxelize".into(), scan, "--config".into(), config];
    let said = ending_of(ranks(2, &arguments));
    assert!(said.contains("is not shared among ranks; start it alone"), "{said}");
}

#[test]
fn ranks_that_are_about_to_do_different_things_are_refused() {
    let sandbox = Sandbox::new();
    let synth = |out: &str| {
        let out = sandbox.path(out).display().to_string();
        ["synth", "--frames", "2", "--quiet", "--out", &out].map(String::from)
    };
    let [one, other] = [synth("a"), synth("b")];
    let start = |binaries: [&Path; 2], arguments: [&[String]; 2], folders: Option<[&Path; 2]>| {
        let mut command = crate::started::mpirun();
        for i in 0..2 {
            command.args(if i == 0 { &["-n", "1"][..] } else { &[":", "-n", "1"] });
            if let Some(folders) = folders {
                command.arg("--wdir").arg(folders[i]);
            }
            command.arg(binaries[i]).args(arguments[i]);
        }
        ending_of(command)
    };
    let binary = crate::started::binary();
    let said = start([binary; 2], [&one, &other], None);
    assert_eq!(said, "rank 1 of 2: has another command line than rank 0");

    let changed = sandbox.path("voxelnet");
    fs::copy(binary, &changed).unwrap();
    let mut file = fs::OpenOptions::new().append(true).open(&changed).unwrap();
    std::io::Write::write_all(&mut file, b"x").unwrap();
    drop(file);
    let said = start([binary, &changed], [&one, &one], None);
    assert_eq!(said, "rank 1 of 2: has another program than rank 0");

    let folders = [sandbox.path("1"), sandbox.path("2")];
    folders.iter().for_each(|folder| drop(copy_folder(&fixture().data, &folder.join("data"))));
    fs::write(folders[1].join("data/ImageSets/train.txt"), "000000\n000001\n").unwrap();
    let run = sandbox.path("run").display().to_string();
    let config = shipped_config("quick.toml").display().to_string();
    let train = ["train", "--data", "data", "--config", &config, "--run", &run, "--quiet"]
        .map(String::from);
    let said = start([binary; 2], [&train, &train], Some([&folders[0], &folders[1]]));
    assert_eq!(said, "rank 1 of 2: has another set of frames than rank 0");
    assert!(!Path::new(&run).exists());
}
