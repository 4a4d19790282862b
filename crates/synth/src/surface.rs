//! The surfaces of bodies, and their materials in one scene.

use rand::RngExt;

use crate::random::SceneRng;

/// A kind of surface. Which material it is, bodies of one shape decide differently: see [`Palette`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    /// Car body.
    Paint,
    /// Window panes.
    Glass,
    /// Tyres, bumpers, dark plastic trim, seats.
    Rubber,
    /// Rims, frames of bicycles, posts, lamp posts, roof racks.
    Metal,
    /// Head and tail lamps.
    Lamp,
    /// Number plates and traffic signs.
    Retroreflector,
    /// Coats, jackets, shirts.
    Coat,
    /// Trousers, skirts, shoes, bags.
    Trousers,
    /// Faces and hands.
    Skin,
    /// Trunks and boughs.
    Bark,
    /// Leaves and twigs.
    Leaves,
    /// Plaster, brick, concrete, stone.
    Masonry,
    /// Roofs, doors, window frames: what differs from the wall.
    Roof,
    /// Planks, fences, benches, crates.
    Wood,
}

impl Surface {
    const COUNT: usize = Self::ALL.len();
    const ALL: [Self; 14] = [
        Self::Paint,
        Self::Glass,
        Self::Rubber,
        Self::Metal,
        Self::Lamp,
        Self::Retroreflector,
        Self::Coat,
        Self::Trousers,
        Self::Skin,
        Self::Bark,
        Self::Leaves,
        Self::Masonry,
        Self::Roof,
        Self::Wood,
    ];
}

/// Optical behaviour of a surface at 905 nm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Material {
    /// Share of the light sent back at normal incidence, on KITTI's scale of intensities. Above 1 for
    /// retro-reflectors.
    pub reflectance: f64,
    /// Probability that a beam goes on as if nothing were there: glass, gaps between leaves.
    pub transmitted: f64,
    /// Probability that a beam that is stopped sends nothing back: mirror reflection.
    pub mirrored: f64,
    /// The share that a clear coat adds to the echo of a beam that meets it squarely; on dark paint it is all that
    /// comes back.
    pub coat: f64,
    /// Share of the echo that depends on the angle: 1 for a matt surface, less for a rough one, which
    /// sends light back at grazing incidence, too; 0 for a retro-reflector.
    pub falloff: f64,
}

impl Material {
    /// An opaque, moderately rough surface.
    pub const fn solid(reflectance: f64) -> Self {
        Self { reflectance, transmitted: 0., mirrored: 0., coat: 0., falloff: 0.65 }
    }
}

/// The materials of the surfaces of one body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Palette([Material; Surface::COUNT]);

impl Palette {
    /// The same material everywhere.
    #[cfg(test)]
    pub const fn uniform(material: Material) -> Self {
        Self([material; Surface::COUNT])
    }

    /// Another material for one surface.
    #[cfg(test)]
    pub fn with(mut self, surface: Surface, material: Material) -> Self {
        self.0[surface as usize] = material;
        self
    }

    /// Materials as they vary from body to body.
    pub fn random(rng: &mut SceneRng) -> Self {
        Self(Surface::ALL.map(|surface| material(surface, rng)))
    }

    pub fn material(&self, surface: Surface) -> Material {
        self.0[surface as usize]
    }
}

/// A value between two, on a logarithmic scale: dark colours are as common as bright ones.
fn spread(rng: &mut SceneRng, from: f64, to: f64) -> f64 {
    from * (to / from).powf(rng.random())
}

fn material(surface: Surface, rng: &mut SceneRng) -> Material {
    let mut matt = |from: f64, to: f64| Material::solid(rng.random_range(from..to));
    match surface {
        Surface::Paint => {
            let reflectance = spread(rng, 0.02, 0.35);
            Material { coat: 0.04, falloff: 0.7, ..Material::solid(reflectance) }
        }
        // Many beams pass, nearly all others are mirrored away.
        Surface::Glass => {
            let transmitted = rng.random_range(0.35..0.8);
            let mirrored = rng.random_range(0.85..0.99);
            let reflectance = rng.random_range(0.03..0.15);
            Material { transmitted, mirrored, falloff: 0.8, ..Material::solid(reflectance) }
        }
        Surface::Rubber => matt(0.03, 0.12),
        Surface::Metal => matt(0.2, 0.7),
        Surface::Lamp => matt(0.3, 1.),
        Surface::Retroreflector => {
            Material { falloff: 0., ..Material::solid(rng.random_range(1.2..3.)) }
        }
        Surface::Coat | Surface::Trousers => matt(0.08, 0.7),
        Surface::Skin => matt(0.3, 0.6),
        Surface::Bark => matt(0.2, 0.5),
        Surface::Leaves => Material {
            transmitted: rng.random_range(0.02..0.2),
            falloff: 0.5,
            ..Material::solid(spread(rng, 0.25, 0.9))
        },
        Surface::Masonry => Material::solid(spread(rng, 0.17, 0.75)),
        Surface::Roof => matt(0.15, 0.6),
        Surface::Wood => matt(0.2, 0.6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn every_surface_has_its_own_place_in_a_palette() {
        for (place, surface) in Surface::ALL.into_iter().enumerate() {
            assert_eq!(surface as usize, place, "{surface:?}");
        }
    }

    #[test]
    fn materials_of_random_palettes_are_possible_and_differ_from_body_to_body() {
        let mut rng = stream(4, 0, Purpose::Scene);
        let palettes: Vec<Palette> = (0..200).map(|_| Palette::random(&mut rng)).collect();
        for surface in Surface::ALL {
            let materials = palettes.iter().map(|palette| palette.material(surface));
            for material in materials.clone() {
                let Material { reflectance, transmitted, mirrored, coat, falloff } = material;
                assert!(reflectance > 0. && reflectance < 4., "{surface:?} {reflectance}");
                for share in [transmitted, mirrored, coat, falloff] {
                    assert!((0.0..=1.).contains(&share), "{surface:?} {material:?}");
                }
            }
            assert!(materials.clone().any(|other| other != palettes[0].material(surface)));
        }
    }
}
