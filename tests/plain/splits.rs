//! Splits that are missing, misspelt or overlap.
