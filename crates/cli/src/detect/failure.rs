//! Errors of one scan, and errors that end everything.

use anyhow::Error;

/// The reason why a scan has no results.
#[derive(Debug)]
pub enum Failure {
    /// The scan cannot be used; others can.
    Scan(Error),
    /// No more scans can be read, or no results written, such as onto a full disk.
    Fatal(Error),
}
