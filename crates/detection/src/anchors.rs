//! The boxes that the network corrects: per cell of the output maps, class and yaw.

use std::f64::consts::FRAC_PI_2;

use nalgebra::{Point2, Point3};
use voxelnet_scene::Box3d;
use voxelnet_voxelizer::GridSpec;

use voxelnet_config::{AnchorClass, NetworkConfig};

use crate::layout::NetworkLayout;

/// Yaws of the anchors of one class, radians.
pub const ANCHOR_YAWS: [f64; 2] = [0., FRAC_PI_2];

/// All anchors of a network, one per class, yaw and cell.
///
/// Anchor kind `a = 2 * class + yaw` is channel a of the score map; the anchors of one kind lie in
/// the order of the map's cells, so anchor `(a, row, column)` has the flat index
/// `(a * H + row) * W + column`, as in a score map [A, H, W]. Centres are cell centres.
#[derive(Clone, Debug, PartialEq)]
pub struct AnchorGrid {
    classes: Vec<AnchorClass>,
    map_size: [usize; 2],
    grid: GridSpec,
    cell_size_m: [f64; 2],
}

impl AnchorGrid {
    /// The anchors of a network.
    pub fn new(config: &NetworkConfig, layout: &NetworkLayout) -> Self {
        let [height, width] = layout.map_size;
        let spec = layout.grid.spec();
        Self {
            classes: config.classes.clone(),
            map_size: layout.map_size,
            grid: *spec,
            cell_size_m: [
                (spec.max_m[0] - spec.min_m[0]) / width as f64,
                (spec.max_m[1] - spec.min_m[1]) / height as f64,
            ],
        }
    }

    /// The classes, in the order of the channels.
    pub fn classes(&self) -> &[AnchorClass] {
        &self.classes
    }

    /// The range that the anchors stand in.
    pub fn grid(&self) -> &GridSpec {
        &self.grid
    }

    /// Number of anchors per cell, A.
    pub fn num_kinds(&self) -> usize {
        self.classes.len() * ANCHOR_YAWS.len()
    }

    /// Number of cells H * W of a map.
    pub fn num_cells(&self) -> usize {
        self.map_size[0] * self.map_size[1]
    }

    /// Number of anchors A * H * W.
    pub fn len(&self) -> usize {
        self.num_kinds() * self.num_cells()
    }

    /// Whether there is no anchor.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The class of anchor kind `kind`.
    pub fn class_of_kind(&self, kind: usize) -> usize {
        kind / ANCHOR_YAWS.len()
    }

    /// Centre of a cell seen from above, metres.
    pub fn cell_center(&self, cell: usize) -> Point2<f64> {
        let (row, column) = (cell / self.map_size[1], cell % self.map_size[1]);
        Point2::new(
            self.grid.min_m[0] + (column as f64 + 0.5) * self.cell_size_m[0],
            self.grid.min_m[1] + (row as f64 + 0.5) * self.cell_size_m[1],
        )
    }

    /// The anchor of a kind in a cell.
    ///
    /// # Panics
    /// When there is no such kind.
    pub fn anchor(&self, kind: usize, cell: usize) -> Box3d {
        let class = &self.classes[self.class_of_kind(kind)];
        let center = self.cell_center(cell);
        Box3d::new(
            Point3::new(center.x, center.y, class.center_z),
            class.size,
            ANCHOR_YAWS[kind % ANCHOR_YAWS.len()],
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use voxelnet_config::{FromSections, ModelConfig};

    /// The paper's car network: 70.4 x 80 m on maps of 200 x 176 cells.
    fn anchors() -> AnchorGrid {
        let text = include_str!("../../../configs/kitti-car.toml");
        let config = ModelConfig::parse(text, "kitti-car.toml".as_ref(), &[]).unwrap();
        AnchorGrid::new(&config.network, &NetworkLayout::new(&config.network).unwrap())
    }

    #[test]
    fn the_car_network_has_the_anchors_of_the_paper() {
        let anchors = anchors();
        assert_eq!((anchors.map_size, anchors.len()), ([200, 176], 70_400));
        for (kind, yaw) in [(0, 0.), (1, FRAC_PI_2)] {
            let anchor = anchors.anchor(kind, 0);
            assert_eq!((anchor.yaw, anchor.center.z), (yaw, -1.));
            assert_eq!(anchor.size.length, 3.9);
        }
    }

    #[test]
    fn anchors_stand_in_the_centres_of_cells_and_not_at_both_ends_of_the_range() {
        let anchors = anchors();
        let (first, last) = (anchors.cell_center(0), anchors.cell_center(anchors.num_cells() - 1));
        for (found, expected) in [(first.x, 0.2), (first.y, -39.8), (last.x, 70.2), (last.y, 39.8)]
        {
            assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
        }
        for cell in [0, 5, 175 * 3] {
            let step = anchors.cell_center(cell + 1).x - anchors.cell_center(cell).x;
            assert!((step - 0.4).abs() < 1e-9);
        }
    }
}
