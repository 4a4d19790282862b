//! The skin of a car or van: from the proportions of its style to lines and patches.

use crate::{
    bodies::vehicles::{
        line::Line,
        plan::Plan,
        shell::Shell,
        strip::{Patch, Strip},
    },
    span::span,
    surface::Surface,
};

impl Plan {
    const NOSE_LENGTH: f64 = 0.3;
    const BUMPER_DEPTH: f64 = 0.05;
    /// Distance by which tail lamps reach round the corners.
    const LAMP_LENGTH: f64 = 0.12;

    /// The shape of its skin.
    pub fn shape(&self) -> Shell {
        let belt = self.style.belt;
        Shell {
            top: self.top(),
            bottom: self.bottom(),
            belt: Line(vec![(0., belt.0 * self.roof), (self.length, belt.1 * self.roof)]),
            half_width: self.outline(),
            crown: 0.1,
            lean: self.lean,
            rail: self.style.rail,
            arches: self.axles().map(|s| self.style.wheel.arch(s)).to_vec(),
            patches: self.patches(),
        }
    }

    fn top(&self) -> Line {
        let style = self.style;
        let z = |share: f64| share * self.roof;
        let nose = |part: f64| style.bumper + part * (style.bonnet_edge - style.bumper);
        let (screen_top, roof_end) = (self.cabin(style.roof.0), self.cabin(style.roof.1));
        let lid = self.length - Self::LID;
        let deck = style.rear_sill.1;
        Line(vec![
            (0., z(nose(0.))),
            (0.06, z(nose(0.45))),
            (0.14, z(nose(0.75))),
            (Self::NOSE_LENGTH, z(nose(1.))),
            (self.cabin(style.cowl.0), z(style.cowl.1)),
            (screen_top, z(0.98)),
            (0.7 * screen_top + 0.3 * roof_end, z(1.)),
            (0.2 * screen_top + 0.8 * roof_end, z(0.995)),
            (roof_end, z(0.965)),
            (self.cabin(style.rear_sill.0), z(deck)),
            (lid, z(deck - 0.015)),
            (self.length - Self::BUMPER_DEPTH, z(0.4 * deck + 0.6 * style.bumper)),
            (self.length - 0.04, z(style.bumper + 0.02)),
            (self.length, z(style.bumper)),
        ])
    }

    fn bottom(&self) -> Line {
        let low = self.style.clearance;
        let end = low + 0.07;
        Line(vec![(0., end), (0.25, low), (self.length - 0.3, low), (self.length, end + 0.03)])
    }

    /// Round at the corners, seen from above.
    fn outline(&self) -> Line {
        let nose = [(0., 0.64), (0.05, 0.82), (0.14, 0.91), (0.32, 0.97), (0.65, 1.)];
        let tail = [(0.6, 1.), (0.25, 0.965), (0.1, 0.92), (0.04, 0.86), (0., 0.72)];
        let nose = nose.map(|(s, share)| (s, share * self.half_width));
        let tail = tail.map(|(s, share)| (self.length - s, share * self.half_width));
        Line(nose.into_iter().chain(tail).collect())
    }

    fn patches(&self) -> Vec<Patch> {
        let (style, length) = (self.style, self.length);
        let cowl = self.cabin(style.cowl.0);
        let (roof_front, roof_end) = (self.cabin(style.roof.0), self.cabin(style.roof.1));
        let sill = self.cabin(style.rear_sill.0);
        let within = |from: f64, to: f64| span(0.94 * from + 0.06 * to, 0.06 * from + 0.94 * to);
        let glass = |strip, stretch| Patch { strip, stretch, surface: Surface::Glass };
        let mut patches = vec![
            glass(Strip::Top, within(cowl, roof_front)),
            glass(Strip::Top, within(roof_end, sill)),
            Patch { strip: Strip::Top, stretch: span(0., 0.06), surface: Surface::Rubber },
        ];
        let pane = |&(from, to): &(f64, f64)| span(self.cabin(from), self.cabin(to));
        patches.extend(style.panes.iter().map(|p| glass(Strip::Window, pane(p))));
        let tail_lamp = sill.max(length - Self::LID - Self::LAMP_LENGTH);
        let lamps = [span(0.06, Self::NOSE_LENGTH), span(tail_lamp, length - Self::BUMPER_DEPTH)];
        for stretch in lamps {
            let lamp = |strip| Patch { strip, stretch, surface: Surface::Lamp };
            patches.extend(Strip::SHOULDER.map(lamp));
        }
        if self.plastic_sills {
            let (strip, stretch) = (Strip::Sill, span(0., length));
            patches.push(Patch { strip, stretch, surface: Surface::Rubber });
        }
        patches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::vehicles::car::HATCHBACK,
        random::{Purpose, stream},
    };

    #[test]
    fn outlines_go_from_nose_to_tail() {
        let mut rng = stream(6, 0, Purpose::Scene);
        for _ in 0..50 {
            let plan = Plan::random(&HATCHBACK, &mut rng);
            let shape = plan.shape();
            for line in [&shape.top, &shape.bottom, &shape.half_width] {
                assert!(line.0.is_sorted_by(|a, b| a.0 < b.0), "{line:?}");
                assert_eq!(line.0[line.0.len() - 1].0, plan.length);
            }
        }
    }

    #[test]
    fn the_bonnet_is_lower_than_the_roof_and_the_bumper_lower_than_the_bonnet() {
        let plan = Plan::random(&HATCHBACK, &mut stream(7, 0, Purpose::Scene));
        let top = plan.shape().top;
        let [bumper, bonnet, roof] = [0., 0.15, 0.6].map(|share| top.at(share * plan.length));
        assert!(bumper < bonnet && bonnet < 0.7 * roof, "{bumper} {bonnet} {roof}");
    }
}
