//! Result files that cannot score.
