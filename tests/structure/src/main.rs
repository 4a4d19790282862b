//! Measures how the files of this repository hang together: circles of files, imports through a crate's own
//! facades, parameters without names, lines.
//!
//! `cargo run --manifest-path tests/structure/Cargo.toml --target-dir target/structure [-- ROOT]`; its tests require
//! that there is no circle and no such import, and no file of a dataset that may not be shared.

mod circles;
#[cfg(test)]
mod copied_data;
mod documents;
mod imports;
mod library;
mod lines;
mod parameters;
mod repository;

use std::path::PathBuf;

use anyhow::Result;

use crate::documents::missing_paths;
use crate::lines::lines;
use crate::repository::{Findings, examine};

fn main() -> Result<()> {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let root = PathBuf::from(std::env::args().nth(1).unwrap_or(here.into()));
    let crates = examine(&root)?;
    for findings in &crates {
        print_details(findings);
    }
    for document in ["README.md", "ARCHITECTURE.md"] {
        for path in missing_paths(&root, document)? {
            println!("{document}: there is no {path}");
        }
    }
    print_table(&crates)
}

/// Prints every finding on a line of its own.
fn print_details(findings: &Findings) {
    let library = &findings.library;
    let name = findings.name();
    for circle in &findings.circles {
        let files: Vec<_> = circle.iter().map(|module| library.file_name(module)).collect();
        println!("{name}: circle of {}: {}", files.len(), files.join(", "));
    }
    for import in &findings.facade_imports {
        let file = library.file_name(&import.from);
        println!("{name}: {file} imports {} through a facade", import.path.join("::"));
    }
    for parameter in &findings.unnamed_parameters {
        let kind = if parameter.is_tuple { "tuple" } else { "array" };
        let (file, line) = (parameter.file.display(), parameter.line);
        println!("{kind}: {file}:{line} {}({})", parameter.function, parameter.name);
    }
}

/// Prints one row a crate, and the sums.
fn print_table(crates: &[Findings]) -> Result<()> {
    println!(
        "\n{:14} {:>6} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "crate", "files", "lines", "in tests", "circles", "facades", "tuples", "arrays"
    );
    let mut sums = [0; 7];
    for findings in crates {
        let lines = lines(&findings.library)?;
        let parameters = &findings.unnamed_parameters;
        let num_tuples = parameters.iter().filter(|parameter| parameter.is_tuple).count();
        let row = [
            findings.library.modules.len(),
            lines.all,
            lines.tests,
            findings.circles.len(),
            findings.facade_imports.len(),
            num_tuples,
            parameters.len() - num_tuples,
        ];
        print_row(&findings.name(), row);
        sums.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
    }
    print_row("all", sums);
    Ok(())
}

fn print_row(name: &str, numbers: [usize; 7]) {
    print!("{name:14} {:>6}", numbers[0]);
    numbers[1..].iter().for_each(|number| print!(" {number:>8}"));
    println!();
}
