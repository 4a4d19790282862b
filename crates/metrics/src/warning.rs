//! Warnings about an evaluation.

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

use voxelnet_files::{agreeing, counted};
use voxelnet_kitti::Rect;
use voxelnet_scene::BoxSize;

/// A reason why the numbers of an evaluation may not mean what they seem to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ScoreWarning {
    /// Files beside the results: of frames that have no labels or were not asked for, or of other names.
    ResultsWithoutLabels {
        /// The files.
        paths: Vec<PathBuf>,
    },
    /// A column of label files that is no part of a label.
    ExtraColumn {
        /// The first file, the column and the number of files, in words.
        said: String,
    },
    /// Rows of result files with 15 columns.
    RowsWithoutScore {
        /// The first file.
        first: PathBuf,
        /// The number of such rows.
        num_rows: usize,
        /// The number of files that have some.
        num_files: usize,
    },
    /// Result rows of types that no evaluation knows, or all rows of types that this one does not.
    UnknownTypes {
        /// The folder of the results.
        folder: PathBuf,
        /// The number of such rows.
        num_rows: usize,
        /// Their types.
        types: Vec<String>,
        /// The evaluated classes.
        classes: Vec<String>,
        /// A way to have them evaluated.
        remedy: TypesRemedy,
    },
    /// Labels of which none is of an evaluated class.
    NothingToFind {
        /// The folder of the labels.
        folder: PathBuf,
        /// Their types but DontCare, if there are any.
        types: Vec<String>,
        /// The evaluated classes.
        classes: Vec<String>,
        /// A way to have them evaluated.
        remedy: TypesRemedy,
    },
    /// Rows whose values are not those of a box.
    ImpossibleRows {
        /// Labels or results.
        kind: RowKind,
        /// The first such row.
        first: RowPlace,
        /// The value of the first row.
        defect: RowDefect,
        /// The number of such rows.
        num_rows: usize,
    },
    /// Results whose sizes are those of the labels in another order.
    SizesInAnotherOrder {
        /// The folder of the results.
        folder: PathBuf,
        /// The class whose sizes differ most.
        class: String,
        /// The medians of its results.
        results: BoxSize,
        /// The medians of its labels.
        labels: BoxSize,
    },
    /// Labels of evaluated classes of which hardly any has to be found.
    FewObjectsCount {
        /// The folder of the labels.
        folder: PathBuf,
        /// The number of these labels.
        num_objects: usize,
        /// Those that count at the level that holds all others.
        num_counted: usize,
        /// Those that are not high enough in the image.
        num_low: usize,
    },
    /// Results of which nearly all are too low in the image to be right or false.
    FewDetectionsCount {
        /// The folder of the results.
        folder: PathBuf,
        /// The number of detections of evaluated classes.
        num_detections: usize,
        /// Those that are too low.
        num_low: usize,
    },
}

/// Whether rows are labels or results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Rows of label files.
    Label,
    /// Rows of result files.
    Result,
}

/// The place of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPlace {
    /// The file.
    pub path: PathBuf,
    /// Counted from 1.
    pub line: usize,
}

/// A value that no box has.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum RowDefect {
    /// A size that is 0 or negative.
    Size {
        /// The name of the column.
        name: &'static str,
        /// Its value.
        metres: f64,
    },
    /// A 2D box that ends before it begins.
    Corners(Rect),
    /// A placeholder where the 2D box should stand.
    NoRectangle(Rect),
    /// An angle beyond two turns.
    Angle {
        /// The name of the column.
        name: &'static str,
        /// Its value.
        angle: f64,
    },
}

/// A way to have rows of further types evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypesRemedy {
    /// Other names in the files, or a configuration.
    Rename,
    /// `dataset.names` in the configuration.
    Names,
    /// The same, or the classes of the network in place of the benchmark's.
    NamesOrClasses,
}

/// A warning names no more files or types than a line can hold.
const MOST_NAMED: usize = 5;

impl Display for ScoreWarning {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::ResultsWithoutLabels { paths } => {
                let paths: Vec<String> =
                    paths.iter().map(|path| path.display().to_string()).collect();
                let named = some_of(&paths);
                write!(f, "ignored, no results of frames that are evaluated: {named}")
            }
            Self::ExtraColumn { said } => f.write_str(said),
            Self::RowsWithoutScore { first, num_rows, num_files } => {
                write!(f, "{}", first.display())?;
                if *num_files > 1 {
                    write!(f, " and {}", counted(num_files - 1, "other file"))?;
                }
                let rows = counted(*num_rows, "row");
                write!(f, ": ignored {rows} of 15 columns, expected a score in a 16th")
            }
            Self::UnknownTypes { folder, num_rows, types, classes, remedy } => {
                let (folder, rows) = (folder.display(), counted(*num_rows, "result row"));
                let (types_text, classes_text) = (named_types(types), classes.join(", "));
                let verb = agreeing(*num_rows, "is", "are");
                write!(
                    f,
                    "{folder}: {rows} of {types_text} {verb} in no evaluated class ({classes_text}); "
                )?;
                remedy.write(f, types, classes)
            }
            Self::NothingToFind { folder, types, classes, remedy } => {
                let (folder, classes_text) = (folder.display(), classes.join(", "));
                write!(f, "{folder}: no label is of an evaluated class ({classes_text})")?;
                if types.is_empty() {
                    return f.write_str(", so there is nothing to find");
                }
                write!(f, ", all are of {}; ", named_types(types))?;
                remedy.write(f, types, classes)
            }
            Self::ImpossibleRows { kind, first: RowPlace { path, line }, defect, num_rows } => {
                write!(f, "{}:{line}: ", path.display())?;
                defect.write(f, &counted(*num_rows, kind.row()))
            }
            Self::SizesInAnotherOrder { folder, class, results, labels } => write!(
                f,
                "{}: the median {class} is {} m, in the labels {} m: the same sizes in another order, expected height, \
                 width, length",
                folder.display(),
                size_text(*results),
                size_text(*labels)
            ),
            Self::FewObjectsCount { folder, num_objects, num_counted, num_low } => write!(
                f,
                "{}: {num_counted} of {} {} at KITTI's levels, {num_low} {} not higher than 25 pixels in the image and \
                 {} too hidden or cut off; --no-difficulty counts all",
                folder.display(),
                counted(*num_objects, "object"),
                agreeing(*num_counted, "counts", "count"),
                agreeing(*num_low, "is", "are"),
                num_objects - num_counted - num_low
            ),
            Self::FewDetectionsCount { folder, num_detections, num_low } => write!(
                f,
                "{}: {num_low} of {} {} lower than 25 pixels in the image, and KITTI's levels ignore them; --no-difficulty \
                 counts all",
                folder.display(),
                counted(*num_detections, "detection"),
                agreeing(*num_low, "is", "are")
            ),
        }
    }
}

impl RowKind {
    const fn row(self) -> &'static str {
        match self {
            Self::Label => "label row",
            Self::Result => "result row",
        }
    }
}

impl RowDefect {
    /// Says what was found and expected; `rows` is their number in words.
    fn write(self, f: &mut Formatter<'_>, rows: &str) -> fmt::Result {
        match self {
            Self::Size { name, metres } => write!(
                f,
                "{name} is {metres}, expected metres above 0; boxes like it, in {rows}, overlap nothing in \
                 3D"
            ),
            Self::Corners(rect) => write!(
                f,
                "the 2D box is {}, expected left, top, right, bottom in this order; boxes like it, in {rows}, overlap \
                 nothing in the image",
                rect_text(rect)
            ),
            Self::NoRectangle(rect) => write!(
                f,
                "the 2D box is {}, and KITTI's levels ignore boxes like it, in {rows}; --no-difficulty counts them",
                rect_text(rect)
            ),
            Self::Angle { name, angle } => write!(
                f,
                "{name} is {angle}, which looks like degrees, in {rows}; expected radians: multiply the column by pi / 180"
            ),
        }
    }
}

impl TypesRemedy {
    fn write(self, f: &mut Formatter<'_>, types: &[String], classes: &[String]) -> fmt::Result {
        let example = |list: &[String]| list.first().cloned().unwrap_or_default();
        let (name, class) = (example(types), example(classes));
        match self {
            Self::Rename => f.write_str(
                "rename them, or give --data and a --config that maps types to classes in dataset.names",
            ),
            Self::Names => write!(f, "--set dataset.names.{name}={class} counts a type as a class"),
            Self::NamesOrClasses => write!(
                f,
                "--set dataset.names.{name}={class} counts a type as a class, and --no-difficulty evaluates those of \
                 the configuration"
            ),
        }
    }
}

/// `type vehicle`, `types vehicle, lorry`.
fn named_types(types: &[String]) -> String {
    let word = if types.len() == 1 { "type" } else { "types" };
    format!("{word} {}", some_of(types))
}

/// The first of some names, and how many more there are.
fn some_of(names: &[String]) -> String {
    let named: Vec<&str> = names.iter().take(MOST_NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(MOST_NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn rect_text(Rect { left, top, right, bottom }: Rect) -> String {
    format!("{left} {top} {right} {bottom}")
}

/// A size in the order of KITTI's columns.
fn size_text(BoxSize { length, width, height }: BoxSize) -> String {
    format!("{height:.2} x {width:.2} x {length:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn unknown_types_are_counted_and_named_with_a_remedy() {
        let warning = |types: &[&str], remedy| {
            let (types, classes) = (names(types), names(&["car", "cyclist"]));
            let folder = "results".into();
            ScoreWarning::UnknownTypes { folder, num_rows: 12, types, classes, remedy }.to_string()
        };
        assert_eq!(
            warning(&["lorry", "vehicle"], TypesRemedy::Names),
            "results: 12 result rows of types lorry, vehicle are in no evaluated class (car, cyclist); \
             --set dataset.names.lorry=car counts a type as a class"
        );
        let many = warning(&["a", "b", "c", "d", "e", "f", "g"], TypesRemedy::Rename);
        assert!(
            many.contains("of types a, b, c, d, e and 2 more are in no evaluated class"),
            "{many}"
        );
    }

    #[test]
    fn rows_without_a_score_are_one_line_for_all_files() {
        let warning = |num_rows, num_files| {
            let first = "results/000000.txt".into();
            ScoreWarning::RowsWithoutScore { first, num_rows, num_files }.to_string()
        };
        let ignored = "of 15 columns, expected a score in a 16th";
        assert_eq!(warning(1, 1), format!("results/000000.txt: ignored 1 row {ignored}"));
        let two = format!("results/000000.txt and 1 other file: ignored 2 rows {ignored}");
        assert_eq!(warning(2, 2), two);
        assert!(
            warning(803, 401).starts_with("results/000000.txt and 400 other files: ignored 803")
        );
    }

    #[test]
    fn labels_without_an_object_have_no_remedy() {
        let warning = |types: &[&str]| {
            let (types, classes) = (names(types), names(&["car"]));
            let (folder, remedy) = ("label_2".into(), TypesRemedy::Rename);
            ScoreWarning::NothingToFind { folder, types, classes, remedy }.to_string()
        };
        let expected =
            "label_2: no label is of an evaluated class (car), so there is nothing to find";
        assert_eq!(warning(&[]), expected);
        assert!(warning(&["vehicle"]).contains(", all are of type vehicle; rename them, or give "));
    }
}
