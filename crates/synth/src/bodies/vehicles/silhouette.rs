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
        let style = &self.style;
        let z = |share: f64| share * self.roof;
        let nose = |part: f64| style.bumper + part * (style.bonnet_edge - style.bumper);
        let screen_top = self.cabin(style.roof.0);
        let lid = self.length - Self::LID;
        let deck = style.rear_sill.1;
        let mut line = vec![
            (0., z(nose(0.))),
            (0.06, z(nose(0.45))),
            (0.14, z(nose(0.75))),
            (Self::NOSE_LENGTH, z(nose(1.))),
            (self.cabin(style.cowl.0), z(style.cowl.1)),
            (screen_top, z(if style.is_open { 1. } else { 0.98 })),
        ];
        line.extend(if style.is_open { self.open_cabin() } else { self.roof_line() });
        line.extend([
            (self.cabin(style.rear_sill.0), z(deck)),
            (lid, z(deck - 0.015)),
            (self.length - Self::BUMPER_DEPTH, z(0.4 * deck + 0.6 * style.bumper)),
            (self.length - 0.04, z(style.bumper + 0.02)),
            (self.length, z(style.bumper)),
        ]);
        Line(line)
    }

    /// The roof between both windows.
    fn roof_line(&self) -> Vec<(f64, f64)> {
        let [front, end] = [self.style.roof.0, self.style.roof.1].map(|share| self.cabin(share));
        let at = |share: f64, height: f64| (front + share * (end - front), height * self.roof);
        vec![at(0.3, 1.), at(0.8, 0.995), at(1., 0.965)]
    }

    /// The rim of a cabin without a roof, as high as the belt; seats stand out of it.
    fn open_cabin(&self) -> Vec<(f64, f64)> {
        let behind_screen = self.cabin(self.style.roof.0) + 0.05;
        let rim = self.style.belt.1.min(self.style.rear_sill.1) * self.roof;
        vec![(behind_screen, rim), (self.cabin(self.style.roof.1), rim)]
    }

    /// Bumpers end above the ground and recede below.
    fn bottom(&self) -> Line {
        let low = self.style.clearance;
        let length = self.length;
        Line(vec![
            (0., low + 0.12),
            (0.06, low + 0.06),
            (0.25, low),
            (length - 0.3, low),
            (length - 0.07, low + 0.08),
            (length, low + 0.15),
        ])
    }

    /// Outlines of nose and tail from above: way from the end, and share of the half width. They follow the points
    /// of real cars, whose bumpers are bent over half their width.
    const NOSE: [(f64, f64); 7] = [
        (0., 0.4),
        (0.05, 0.54),
        (0.12, 0.66),
        (0.22, 0.79),
        (0.38, 0.905),
        (0.65, 0.98),
        (0.95, 1.),
    ];
    const TAIL: [(f64, f64); 7] = [
        (0.85, 1.),
        (0.6, 0.985),
        (0.36, 0.93),
        (0.2, 0.845),
        (0.1, 0.73),
        (0.04, 0.62),
        (0., 0.5),
    ];

    fn outline(&self) -> Line {
        let [round_nose, round_tail] = self.roundness;
        let nose = Self::NOSE.map(|(s, share)| (s * round_nose, share * self.half_width));
        let tail =
            Self::TAIL.map(|(s, share)| (self.length - s * round_tail, share * self.half_width));
        Line(nose.into_iter().chain(tail).collect())
    }

    fn patches(&self) -> Vec<Patch> {
        let (style, length) = (&self.style, self.length);
        let cowl = self.cabin(style.cowl.0);
        let (roof_front, roof_end) = (self.cabin(style.roof.0), self.cabin(style.roof.1));
        let sill = self.cabin(style.rear_sill.0);
        let within = |from: f64, to: f64| span(0.94 * from + 0.06 * to, 0.06 * from + 0.94 * to);
        let glass = |strip, stretch| Patch { strip, stretch, surface: Surface::Glass };
        let mut patches = vec![glass(Strip::Top, within(cowl, roof_front))];
        if !style.is_open {
            patches.push(glass(Strip::Top, within(roof_end, sill)));
        }
        patches.push(Patch {
            strip: Strip::Top,
            stretch: span(0., 0.06),
            surface: Surface::Rubber,
        });
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
