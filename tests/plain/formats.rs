//! Scan files that are not what their name says, and dialects of formats.
