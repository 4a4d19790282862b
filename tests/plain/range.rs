//! Scans in which the network sees nothing, and detections that cannot be.
