//! The bytes of an object database.
//!
//! `HEADER FINGERPRINT BLOCK* INDEX FOOTER`; numbers are little-endian, points as they are in memory. A block holds a frame: the lengths of its text
//! and of its points, a checksum of both, then both. The text is a [`FrameObjects`] as JSON, the points are
//! those of its objects one after another, x, y, z, intensity as `f32`. The index is the texts of all
//! blocks with their places, so that opening reads no points. The footer is a checksum of the fingerprint and
//! the index, and the place where the index begins.

use serde::{Deserialize, Serialize};

/// The first bytes of the file; the last of them is the version.
pub(super) const MAGIC: [u8; 8] = *b"VXNOBJ\0\x01";
/// The last bytes of the file, behind the place of the index.
pub(super) const END: [u8; 8] = *b"VXNEND\0\x01";
/// Bytes before the first block.
pub(super) const HEADER_BYTES: u64 = 16;
/// Bytes after the index.
pub(super) const FOOTER_BYTES: u64 = 24;
/// Bytes of a block before its text.
pub(super) const BLOCK_HEAD_BYTES: u64 = 16;
/// Bytes of a point.
pub(super) const POINT_BYTES: usize = 16;

/// The objects of a frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FrameObjects {
    pub(super) frame: String,
    pub(super) objects: Vec<ObjectRecord>,
}

/// An object without its points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ObjectRecord {
    pub(super) kind: String,
    /// In the frame of the scan, metres.
    pub(super) center: [f64; 3],
    /// Length, width, height, metres.
    pub(super) size: [f64; 3],
    /// Radians.
    pub(super) yaw: f64,
    /// Height of the lower face above the ground, metres; none where the ground is unknown.
    pub(super) height_above_ground: Option<f64>,
    pub(super) num_points: usize,
    /// Checksum of its points.
    pub(super) checksum: u64,
}

/// The lengths and the checksum of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockHead {
    pub(super) text_bytes: u32,
    pub(super) point_bytes: u32,
    pub(super) checksum: u64,
}

impl BlockHead {
    /// `None` when the parts are too long to be written.
    pub(super) fn of(text: &[u8], points: &[u8]) -> Option<Self> {
        Some(Self {
            text_bytes: text.len().try_into().ok()?,
            point_bytes: points.len().try_into().ok()?,
            checksum: checksum(text, points),
        })
    }

    pub(super) fn to_bytes(self) -> [u8; BLOCK_HEAD_BYTES as usize] {
        let mut bytes = [0; BLOCK_HEAD_BYTES as usize];
        bytes[..4].copy_from_slice(&self.text_bytes.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.point_bytes.to_le_bytes());
        bytes[8..].copy_from_slice(&self.checksum.to_le_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: [u8; BLOCK_HEAD_BYTES as usize]) -> Self {
        let [a, b, c, d, e, f, g, h, checksum @ ..] = bytes;
        Self {
            text_bytes: u32::from_le_bytes([a, b, c, d]),
            point_bytes: u32::from_le_bytes([e, f, g, h]),
            checksum: u64::from_le_bytes(checksum),
        }
    }

    /// Bytes of the whole block.
    pub(super) fn block_bytes(self) -> u64 {
        BLOCK_HEAD_BYTES + u64::from(self.text_bytes) + u64::from(self.point_bytes)
    }
}

pub(super) fn checksum(text: &[u8], points: &[u8]) -> u64 {
    crate::order::fnv1a(text.iter().chain(points).copied())
}
