//! Networks with other poolings, attention or encoders: each trains, resumes, evaluates and detects.

use crate::resuming::assert_same_outcome;
use crate::support::{Sandbox, fixture, overrides, read_json, said, succeed};
use crate::training::four_steps;

/// Each key alone, and some together with each other and with other ways to train.
const VARIANTS: [&[&str]; 9] = [
    &["network.vfe.pooling=average"],
    &["network.vfe.pooling=min", "network.rpn.attention=gmp"],
    &["network.vfe.pooling=median"],
    &["network.vfe.pooling=max+average", "network.rpn.attention=both"],
    &["network.rpn.attention=gap", "train.weight_average_decay=0.9"],
    &["network.encoder=mean", "network.rpn.attention=gap"],
    &["network.encoder=occupancy"],
    &["network.encoder=set-abstraction", "train.weight_average_decay=0.9"],
    &[
        "network.encoder=set-abstraction",
        "train.optimizer={ kind = 'sgd', momentum = 0.9, weight_decay = 0.0 }",
        "train.schedule={ kind = 'steps', phases = [{ epochs = 1, rate = 0.001 }] }",
    ],
];

#[test]
fn every_variant_trains_resumes_evaluates_and_detects() {
    for variant in VARIANTS {
        let sandbox = Sandbox::new();
        let [whole, parted] = ["whole", "parted"].map(|name| sandbox.path(name));
        let chosen = || overrides(variant);
        succeed(four_steps(&whole).args(chosen()));
        succeed(four_steps(&parted).args(chosen()).args(["--max-steps", "2"]));
        succeed(&mut voxelnet!("train", "--resume", "--run", parted, "--threads", "1"));
        assert_same_outcome(&parted, &whole);

        let json = sandbox.path("ap.json");
        succeed(&mut voxelnet!("eval", "--run", whole, "--json", json));
        assert!(
            read_json(&json)["classes"]["car"]["3d"]["moderate"]["n_gt"].is_u64(),
            "{variant:?}"
        );
        let scan = fixture().data.join("training/velodyne/000004.bin");
        let fallen_back = succeed(&mut voxelnet!("detect", scan, "--run", whole));
        let reason = "is not computed by the native engine";
        assert!(said(&fallen_back).contains(reason), "{variant:?}: {}", said(&fallen_back));
        let mut native = voxelnet!("detect", scan, "--run", whole, "--engine", "native");
        let refused = sandbox.refusal_of(&mut native);
        assert!(refused.contains(reason), "{refused}");
    }
}

#[test]
fn weights_are_not_used_in_another_network_than_their_own() {
    let sandbox = Sandbox::new();
    let run = &fixture().run;
    for (change, key) in [
        ("network.vfe.pooling=average", "network.vfe.pooling"),
        ("network.encoder=mean", "network.encoder"),
        ("network.rpn.attention=gmp", "network.rpn.attention"),
    ] {
        let mut eval = voxelnet!("eval", "--run", run, "--results", sandbox.path("results"));
        let refused = sandbox.refusal_of(eval.args(overrides(&[change])));
        let expected = format!("the weights were trained with another `{key}` than is asked for");
        assert!(refused.contains(&expected), "{refused}");

        let copy = sandbox.path(key);
        crate::support::copy_folder(run, &copy);
        let mut resume = voxelnet!("train", "--resume", "--run", copy);
        let refused = sandbox.refusal_of(resume.args(overrides(&[change])));
        assert!(refused.contains(&format!("`{key}` differs from the configuration")), "{refused}");
    }
}

#[test]
fn how_a_network_is_computed_may_change_behind_its_training() {
    let sandbox = Sandbox::new();
    let mut eval = voxelnet!("eval", "--run", fixture().run, "--results", sandbox.path("results"));
    let out = succeed(eval.args(overrides(&["network.middle=dense", "detection.min_score=0.5"])));
    assert!(said(&out).contains("result files of step"));
}

#[test]
fn a_variant_that_does_not_exist_is_refused_with_those_that_do() {
    let sandbox = Sandbox::new();
    for (change, known) in [
        ("network.vfe.pooling=sum", "max+average"),
        ("network.encoder=pillar", "set-abstraction"),
        ("network.rpn.attention=se", "gap"),
    ] {
        let refused =
            sandbox.wrong_usage_of(four_steps(&sandbox.path("run")).args(overrides(&[change])));
        assert!(refused.contains(known), "{refused}");
    }
}
