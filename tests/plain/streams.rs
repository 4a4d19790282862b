//! Several scans on standard input.

use std::io::{BufRead, BufReader, Write};

use crate::sandbox::Sandbox;
use crate::scans::{self, bin};

/// The bytes of a scan.
fn cars() -> Vec<u8> {
    bin(&scans::cars())
}

/// A scan behind its length.
fn framed(scan: &[u8]) -> Vec<u8> {
    [&(scan.len() as u32).to_le_bytes()[..], scan].concat()
}

/// The result of a stream: exit code, lines on stdout, stderr.
fn detect(args: &[&str], sent: &[u8]) -> (i32, Vec<String>, String) {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(&[&["detect", "-", "--stream"], args].concat());
    let output = command.write_stdin(sent).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), printed.lines().map(str::to_owned).collect(), said)
}

#[test]
fn scans_behind_their_lengths_are_frames_of_their_own() {
    let sandbox = Sandbox::new();
    let (cars, street) = (cars(), bin(&scans::street()));
    let alone = |scan: &[u8]| {
        let output = sandbox.command(&["detect", "-"]).write_stdin(scan).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let expected = alone(&cars).replace("\"stdin\"", "\"stdin-000000\"")
        + &alone(&street).replace("\"stdin\"", "\"stdin-000001\"");
    let (code, lines, said) = detect(&["length"], &[framed(&cars), framed(&street)].concat());
    assert_eq!((code, lines), (0, expected.lines().map(str::to_owned).collect()), "{said}");
    assert!(said.contains(" in 2 scans"), "{said}");
}

#[test]
fn results_appear_before_the_next_scan_is_sent() {
    let sandbox = Sandbox::new();
    let mut process = sandbox.start(&["detect", "-", "--stream", "length"]);
    let mut printed = BufReader::new(process.stdout());
    for frame in ["stdin-000000", "stdin-000001"] {
        process.stdin().write_all(&framed(&cars())).unwrap();
        process.stdin().flush().unwrap();
        let mut line = String::new();
        while !line.contains(frame) {
            line.clear();
            assert!(printed.read_line(&mut line).unwrap() > 0, "{frame}");
        }
    }
    // The pipe stays open: somebody else has to end the program.
    process.signal("TERM");
    let ending = process.end();
    assert_eq!(ending.code, Some(143), "{}", ending.said);
    assert!(ending.said.ends_with("stopped after 2 scans\n"), "{}", ending.said);
}

#[test]
fn an_incomplete_last_scan_is_an_error_and_those_before_it_stand() {
    let cars = cars();
    let num_points = (cars.len() / 16).to_string();
    let sent = [&cars[..], &cars, &cars[..100]].concat();
    let (code, lines, said) = detect(&[&format!("points={num_points}")], &sent);
    let end = format!(
        "ends within stdin-000002, after 100 of its {} bytes; stopped after 2 scans\n",
        cars.len()
    );
    assert!(code == 1 && said.ends_with(&end), "{code}: {said}");
    assert!(lines.iter().any(|line| line.contains("stdin-000001")));
    let sent = [framed(&cars), vec![7, 0]].concat();
    let (code, lines, said) = detect(&["length"], &sent);
    assert!(code == 1 && said.contains("ends within the length of stdin-000001"), "{code}: {said}");
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("stdin-000000")));
}

#[test]
fn a_scan_that_cannot_be_used_does_not_end_the_stream() {
    let (cars, wrong) = (cars(), [1; 7]);
    let (code, lines, said) = detect(&["length"], &[framed(&wrong), framed(&cars)].concat());
    assert!(code == 1 && said.contains("error: stdin-000000: size is 7 bytes"), "{code}: {said}");
    assert!(said.ends_with("error: 1 of 2 scans could not be used\n"), "{said}");
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("stdin-000001")));
}

#[test]
fn a_scan_of_more_than_a_gigabyte_is_refused() {
    let (code, _, said) = detect(&["length"], &u32::MAX.to_le_bytes());
    assert!(code == 1 && said.contains("stdin-000000 is to have 4294967295 bytes"), "{said}");
}

#[test]
fn intensities_keep_the_scale_of_the_first_scan_that_shows_one() {
    let scaled = |brightest: f32, num: usize| -> Vec<u8> {
        let rows = (0..num).flat_map(|at| [10., at as f32 * 0.01, -1., brightest]);
        rows.flat_map(f32::to_le_bytes).collect()
    };
    let (code, _, said) = detect(&["points=100"], &[scaled(200., 100), scaled(0.5, 100)].concat());
    assert_eq!(code, 0, "{said}");
    // By itself the second scan is on the scale to 1; it is named as it contradicts the first.
    let about = |frame: &str| said.lines().any(|line| line.contains(frame) && line.contains("255"));
    assert!(about("stdin-000000") && about("stdin-000001"), "{said}");
}

#[test]
fn a_reader_that_goes_ends_a_stream_that_waits_for_more() {
    let sandbox = Sandbox::new();
    let mut process = sandbox.start(&["detect", "-", "--stream", "length"]);
    drop(process.stdout());
    process.stdin().write_all(&framed(&cars())).unwrap();
    // The pipe stays open, and nothing more comes.
    let ending = process.end();
    assert_eq!(ending.code, Some(1), "{}", ending.said);
    assert!(ending.said.contains("nobody reads standard output any more"), "{}", ending.said);
}

#[test]
fn an_empty_stream_holds_no_scan() {
    let (code, lines, said) = detect(&["length"], &[]);
    assert_eq!((code, lines.len()), (0, 0), "{said}");
    assert!(said.contains("there was no scan to detect in"), "{said}");
}

#[test]
fn other_framings_and_files_beside_a_stream_are_wrong_usage() {
    let sandbox = Sandbox::new();
    for args in [
        &["-", "--stream", "points=0"][..],
        &["-", "--stream", "lines"],
        &["a.bin", "--stream", "length"],
        &["-", "a.bin", "--stream", "length"],
        &["-", "--stream", "length", "--out", "out", "--resume"],
    ] {
        sandbox.command(&[&["detect"], args].concat()).assert().code(2);
    }
}
