//! Intensities that are not from 0 to 1.
