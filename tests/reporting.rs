//! `voxelnet eval --report` and `voxelnet score --report`

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Fixture, Sandbox, fixture, read_json, said, succeed};

/// An evaluation of the frames that the fixture's run knows by heart, into the folder `report`.
fn eval(sandbox: &Sandbox, run: &Path, split: &str) -> assert_cmd::Command {
    let mut eval = voxelnet!("eval", "--run", run, "--data", fixture().data, "--split", split);
    eval.args(["--bootstrap", "20", "--report"]).arg(sandbox.path("report"));
    eval
}

fn page(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.path("report/index.html")).unwrap()
}

fn files_of_frames(sandbox: &Sandbox) -> BTreeSet<String> {
    let entries = fs::read_dir(sandbox.path("report/frames")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let rests = html.split(&format!(" {attribute}=\"")).skip(1).collect::<Vec<_>>();
    rests.into_iter().map(|rest| rest.split('"').next().unwrap()).collect()
}

/// The section of a page under a heading.
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("<section id=\"{id}\">")).unwrap();
    rest.split("</section>").next().unwrap()
}

#[test]
fn the_page_of_eval_shows_what_its_json_says_and_draws_it() {
    let sandbox = Sandbox::new();
    let (run, json) = (sandbox.run(), sandbox.path("ap.json"));
    let output = succeed(eval(&sandbox, &run, "train").arg("--json").arg(&json));
    let index = sandbox.path("report/index.html");
    assert!(said(&output).contains(&format!("report in {}", index.display())), "{}", said(&output));

    let (page, json) = (page(&sandbox), read_json(&json));
    let precision = section(&page, "precision");
    for average in ["R40", "R11"] {
        assert!(precision.contains(&format!("<th colspan=\"3\">{average}</th>")), "{precision}");
        for (table, metric) in [("classes", "3d"), ("classes", "bev"), ("loose", "3d")] {
            let of_moderate = &json[table]["car"][metric]["moderate"];
            let percent = of_moderate[average].as_f64().unwrap();
            let cell = format!("<td>{percent:.2}");
            assert!(precision.contains(&cell), "{table} {metric} {average}: {cell} {precision}");
        }
    }
    let intervals = &json["intervals"];
    assert_eq!((&intervals["resamples"], &intervals["seed"]), (&20.into(), &0.into()));
    let [low, high] = [0, 1].map(|end| {
        let interval = &intervals["classes"]["car"]["3d"]["moderate"]["R40"];
        interval[end].as_f64().unwrap()
    });
    assert!(precision.contains(&format!("<small>{low:.1} to {high:.1}</small>")), "{precision}");

    for (id, parts) in [("distance", "distance"), ("points", "points")] {
        let of_json: Vec<&String> = json[parts].as_object().unwrap().keys().collect();
        for part in of_json {
            // A column of each average, and a place in the chart.
            let (section, cell) = (section(&page, id), format!("<th>{part}</th>"));
            assert_eq!(section.matches(&cell).count(), 2, "{part}: {section}");
            assert!(section.contains(&format!(">{part}</text>")), "{part}: {section}");
        }
    }
    for (id, title) in [
        ("curves", "car: 3D"),
        ("curves", "car: bird's-eye"),
        ("distance", "car: plain AP"),
        ("distance", "car: objects found in 3D"),
        ("points", "car: plain AP"),
        ("points", "car: objects found in 3D"),
        ("scores", "car: detections by score"),
    ] {
        let section = section(&page, id);
        assert!(section.contains(&format!(" aria-label=\"{title}\"")), "{title}: {section}");
    }
    assert!(section(&page, "curves").matches("<path class=\"line\"").count() >= 2);
    // The bars of the histogram hold every counted detection.
    let hints = section(&page, "scores").split("<title>score ").skip(1);
    let counts =
        hints.map(|hint| hint.split(": ").nth(1)?.split(' ').next()?.parse::<usize>().ok());
    let num_in_bars: usize = counts.map(Option::unwrap).sum();
    let num_rows: usize = Fixture::TRAIN.map(|frame| rows_of(&run, frame)).into_iter().sum();
    assert!((1..=num_rows).contains(&num_in_bars), "{num_in_bars} of {num_rows}");
}

/// Detections in a result file of the split `train`.
fn rows_of(run: &Path, frame: &str) -> usize {
    let path = run.join(format!("results/train/{frame}.txt"));
    fs::read_to_string(path).unwrap().lines().count()
}

/// The detections in the bars of a page's histogram of scores whose hints hold these words.
fn in_bars(page: &str, what: &str) -> usize {
    let hints = section(page, "scores").split("<title>score ").skip(1);
    let counts = hints.filter_map(|hint| hint.split("</title>").next()?.split(": ").nth(1));
    let of_kind = counts.filter(|count| count.contains(what));
    of_kind.map(|count| count.split(' ').next().unwrap().parse::<usize>().unwrap()).sum()
}

#[test]
fn the_list_of_objects_and_the_page_tell_the_same() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    let mut eval = eval(&sandbox, &run, "train");
    let output = succeed(eval.arg("--objects"));
    let list = str::from_utf8(&output.stdout).unwrap();
    let page = page(&sandbox);
    let between = |text: &str, from: &str, to: &str| {
        let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("{from} in {text}"));
        rest.split(to).next().unwrap().to_owned()
    };

    let best = between(list, "  highest F1 at 3D IoU 0.7: ", " on\n");
    let caption = between(&page, "F1 is highest, ", "(recall)");
    let score: f64 = between(&caption, "from score ", " on").parse().unwrap();
    let f1 = between(&caption, "", ",");
    assert_eq!(best, format!("{f1} with detections from score {score:.3}"), "{caption}");

    let sums = between(list, "Car with 0 points or more: ", "\n");
    let evaluated = between(&sums, "in all, ", " evaluated");
    assert_eq!(evaluated, between(&caption, "and of ", " objects they find"), "{sums}");
    let found = between(&sums, "evaluated, ", " of these found");
    assert_eq!(found, in_bars(&page, "right").to_string(), "{sums}");
    let num_false = between(&sums, "BEV IoU 0.5; ", " false positives");
    assert_eq!(num_false, in_bars(&page, "false").to_string(), "{sums}");
    assert!(found != "0" && num_false != "0", "{sums}");
}

#[test]
fn the_page_is_whole_and_its_links_lead_to_pictures_and_boxes_that_exist() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    succeed(&mut eval(&sandbox, &run, "train"));
    let page = page(&sandbox);
    for remote in ["http:", "https:", "//", "<link", "<script", "<iframe", "@import", "url("] {
        assert!(!page.contains(remote), "{remote}: {page}");
    }
    let (links, pictures) = (values(&page, "href"), values(&page, "src"));
    assert!((1..=12).contains(&pictures.len()), "{pictures:?}");
    for picture in &pictures {
        let bytes = fs::read(sandbox.path("report").join(picture)).unwrap();
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{picture}");
    }
    let (sections, viewers): (Vec<&str>, Vec<&str>) =
        links.into_iter().partition(|link| link.starts_with('#'));
    assert_eq!(sections.len(), 8);
    for link in sections {
        assert!(page.contains(&format!(" id=\"{}\"", &link[1..])), "{link}");
    }
    // The picture of a frame, and the number of each mistake.
    assert!(viewers.len() > pictures.len(), "{viewers:?}");
    for link in viewers {
        let (file, place) = link.split_once('#').unwrap();
        let viewer = fs::read_to_string(sandbox.path("report").join(file)).unwrap();
        assert!(viewer.contains("default-src 'none'"), "{file}");
        let Some((_, object)) = place.split_once("object=") else { continue };
        let object: usize = object.split('&').next().unwrap().parse().unwrap();
        let frame = Path::new(file).file_stem().unwrap().to_str().unwrap();
        let labels = fs::read_to_string(fixture().file(&format!("label_2/{frame}.txt"))).unwrap();
        let num_labels = labels.lines().filter(|row| !row.starts_with("DontCare")).count();
        assert!(object < num_labels + rows_of(&run, frame), "{link}");
    }
    let listed = fs::read_to_string(sandbox.path("report/frames/files.txt")).unwrap();
    let mut expected: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
    expected.insert("files.txt".into());
    assert_eq!(files_of_frames(&sandbox), expected);
}

#[test]
fn score_makes_the_same_page_of_the_same_results() {
    let [by_eval, by_score] = [(); 2].map(|()| Sandbox::new());
    let run = by_eval.run();
    succeed(&mut eval(&by_eval, &run, "train"));
    let (config, results) = (run.join("config.toml"), run.join("results/train"));
    let data = &fixture().data;
    let mut score = voxelnet!("score", "--data", data, "--config", config, "--results", results);
    score.args(["--split", "train", "--bootstrap", "20", "--report"]).arg(by_score.path("report"));
    succeed(&mut score);
    let [of_eval, of_score] = [page(&by_eval), page(&by_score)];
    // Title and command line, which stand above, differ, and only `eval` knows the thresholds of the network.
    let content = |page: &str| {
        let without = page.replace(section(page, "reliability"), "");
        without.split_once("<nav>").unwrap().1.to_owned()
    };
    assert_eq!(content(&of_eval), content(&of_score));
    assert!(section(&of_score, "reliability").contains("their thresholds are not known"));
    assert!(!section(&of_eval, "reliability").contains("their thresholds are not known"));
    assert_eq!(files_of_frames(&by_eval), files_of_frames(&by_score));
}

#[test]
fn a_second_report_replaces_the_first_and_leaves_files_of_others() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    succeed(&mut eval(&sandbox, &run, "train"));
    let of_split = |names: &BTreeSet<String>, frames: &[&str]| {
        names.iter().filter(|name| frames.iter().any(|frame| name.starts_with(frame))).count()
    };
    let first = files_of_frames(&sandbox);
    assert!(of_split(&first, &Fixture::TRAIN) > 0, "{first:?}");
    let foreign = [
        sandbox.file("report/notes.html", "notes"),
        sandbox.file("report/frames/mine.png", "mine"),
    ];
    succeed(&mut eval(&sandbox, &run, "val"));
    let second = files_of_frames(&sandbox);
    assert_eq!(of_split(&second, &Fixture::TRAIN), 0, "{second:?}");
    assert!(of_split(&second, &Fixture::VAL) > 0, "{second:?}");
    assert_eq!(foreign.map(|path| fs::read_to_string(path).unwrap()), ["notes", "mine"]);
}

#[test]
fn an_absurd_score_of_somebody_elses_results_squeezes_no_histogram() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    succeed(&mut eval(&sandbox, &run, "train"));
    let results = run.join("results/train");
    let path = results.join("000000.txt");
    let rows = fs::read_to_string(&path).unwrap();
    let (front, _) = rows.lines().next().unwrap().rsplit_once(' ').unwrap();
    fs::write(&path, format!("{rows}{front} 1e30\n{front} -7\n")).unwrap();
    let (data, config) = (&fixture().data, run.join("config.toml"));
    let mut score = voxelnet!("score", "--data", data, "--config", config, "--results", results);
    score.args(["--split", "train", "--bootstrap", "1", "--report"]).arg(sandbox.path("report"));
    let json = sandbox.path("ap.json");
    succeed(score.arg("--json").arg(&json));
    assert_ne!(read_json(&json)["classes"]["car"], Value::Null);
    let page = page(&sandbox);
    let scores = section(&page, "scores");
    let expected = "The outermost bars also hold 1 score below 0 and 1 score above 1.";
    assert!(scores.contains(expected), "{scores}");
    assert!(scores.contains(">0.25</text>") && scores.contains(">0.75</text>"), "{scores}");
}
