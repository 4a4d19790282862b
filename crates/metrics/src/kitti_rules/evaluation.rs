//! Tables computed from tallies, with gaps where nothing can be evaluated.

use voxelnet_scene::class_spelling;

use super::average::{AveragePrecision, PlainPrecision, PrecisionRecall};
use super::bootstrap::{Bootstrap, Interval, Intervals};
use super::class::{ClassId, Role};
use super::difficulty::Levels;
use super::frame::{Frame, Row};
use super::measure::{Measure, Named, Table};
use super::rules::Rules;
use super::tallies::Tallies;
use super::tally::Tally;
use crate::frame_weights::Weights;

/// The rules and the frames that tables need beside tallies.
pub(super) struct Evaluation<'a> {
    rules: &'a Rules,
    num_frames: usize,
    /// Per class, of each of [`Measure::ALL`].
    evaluated: Vec<[bool; Measure::ALL.len()]>,
    /// Per class, whether there is a labelled object or a detection of it.
    is_present: Vec<bool>,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(frames: &[Frame], rules: &'a Rules) -> Self {
        let has_image = match rules.levels {
            Levels::Pixels => true,
            Levels::Points(_) => false,
            Levels::None => has_rectangles(frames),
        };
        let evaluated = (0..rules.classes.len()).map(|class| evaluated(frames, class, has_image));
        let is_present = (0..rules.classes.len()).map(|class| is_present(frames, class));
        Self {
            rules,
            num_frames: frames.len(),
            evaluated: evaluated.collect(),
            is_present: is_present.collect(),
        }
    }

    /// The names, in lower case, of the classes of which there is a labelled object or a detection.
    pub(super) fn present(&self) -> Vec<String> {
        let classes = self.rules.classes.iter().zip(&self.is_present);
        classes
            .filter(|(_, present)| **present)
            .map(|(class, _)| class_spelling(&class.name))
            .collect()
    }

    /// A value for each class, measure and level from its tally, and whether it is evaluated at all.
    fn table<T>(&self, tallies: &Tallies, value: impl Fn(&Tally, Measure, bool) -> T) -> Table<T> {
        let names = self.rules.classes.iter().map(|class| class.name.as_str());
        Table::from_fn(names, &self.rules.levels, |class, measure, difficulty| {
            let tally = tallies.get(class, measure.metric(), difficulty);
            value(tally, measure, self.evaluated[class][measure as usize])
        })
    }

    pub(super) fn precision(&self, tallies: &Tallies) -> Table<AveragePrecision> {
        self.weighted_precision(tallies, &[])
    }

    fn weighted_precision(&self, tallies: &Tallies, weights: Weights) -> Table<AveragePrecision> {
        self.table(tallies, |tally, measure, is_evaluated| {
            if is_evaluated {
                AveragePrecision::of(tally, measure, weights)
            } else {
                AveragePrecision::not_evaluated(tally)
            }
        })
    }

    pub(super) fn plain(&self, tallies: &Tallies) -> Table<PlainPrecision> {
        self.table(tallies, |tally, measure, is_evaluated| {
            if is_evaluated {
                PlainPrecision::of(tally, measure, &[])
            } else {
                PlainPrecision::NONE
            }
        })
    }

    pub(super) fn named_precision(
        &self,
        named: &Named<&Tallies>,
    ) -> Named<Table<AveragePrecision>> {
        named.iter().map(|(name, of)| (name.to_owned(), self.precision(of))).collect()
    }

    pub(super) fn named_plain(&self, named: &Named<&Tallies>) -> Named<Table<PlainPrecision>> {
        named.iter().map(|(name, of)| (name.to_owned(), self.plain(of))).collect()
    }

    pub(super) fn precision_recall(&self, tallies: &Tallies) -> Table<PrecisionRecall> {
        self.table(tallies, |tally, measure, is_evaluated| {
            if is_evaluated {
                PrecisionRecall::of(tally, measure)
            } else {
                PrecisionRecall::default()
            }
        })
    }

    pub(super) fn intervals(
        &self,
        bootstrap: Bootstrap,
        strict: &Tallies,
        loose: &Tallies,
    ) -> Intervals {
        let resamples = bootstrap.run(self.num_frames, |weights| {
            [strict, loose].map(|tallies| self.weighted_precision(tallies, weights))
        });
        let names = || self.rules.classes.iter().map(|class| class.name.as_str());
        let [classes, loose] = [0, 1].map(|set| {
            Table::from_fn(names(), &self.rules.levels, |class, measure, difficulty| {
                Interval::of(resamples.iter().map(|tables| {
                    let (_, of_class) = &tables[set].0[class];
                    *of_class.get(measure).get(difficulty)
                }))
            })
        });
        bootstrap.intervals(classes, loose)
    }
}

/// Whether there is a labelled object of the class, whatever its level, or a detection.
fn is_present(frames: &[Frame], class: ClassId) -> bool {
    let rows = frames.iter().flat_map(|frame| frame.truths.iter().chain(&frame.detections));
    rows.map(|row| row.role).any(|role| role == Role::Member(class))
}

/// For each measure, whether a detection of the class carries its box (official KITTI rules, 2).
fn evaluated(frames: &[Frame], class: ClassId, has_image: bool) -> [bool; Measure::ALL.len()] {
    let members = || {
        let detections = frames.iter().flat_map(|frame| &frame.detections);
        detections.filter(|row| row.role == Role::Member(class))
    };
    let has_ground = |row: &Row| {
        let (position, size) = (&row.camera_box.bottom_center, &row.camera_box.size);
        position.x != -1000. && position.z != -1000. && size.width > 0. && size.length > 0.
    };
    let has_volume =
        |row: &Row| row.camera_box.bottom_center.y != -1000. && row.camera_box.size.height > 0.;
    Measure::ALL.map(|measure| match measure {
        Measure::Bbox => has_image && members().any(|row| row.rect.left >= 0.),
        Measure::Aos => {
            has_image && members().any(|row| row.rect.left >= 0.) && has_orientation(frames)
        }
        Measure::Bev => members().any(has_ground),
        Measure::Volume => members().any(|row| has_ground(row) && has_volume(row)),
    })
}

/// Whether objects and detections of evaluated classes have 2D boxes, some of either.
fn has_rectangles(frames: &[Frame]) -> bool {
    let is_drawn = |row: &Row| {
        let is_member = matches!(row.role, Role::Member(_));
        is_member && row.rect.right > row.rect.left && row.rect.bottom > row.rect.top
    };
    frames.iter().any(|frame| frame.truths.iter().any(is_drawn))
        && frames.iter().any(|frame| frame.detections.iter().any(is_drawn))
}

/// One detection of any type without an observation angle turns orientation off for all classes.
fn has_orientation(frames: &[Frame]) -> bool {
    frames.iter().flat_map(|frame| &frame.detections).all(|row| row.alpha != -10.)
}
