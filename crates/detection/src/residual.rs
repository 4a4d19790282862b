//! Boxes as corrections of anchors (arXiv:1711.06396, section 2.2, equation 1).

use std::f64::consts::PI;

use nalgebra::Point3;
use voxelnet_scene::{Box3d, BoxSize, wrap_angle};

/// Numbers per residual.
pub const NUM_RESIDUALS: usize = 7;

/// `(dx, dy, dz, log dl, log dw, log dh, dyaw)`: x and y over the anchor's diagonal seen from above,
/// z over its height, sizes as log ratios, yaw as difference in radians.
pub type Residual = [f64; NUM_RESIDUALS];

/// A network may ask for any size; beyond this log ratio the box is meaningless anyway.
const MAX_LOG_RATIO: f64 = 5.;

/// The residual that turns `anchor` into `target`, its yaw difference in [-pi, pi).
pub fn encode_residual(anchor: &Box3d, target: &Box3d) -> Residual {
    let offset = target.center - anchor.center;
    let diagonal = anchor.size.length.hypot(anchor.size.width);
    [
        offset.x / diagonal,
        offset.y / diagonal,
        offset.z / anchor.size.height,
        (target.size.length / anchor.size.length).ln(),
        (target.size.width / anchor.size.width).ln(),
        (target.size.height / anchor.size.height).ln(),
        wrap_angle(target.yaw - anchor.yaw),
    ]
}

/// The box that `residual` makes of `anchor`, its yaw in [-pi, pi); the inverse of [`encode_residual`].
///
/// `reversed` is the answer of a direction head, whose residual knows the yaw only up to half a
/// turn: it picks the one of the two headings that agrees with [`is_reversed`].
pub fn decode_residual(anchor: &Box3d, residual: &Residual, reversed: Option<bool>) -> Box3d {
    let [dx, dy, dz, log_length, log_width, log_height, dyaw] = *residual;
    let diagonal = anchor.size.length.hypot(anchor.size.width);
    let scaled =
        |size: f64, log_ratio: f64| size * log_ratio.clamp(-MAX_LOG_RATIO, MAX_LOG_RATIO).exp();
    let yaw = anchor.yaw + dyaw;
    let yaw = match reversed {
        Some(reversed) if is_reversed(anchor.yaw, yaw) != reversed => yaw + PI,
        _ => yaw,
    };
    Box3d::new(
        Point3::new(
            anchor.center.x + dx * diagonal,
            anchor.center.y + dy * diagonal,
            anchor.center.z + dz * anchor.size.height,
        ),
        BoxSize {
            length: scaled(anchor.size.length, log_length),
            width: scaled(anchor.size.width, log_width),
            height: scaled(anchor.size.height, log_height),
        },
        wrap_angle(yaw),
    )
}

/// Whether a heading points away from the anchor's, by more than a quarter turn.
///
/// Measured against the anchor and not against a fixed axis, so that the headings of matched boxes,
/// which lie near the anchor's axis, never lie near the limit between the two answers.
pub fn is_reversed(anchor_yaw: f64, yaw: f64) -> bool {
    (yaw - anchor_yaw).cos() < 0.
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use proptest::prelude::*;

    use super::*;

    fn anchor(yaw: f64) -> Box3d {
        let size = BoxSize { length: 3.9, width: 1.6, height: 1.56 };
        Box3d::new(Point3::new(20., -5., -1.), size, yaw)
    }

    proptest! {
        #[test]
        fn decoding_inverts_encoding_at_every_yaw(
            offset in prop::array::uniform3(-3f64..3.), size in prop::array::uniform3(0.3f64..15.),
            yaw in -PI..PI, anchor_yaw in prop::sample::select(vec![0., FRAC_PI_2]),
        ) {
            let [length, width, height] = size;
            let anchor = anchor(anchor_yaw);
            let center = anchor.center + nalgebra::Vector3::from(offset);
            let target = Box3d::new(center, BoxSize { length, width, height }, yaw);
            let residual = encode_residual(&anchor, &target);
            let reversed = is_reversed(anchor_yaw, yaw);
            let half_turned = {
                let mut residual = residual;
                residual[6] += PI;
                residual
            };
            for decoded in [
                decode_residual(&anchor, &residual, None),
                decode_residual(&anchor, &residual, Some(reversed)),
                decode_residual(&anchor, &half_turned, Some(reversed)),
            ] {
                prop_assert!((decoded.center - target.center).norm() < 1e-9);
                prop_assert!((decoded.size.length - length).abs() < 1e-9);
                prop_assert!((decoded.size.width - width).abs() < 1e-9);
                prop_assert!((decoded.size.height - height).abs() < 1e-9);
                prop_assert!(wrap_angle(decoded.yaw - yaw).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn offsets_are_measured_in_diagonals_and_heights() {
        let mut target = anchor(0.);
        target.center += nalgebra::Vector3::new(3.9_f64.hypot(1.6), 0., 1.56);
        let residual = encode_residual(&anchor(0.), &target);
        for (value, expected) in residual.iter().zip([1., 0., 1., 0., 0., 0., 0.]) {
            assert!((value - expected).abs() < 1e-12, "{residual:?}");
        }
    }
}
