//! A colour for each class, the same in every picture and page.

use image::Rgb;
use voxelnet_scene::class_spelling;

/// The colours of a class on dark and on light ground.
///
/// They are after the hues of M. Okabe and K. Ito, "Color Universal Design" (2008). Lightness is
/// chosen so that classes stay apart in all common kinds of colour blindness, and from the blue of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClassColor {
    pub dark: Rgb<u8>,
    pub light: Rgb<u8>,
}

impl ClassColor {
    const fn new(dark: u32, light: u32) -> Self {
        Self { dark: rgb(dark), light: rgb(light) }
    }
}

/// The classes of KITTI, relatives beside each other.
const KNOWN: [(&str, ClassColor); 8] = [
    ("car", ClassColor::new(0xf4a63b, 0xc05c00)),
    ("van", ClassColor::new(0xf5e869, 0xa68a00)),
    ("truck", ClassColor::new(0xcf5d38, 0x8a1a04)),
    ("tram", ClassColor::new(0xb5947f, 0x4a2c10)),
    ("pedestrian", ClassColor::new(0xc868d2, 0x80146c)),
    ("person_sitting", ClassColor::new(0xab8ff6, 0xa760e7)),
    ("cyclist", ClassColor::new(0x74fdd2, 0x11a080)),
    ("misc", ClassColor::new(0xb6b6b6, 0x707070)),
];

/// The colours of which all other classes have shades.
const OTHERS: [ClassColor; 4] = [
    ClassColor::new(0xa9dc7f, 0x5f7f24),
    ClassColor::new(0x52cefb, 0x1577a8),
    ClassColor::new(0x577ce6, 0x2a52c8),
    ClassColor::new(0x21aaaf, 0x005d5a),
];

/// The largest share of white or black in a shade.
const MAX_SHADE: f32 = 0.7;

/// The colour of a class. It depends on the letters of the name alone, not on their case nor on other classes.
pub(crate) fn class_color(class: &str) -> ClassColor {
    let name = class_spelling(class);
    match KNOWN.iter().find(|(known, _)| *known == name) {
        Some((_, color)) => *color,
        None => shade_of_other(hash(&name)),
    }
}

/// A shade for a hash: two bits choose the colour, the next sixteen how far it goes towards white on dark ground and
/// towards black on light.
fn shade_of_other(hash: u64) -> ClassColor {
    let ClassColor { dark, light } = OTHERS[(hash >> 62) as usize];
    let share = ((hash >> 46) & 0xffff) as f32 / 65536. * MAX_SHADE;
    ClassColor { dark: mix(dark, Rgb([255; 3]), share), light: mix(light, Rgb([0; 3]), share) }
}

fn mix(Rgb(from): Rgb<u8>, Rgb(to): Rgb<u8>, share: f32) -> Rgb<u8> {
    let mixed = |i: usize| f32::from(from[i]) * (1. - share) + f32::from(to[i]) * share;
    Rgb([0, 1, 2].map(|i| mixed(i).round() as u8))
}

/// FNV-1a (Fowler, Noll and Vo), its bits mixed as at the end of MurmurHash3 (Appleby), so that all depend on all letters.
/// It is the same on every machine and in every version.
fn hash(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

const fn rgb(hex: u32) -> Rgb<u8> {
    let [_, red, green, blue] = hex.to_be_bytes();
    Rgb([red, green, blue])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use nalgebra::{Matrix3, Vector3};

    use super::*;
    use crate::theme::Theme;

    /// Sight without and with the three kinds of colour blindness, on linear RGB (G. Machado,
    /// M. Oliveira and L. Fernandes, "A Physiologically-based Model for Simulation of Color Vision
    /// Deficiency", 2009, severity 1).
    fn kinds_of_sight() -> [Matrix3<f64>; 4] {
        [
            Matrix3::identity(),
            Matrix3::new(
                0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116,
                1.051998,
            ),
            Matrix3::new(
                0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940,
                0.968881,
            ),
            Matrix3::new(
                1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367,
                0.303900,
            ),
        ]
    }

    fn linear(Rgb(channels): Rgb<u8>) -> Vector3<f64> {
        Vector3::from(channels.map(|channel| {
            let value = f64::from(channel) / 255.;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        }))
    }

    /// Oklab of B. Ottosson (2020), in which equal distances look equally large.
    fn oklab(linear: Vector3<f64>) -> Vector3<f64> {
        let lms = Matrix3::new(
            0.4122214708,
            0.5363325363,
            0.0514459929,
            0.2119034982,
            0.6806995451,
            0.1073969566,
            0.0883024619,
            0.2817188376,
            0.6299787005,
        ) * linear.map(|value| value.clamp(0., 1.));
        Matrix3::new(
            0.2104542553,
            0.7936177850,
            -0.0040720468,
            1.9779984951,
            -2.4285922050,
            0.4505937099,
            0.0259040371,
            0.7827717662,
            -0.8086757660,
        ) * lms.map(f64::cbrt)
    }

    /// The least distance of two colours to any eye.
    fn least_distance(a: Rgb<u8>, b: Rgb<u8>) -> f64 {
        let distance =
            |sight: Matrix3<f64>| (oklab(sight * linear(a)) - oklab(sight * linear(b))).norm();
        kinds_of_sight().map(distance).into_iter().fold(f64::INFINITY, f64::min)
    }

    fn all() -> Vec<ClassColor> {
        KNOWN.iter().map(|(_, color)| *color).chain(OTHERS).collect()
    }

    fn on(theme: Theme, color: ClassColor) -> Rgb<u8> {
        if theme == Theme::Dark { color.dark } else { color.light }
    }

    /// The ratio of luminances of a colour and its ground, 1 or more.
    fn contrast(theme: Theme, color: ClassColor) -> f64 {
        let luminance = |color| linear(color).dot(&Vector3::new(0.2126, 0.7152, 0.0722)) + 0.05;
        let ratio = luminance(on(theme, color)) / luminance(theme.palette().background);
        ratio.max(1. / ratio)
    }

    #[test]
    fn a_class_has_one_color_whatever_its_case() {
        for name in ["Car", "PEDESTRIAN", "Cyclist", "Bus", "Straßenbahn", "ÄMTER"] {
            assert_eq!(class_color(name), class_color(&name.to_lowercase()));
        }
        assert_eq!(class_color("Car").dark, rgb(0xf4a63b));
        // Pictures of different versions compare: these stay.
        assert_eq!(class_color("bus").dark, Rgb([129, 207, 210]));
    }

    #[test]
    fn the_classes_of_other_datasets_have_colors_of_their_own() {
        let names = [
            "bus",
            "trailer",
            "construction_vehicle",
            "motorcycle",
            "bicycle",
            "traffic_cone",
            "barrier",
            "vehicle",
            "sign",
            "animal",
            "class0",
            "class1",
            "class2",
            "a",
            "b",
            "c",
            "d",
        ];
        for theme in [Theme::Dark, Theme::Light] {
            let colors: HashSet<_> =
                names.iter().map(|name| on(theme, class_color(name)).0).collect();
            assert_eq!(colors.len(), names.len(), "{theme:?}");
        }
    }

    #[test]
    fn other_classes_never_have_the_color_of_a_known_one() {
        for i in 0..200 {
            let color = class_color(&format!("class {i}"));
            let [dark, light] = [Theme::Dark, Theme::Light].map(|theme| contrast(theme, color));
            assert!(dark >= 3. && light >= 3., "{i}: {dark} {light}");
            assert!(KNOWN.iter().all(|(_, known)| *known != color), "{i}");
        }
    }

    #[test]
    fn no_two_colors_look_alike_to_any_eye_and_the_common_classes_differ_clearly() {
        for theme in [Theme::Dark, Theme::Light] {
            let colors = all();
            for (i, a) in colors.iter().enumerate() {
                for b in &colors[..i] {
                    let distance = least_distance(on(theme, *a), on(theme, *b));
                    assert!(distance > 0.03, "{theme:?} {a:?} {b:?}: {distance}");
                }
            }
            let [car, pedestrian, cyclist] =
                ["car", "pedestrian", "cyclist"].map(|name| on(theme, class_color(name)));
            for (a, b) in [(car, pedestrian), (car, cyclist), (pedestrian, cyclist)] {
                let distance = least_distance(a, b);
                assert!(distance > 0.11, "{theme:?} {a:?} {b:?}: {distance}");
            }
        }
    }

    #[test]
    fn every_color_is_legible_on_its_ground() {
        for theme in [Theme::Dark, Theme::Light] {
            for color in all() {
                // The least that WCAG 2.2 asks of graphics.
                let ratio = contrast(theme, color);
                assert!(ratio >= 3., "{theme:?} {color:?}: {ratio}");
            }
        }
    }
}
