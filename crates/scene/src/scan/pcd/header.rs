//! The header of a PCD file, checked before anything believes it.

use crate::scan::error::{ScanProblem, excerpt};
use crate::scan::number::{NumberKind, NumberType};
use crate::scan::viewpoint::Viewpoint;

/// Far more than any header needs, so that a large file without `DATA` is given up soon.
const MAX_BYTES: usize = 64 * 1024;

/// The header of a PCD file.
pub struct Header {
    /// In file order.
    pub fields: Vec<Field>,
    pub num_points: usize,
    pub encoding: Encoding,
    pub viewpoint: Viewpoint,
    /// Bytes up to and including the line break after `DATA`.
    pub num_bytes: usize,
}

/// One number of a point, or several of one name.
pub struct Field {
    /// `_` for padding.
    pub name: String,
    pub number: NumberType,
    /// Numbers; a field that has none is as good as not there.
    pub count: usize,
}

/// The encoding of the points.
#[derive(Clone, Copy)]
pub enum Encoding {
    /// A line a point.
    Ascii,
    /// Point after point.
    Binary,
    /// Field after field, with LZF.
    Compressed,
}

impl Header {
    /// Reads the header that `bytes` start with.
    pub fn parse(bytes: &[u8]) -> Result<Self, ScanProblem> {
        let searched = &bytes[..bytes.len().min(MAX_BYTES)];
        let mut builder = HeaderBuilder::default();
        let mut num_bytes = 0;
        for (i, line) in searched.split_inclusive(|&byte| byte == b'\n').enumerate() {
            num_bytes += line.len();
            let text = String::from_utf8_lossy(line);
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            let problem = |expected| {
                let found = excerpt(text.trim_end());
                ScanProblem::HeaderLine { line: i + 1, found, expected }
            };
            if let ["DATA", encoding] = words[..] {
                // What is cut off here could go on as "binary_compressed".
                if !line.ends_with(b"\n") {
                    break;
                }
                let encoding = encoding_from(encoding)
                    .ok_or_else(|| problem("DATA with ascii, binary or binary_compressed"))?;
                return builder.finish(encoding, num_bytes);
            }
            if let ["VIEWPOINT", pose @ ..] = &words[..] {
                builder.viewpoint = Some(Viewpoint::from_words(pose, i + 1));
                continue;
            }
            builder.add_line(&words).map_err(problem)?;
        }
        Err(missing("\"DATA ENCODING\"", searched.len()))
    }
}

/// Numbers that these fields of a point have.
pub fn num_numbers(fields: &[Field]) -> u128 {
    fields.iter().map(|field| field.count as u128).sum()
}

/// Bytes that these fields of a point take, with or without the padding among them.
pub fn num_bytes(fields: &[Field], has_padding: bool) -> u128 {
    let used = fields.iter().filter(|field| has_padding || field.name != "_");
    used.map(|field| field.count as u128 * field.number.num_bytes() as u128).sum()
}

/// The values of the lines read so far.
#[derive(Default)]
struct HeaderBuilder {
    names: Option<Vec<String>>,
    sizes: Option<Vec<usize>>,
    kinds: Option<Vec<NumberKind>>,
    counts: Option<Vec<usize>>,
    width: Option<usize>,
    height: Option<usize>,
    num_points: Option<usize>,
    viewpoint: Option<Viewpoint>,
}

impl HeaderBuilder {
    fn add_line(&mut self, words: &[&str]) -> Result<(), &'static str> {
        let Some((&keyword, values)) = words.split_first() else { return Ok(()) };
        match keyword {
            _ if keyword.starts_with('#') => Ok(()),
            "VERSION" => match values {
                ["0.7" | ".7" | "0.6" | ".6" | "0.5" | ".5"] => Ok(()),
                _ => Err("VERSION with 0.7, 0.6 or 0.5"),
            },
            "FIELDS" | "COLUMNS" => set(&mut self.names, values, |name| Some(name.to_owned()))
                .ok_or("a single FIELDS line with the names"),
            "SIZE" => set(&mut self.sizes, values, |size| size.parse().ok())
                .ok_or("a single SIZE line with a number of bytes for each field"),
            "TYPE" => set(&mut self.kinds, values, kind_from)
                .ok_or("a single TYPE line with F, I or U for each field"),
            "COUNT" => set(&mut self.counts, values, |count| count.parse().ok())
                .ok_or("a single COUNT line with a whole number for each field"),
            "WIDTH" => set_number(&mut self.width, values).ok_or("\"WIDTH NUMBER\", once"),
            "HEIGHT" => set_number(&mut self.height, values).ok_or("\"HEIGHT NUMBER\", once"),
            "POINTS" => set_number(&mut self.num_points, values).ok_or("\"POINTS NUMBER\", once"),
            _ => Err(
                "VERSION, FIELDS, SIZE, TYPE, COUNT, WIDTH, HEIGHT, VIEWPOINT, POINTS, DATA or a comment",
            ),
        }
    }

    /// Old files may do without SIZE, TYPE, COUNT and HEIGHT.
    fn finish(self, encoding: Encoding, num_bytes: usize) -> Result<Header, ScanProblem> {
        let num_points = self.num_points(num_bytes)?;
        let names = self.names.ok_or_else(|| missing("\"FIELDS NAMES\"", num_bytes))?;
        let num_fields = names.len();
        let sizes = values_for(self.sizes, num_fields, 4, "SIZE")?;
        let kinds = values_for(self.kinds, num_fields, NumberKind::Float, "TYPE")?;
        let counts = values_for(self.counts, num_fields, 1, "COUNT")?;
        let mut fields = Vec::with_capacity(num_fields);
        for (((name, size), kind), count) in names.into_iter().zip(sizes).zip(kinds).zip(counts) {
            let no_such = || ScanProblem::PcdNumberType { field: excerpt(&name), size };
            let number = NumberType::new(kind, size).ok_or_else(no_such)?;
            fields.push(Field { name, number, count });
        }
        let viewpoint = self.viewpoint.unwrap_or(Viewpoint::Missing);
        Ok(Header { fields, num_points, encoding, viewpoint, num_bytes })
    }

    fn num_points(&self, num_bytes: usize) -> Result<usize, ScanProblem> {
        let no_points = || missing("\"POINTS NUMBER\"", num_bytes);
        let num_points = self.num_points.or(self.width).ok_or_else(no_points)?;
        let width = self.width.unwrap_or(num_points);
        let height = self.height.unwrap_or(1);
        if width as u128 * height as u128 != num_points as u128 {
            return Err(ScanProblem::PcdPointCount { num_points, width, height });
        }
        Ok(num_points)
    }
}

fn missing(expected: &'static str, num_bytes: usize) -> ScanProblem {
    ScanProblem::HeaderLineMissing { expected, num_bytes }
}

/// Sets what was not set before to what all the words mean; nothing when one of them means nothing.
fn set<T>(
    to: &mut Option<Vec<T>>,
    words: &[&str],
    parse: impl Fn(&str) -> Option<T>,
) -> Option<()> {
    let values = words.iter().map(|word| parse(word)).collect::<Option<Vec<T>>>()?;
    to.replace(values).is_none().then_some(())
}

fn set_number(to: &mut Option<usize>, words: &[&str]) -> Option<()> {
    let [word] = words else { return None };
    to.replace(word.parse().ok()?).is_none().then_some(())
}

fn values_for<T: Clone>(
    values: Option<Vec<T>>,
    num_fields: usize,
    default: T,
    keyword: &'static str,
) -> Result<Vec<T>, ScanProblem> {
    let values = values.unwrap_or_else(|| vec![default; num_fields]);
    let num_found = values.len();
    if num_found == num_fields {
        Ok(values)
    } else {
        Err(ScanProblem::PcdValues { keyword, num_found, num_fields })
    }
}

fn encoding_from(word: &str) -> Option<Encoding> {
    match word {
        "ascii" => Some(Encoding::Ascii),
        "binary" => Some(Encoding::Binary),
        // The second spelling is that of some writers, which other readers have come to know.
        "binary_compressed" | "binaryscompressed" => Some(Encoding::Compressed),
        _ => None,
    }
}

fn kind_from(word: &str) -> Option<NumberKind> {
    match word {
        "F" => Some(NumberKind::Float),
        "I" => Some(NumberKind::Signed),
        "U" => Some(NumberKind::Unsigned),
        _ => None,
    }
}
