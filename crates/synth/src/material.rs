//! What surfaces are made of, as far as a laser sees it.

use rand::RngExt;

use crate::random::{SceneRng, normal};

/// Optical behaviour of a surface at 905 nm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Material {
    /// Share of light returned at normal incidence, on KITTI's intensity scale.
    pub reflectance: f64,
    /// Probability that a beam that meets the surface returns at all; glass passes most.
    pub opacity: f64,
    /// Mean depth a beam runs into the body before something stops it, metres: foliage.
    /// `None` for a solid.
    pub mean_free_path: Option<f64>,
}

impl Material {
    /// An opaque surface.
    pub const fn solid(reflectance: f64) -> Self {
        Self { reflectance, opacity: 1., mean_free_path: None }
    }

    /// Car paint: from black, which hardly returns, to white.
    pub fn paint(rng: &mut SceneRng) -> Self {
        // Dark colours are as common as bright ones on a logarithmic scale.
        Self::solid(0.06 * (0.85_f64 / 0.06).powf(rng.random()))
    }

    /// Window glass: a weak return from some beams, none from the others.
    pub fn glass(rng: &mut SceneRng) -> Self {
        let opacity = rng.random_range(0.2..0.7);
        Self { reflectance: rng.random_range(0.05..0.2), opacity, mean_free_path: None }
    }

    /// Tyre rubber.
    pub fn rubber(rng: &mut SceneRng) -> Self {
        Self::solid(rng.random_range(0.05..0.3))
    }

    /// Plaster, brick, concrete, wood.
    pub fn masonry(rng: &mut SceneRng) -> Self {
        Self::solid(rng.random_range(0.1..0.7))
    }

    /// Clothes and skin.
    pub fn cloth(rng: &mut SceneRng) -> Self {
        Self::solid(rng.random_range(0.08..0.7))
    }

    /// Leaves and twigs.
    pub fn foliage(rng: &mut SceneRng) -> Self {
        Self {
            reflectance: normal(rng, 0.35, 0.1).clamp(0.1, 0.7),
            opacity: rng.random_range(0.75..0.98),
            mean_free_path: Some(rng.random_range(0.1..0.6)),
        }
    }
}
