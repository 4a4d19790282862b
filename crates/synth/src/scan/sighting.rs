//! The visibility of an object in a scan.

/// Counts of the beams of a scan that an object stands in the way of, those in the camera's sector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sighting {
    /// Beams that would meet it if it stood alone.
    pub alone: u32,
    /// Beams that meet it before anything else.
    pub visible: u32,
    /// Beams with the ground or scenery before it, which an annotator cannot look past as past another
    /// labelled object.
    pub behind_scenery: u32,
    /// Points returned from it inside the image.
    pub num_returns: u32,
}

impl Sighting {
    /// Share of the object's beams that reach it, 0 to 1.
    pub fn visible_share(&self) -> f64 {
        if self.alone == 0 { 0. } else { f64::from(self.visible) / f64::from(self.alone) }
    }
}
