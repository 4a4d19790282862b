//! The header of a PLY file, checked before anything believes it.

use ply_rs::ply::{ElementDef, Encoding, KeyMap, PropertyDef, PropertyType, ScalarType};

use crate::scan::error::{ScanProblem, excerpt};

/// The element that holds the points.
pub const VERTEX: &str = "vertex";

/// Far more than any header needs, so that a large file without `end_header` is given up soon.
const MAX_BYTES: usize = 64 * 1024;

const FORMAT_LINE: &str = "\"format ENCODING 1.0\"";

/// The header of a PLY file.
pub struct Header {
    pub encoding: Encoding,
    /// In file order; no two are called `vertex`.
    pub elements: Vec<Element>,
    /// Bytes up to and including the line break after `end_header`.
    pub num_bytes: usize,
}

/// A kind of row and how often it occurs.
pub struct Element {
    pub name: String,
    pub count: usize,
    /// At least one, unless the count is 0.
    pub properties: Vec<PropertyDef>,
}

impl Header {
    /// Reads the header that `bytes` start with.
    pub fn parse(bytes: &[u8]) -> Result<Self, ScanProblem> {
        let mut builder = HeaderBuilder::default();
        let searched = &bytes[..bytes.len().min(MAX_BYTES)];
        let mut num_bytes = 0;
        for (i, line) in searched.split_inclusive(|&byte| byte == b'\n').enumerate() {
            // A line without its break may be a part of one, but what does not start with "ply" is
            // best told so.
            if i > 0 && !line.ends_with(b"\n") {
                break;
            }
            num_bytes += line.len();
            let text = String::from_utf8_lossy(line);
            if i > 0 && text.trim_end() == "end_header" {
                builder.check_last_element(i + 1, "end_header")?;
                let encoding = builder
                    .encoding
                    .ok_or(ScanProblem::HeaderLineMissing { expected: FORMAT_LINE, num_bytes })?;
                return Ok(Self { encoding, elements: builder.elements, num_bytes });
            }
            builder.add_line(i + 1, text.trim_end())?;
        }
        let num_bytes = searched.len();
        Err(ScanProblem::HeaderLineMissing { expected: "\"end_header\"", num_bytes })
    }

    /// The element that holds the points.
    pub fn vertex(&self) -> Result<&Element, ScanProblem> {
        let missing = || ScanProblem::HeaderLineMissing {
            expected: "\"element vertex COUNT\"",
            num_bytes: self.num_bytes,
        };
        self.elements.iter().find(|element| element.name == VERTEX).ok_or_else(missing)
    }

    /// Refuses counts that `data`, what follows the header, has no room for.
    pub fn check_size_of(&self, data: &[u8]) -> Result<(), ScanProblem> {
        let smallest = |element: &Element| {
            let per_element: u128 = element
                .properties
                .iter()
                .map(|p| smallest_size(&p.data_type, &self.encoding))
                .sum();
            // u64 has room for every usize, u128 for the product.
            per_element.saturating_mul(element.count as u128)
        };
        let total = self.elements.iter().map(smallest).fold(0, u128::saturating_add);
        // The last number of an ASCII file may do without its separator.
        let num_expected = match self.encoding {
            Encoding::Ascii => total.saturating_sub(1),
            _ => total,
        };
        if num_expected > data.len() as u128 {
            return Err(ScanProblem::TooShort { num_expected, num_found: data.len() });
        }
        Ok(())
    }
}

impl Element {
    /// The definition `ply-rs` reads this element by, all values to be ignored.
    pub fn definition(&self) -> ElementDef {
        self.definition_with(|_| None)
    }

    /// The definition `ply-rs` reads this element by, the property at a position keyed by its role.
    ///
    /// The others are keyed by position, so that properties of the same name stay apart.
    pub fn definition_with(&self, role_of: impl Fn(usize) -> Option<&'static str>) -> ElementDef {
        let keyed = self.properties.iter().enumerate().map(|(position, property)| {
            let key = role_of(position).map_or_else(|| position.to_string(), str::to_owned);
            (key, property.clone())
        });
        ElementDef {
            name: self.name.clone(),
            count: self.count,
            properties: KeyMap::from_iter(keyed),
        }
    }
}

/// Bytes that a value takes at least.
fn smallest_size(data_type: &PropertyType, encoding: &Encoding) -> u128 {
    let (PropertyType::Scalar(first) | PropertyType::List(first, _)) = data_type;
    match (encoding, first) {
        // A digit and a separator.
        (Encoding::Ascii, _) => 2,
        (_, ScalarType::Char | ScalarType::UChar) => 1,
        (_, ScalarType::Short | ScalarType::UShort) => 2,
        (_, ScalarType::Int | ScalarType::UInt | ScalarType::Float) => 4,
        (_, ScalarType::Double) => 8,
    }
}

#[derive(Default)]
struct HeaderBuilder {
    encoding: Option<Encoding>,
    elements: Vec<Element>,
}

impl HeaderBuilder {
    fn add_line(&mut self, line: usize, text: &str) -> Result<(), ScanProblem> {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let understood = match (line, words.first().copied()) {
            (1, _) => (text == "ply").then_some(()).ok_or("\"ply\""),
            (_, Some("comment" | "obj_info")) => Ok(()),
            (_, Some("format")) => self.set_format(&words),
            (_, Some("element")) => {
                self.check_last_element(line, text)?;
                self.add_element(&words)
            }
            (_, Some("property")) => self.add_property(&words),
            _ => Err("format, comment, obj_info, element, property or end_header"),
        };
        understood.map_err(|expected| problem(line, text, expected))
    }

    fn set_format(&mut self, words: &[&str]) -> Result<(), &'static str> {
        let encoding = match words {
            [_, "ascii", "1.0"] => Encoding::Ascii,
            [_, "binary_little_endian", "1.0"] => Encoding::BinaryLittleEndian,
            [_, "binary_big_endian", "1.0"] => Encoding::BinaryBigEndian,
            _ => {
                return Err(
                    "\"format ENCODING 1.0\" with ascii, binary_little_endian or binary_big_endian",
                );
            }
        };
        match self.encoding.replace(encoding) {
            None => Ok(()),
            Some(_) => Err("a single format line"),
        }
    }

    fn add_element(&mut self, words: &[&str]) -> Result<(), &'static str> {
        let expected = "\"element NAME COUNT\" with a whole number as count";
        let [_, name, count] = words else { return Err(expected) };
        let count = count.parse().map_err(|_| expected)?;
        if *name == VERTEX && self.elements.iter().any(|element| element.name == VERTEX) {
            return Err("a single element \"vertex\"");
        }
        self.elements.push(Element { name: (*name).to_owned(), count, properties: Vec::new() });
        Ok(())
    }

    fn add_property(&mut self, words: &[&str]) -> Result<(), &'static str> {
        let element =
            self.elements.last_mut().ok_or("an element line before the first property")?;
        let (data_type, name) = match words {
            [_, "list", count, item, name] => (list_from(count, item), name),
            [_, scalar, name] => (scalar_from(scalar).map(PropertyType::Scalar), name),
            _ => (None, &""),
        };
        let data_type = data_type.ok_or(
            "\"property TYPE NAME\" or \"property list COUNT_TYPE TYPE NAME\" with a type like float",
        )?;
        element.properties.push(PropertyDef::new((*name).to_owned(), data_type));
        Ok(())
    }

    /// Elements of no size could be repeated for ever.
    fn check_last_element(&self, line: usize, text: &str) -> Result<(), ScanProblem> {
        match self.elements.last() {
            Some(element) if element.count > 0 && element.properties.is_empty() => {
                Err(problem(line, text, "a property of the element above"))
            }
            _ => Ok(()),
        }
    }
}

fn problem(line: usize, text: &str, expected: &'static str) -> ScanProblem {
    ScanProblem::HeaderLine { line, found: excerpt(text), expected }
}

fn list_from(count: &str, item: &str) -> Option<PropertyType> {
    let count = scalar_from(count)?;
    let whole = !matches!(count, ScalarType::Float | ScalarType::Double);
    whole.then_some(PropertyType::List(count, scalar_from(item)?))
}

fn scalar_from(name: &str) -> Option<ScalarType> {
    Some(match name {
        "char" | "int8" => ScalarType::Char,
        "uchar" | "uint8" => ScalarType::UChar,
        "short" | "int16" => ScalarType::Short,
        "ushort" | "uint16" => ScalarType::UShort,
        "int" | "int32" => ScalarType::Int,
        "uint" | "uint32" => ScalarType::UInt,
        "float" | "float32" => ScalarType::Float,
        "double" | "float64" => ScalarType::Double,
        _ => return None,
    })
}
