//! Strips of the skin of a vehicle, and patches on them.

use crate::{span::Span, surface::Surface};

/// A strip of the skin that runs from nose to tail, on both sides alike, from the ground upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strip {
    /// From the underside up to the roof of a wheel well; level where there is none.
    WellWall,
    WellRoof,
    /// From the lower edge or the lip of an arch to the widest place.
    Sill,
    /// From the widest place to the belt line.
    Flank,
    /// From the belt line to the upper edge of the side windows.
    Window,
    /// Above the side windows.
    Rail,
    /// Between the sides and the top.
    Edge,
    /// Bonnet, windscreen, roof, rear window.
    Top,
    Floor,
}

impl Strip {
    /// Side windows, the roof above them and the pillars beside windscreen and rear window.
    pub const SHOULDER: [Self; 3] = [Self::Window, Self::Rail, Self::Edge];

    /// The strips of the left side upwards, and the top.
    pub const ROUND_THE_LEFT: [Self; 8] = [
        Self::WellWall,
        Self::WellRoof,
        Self::Sill,
        Self::Flank,
        Self::Window,
        Self::Rail,
        Self::Edge,
        Self::Top,
    ];

    /// Its surface where there is no patch.
    pub const fn plain_surface(self) -> Surface {
        match self {
            Self::WellWall | Self::WellRoof | Self::Floor => Surface::Rubber,
            _ => Surface::Paint,
        }
    }
}

/// A stretch of a strip that is not made of what its strip is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patch {
    pub strip: Strip,
    /// First and last `s`.
    pub stretch: Span,
    pub surface: Surface,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_go_from_the_ground_to_the_roof() {
        assert!(Strip::ROUND_THE_LEFT.is_sorted());
        assert!(Strip::SHOULDER.iter().all(|strip| Strip::ROUND_THE_LEFT.contains(strip)));
    }

    #[test]
    fn only_the_underside_is_dark_by_itself() {
        assert_eq!(Strip::Floor.plain_surface(), Surface::Rubber);
        assert_eq!(Strip::Top.plain_surface(), Surface::Paint);
    }
}
