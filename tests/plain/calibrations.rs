//! Calibration files of KITTI's other benchmarks, and broken ones.
