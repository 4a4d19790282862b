//! The type of the items of an array.

use super::literal::Literal;
use crate::scan::number::{NumberKind, NumberType};

/// The type of an item of an array.
#[derive(Debug, PartialEq)]
pub enum ItemType {
    Number(NumberType),
    /// Named fields one behind the other.
    Record(Vec<RecordField>),
    /// Something else of a certain size: text, padding, an array within a record.
    Other {
        num_bytes: u128,
    },
}

/// A field of a record.
#[derive(Debug, PartialEq)]
pub struct RecordField {
    pub name: String,
    pub item: ItemType,
}

impl ItemType {
    /// The type that `descr` in a header describes; nothing when it is not understood or has no fixed size.
    pub fn parse(descr: &Literal) -> Option<Self> {
        match descr {
            Literal::Text(code) => plain_from(code),
            Literal::Sequence(fields) => {
                fields.iter().map(field_from).collect::<Option<_>>().map(Self::Record)
            }
            _ => None,
        }
    }

    pub fn num_bytes(&self) -> u128 {
        match self {
            Self::Number(number) => number.num_bytes() as u128,
            Self::Record(fields) => num_bytes(fields),
            Self::Other { num_bytes } => *num_bytes,
        }
    }
}

/// Bytes that fields one behind the other take; the largest number when it is too much to count.
pub fn num_bytes(fields: &[RecordField]) -> u128 {
    fields.iter().map(|field| field.item.num_bytes()).fold(0, u128::saturating_add)
}

/// `(name, type)` or `(name, type, shape)`, where the name may be a pair of a title and the name.
fn field_from(field: &Literal) -> Option<RecordField> {
    let Literal::Sequence(parts) = field else { return None };
    let (name, descr, shape) = match &parts[..] {
        [name, descr] => (name, descr, None),
        [name, descr, shape] => (name, descr, Some(shape)),
        _ => return None,
    };
    let name = match name {
        Literal::Text(name) => name.clone(),
        Literal::Sequence(pair) => match &pair[..] {
            [Literal::Text(_), Literal::Text(name)] => name.clone(),
            _ => return None,
        },
        _ => return None,
    };
    let item = ItemType::parse(descr)?;
    let item = match shape {
        None => item,
        Some(shape) => {
            let num_bytes = num_items(&shape.as_numbers()?).saturating_mul(item.num_bytes());
            ItemType::Other { num_bytes }
        }
    };
    Some(RecordField { name, item })
}

/// Items of an array of this shape; the largest number when there are too many to count.
pub fn num_items(shape: &[u64]) -> u128 {
    // A length of 0 comes first, lest too many of them become one of something.
    if shape.contains(&0) {
        return 0;
    }
    shape.iter().fold(1, |product: u128, &length| product.saturating_mul(length.into()))
}

/// A code like `<f4`: byte order, kind, size; dates have their unit behind it.
fn plain_from(code: &str) -> Option<ItemType> {
    let order = code.chars().next().filter(|order| "<>|=".contains(*order))?;
    let kind = code[1..].chars().next().filter(char::is_ascii)?;
    let size: u64 = code[2..].split('[').next()?.parse().ok()?;
    let number_kind = match kind {
        'f' => NumberKind::Float,
        'i' => NumberKind::Signed,
        'u' => NumberKind::Unsigned,
        // 32 bits for each letter.
        'U' => return Some(ItemType::Other { num_bytes: 4 * u128::from(size) }),
        'b' | 'c' | 'm' | 'M' | 'S' | 'a' | 'V' => {
            return Some(ItemType::Other { num_bytes: size.into() });
        }
        // Objects are pickled.
        _ => return None,
    };
    let number = NumberType::new(number_kind, usize::try_from(size).ok()?);
    Some(match number {
        Some(number) if order == '>' => ItemType::Number(number.big_endian()),
        Some(number) => ItemType::Number(number),
        // Long doubles have 16 bytes.
        None => ItemType::Other { num_bytes: size.into() },
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(descr: &str) -> Option<ItemType> {
        ItemType::parse(&Literal::parse(descr).unwrap())
    }

    #[test]
    fn numbers_are_understood_in_both_byte_orders() {
        let float = NumberType::new(NumberKind::Float, 4).unwrap();
        assert_eq!(parse("'<f4'"), Some(ItemType::Number(float)));
        assert_eq!(parse("'>f4'"), Some(ItemType::Number(float.big_endian())));
        let byte = NumberType::new(NumberKind::Unsigned, 1).unwrap();
        assert_eq!(parse("'|u1'"), Some(ItemType::Number(byte)));
    }

    #[test]
    fn the_size_of_anything_without_objects_is_known() {
        for (descr, num_bytes) in [
            ("'<f16'", 16),
            ("'<U5'", 20),
            ("'|S3'", 3),
            ("'<M8[ns]'", 8),
            (
                "[('a', '<f4'), ('', '|V4'), ('b', '<i2', (2, 3)), (('title', 'c'), [('d', '|u1')])]",
                21,
            ),
            (
                "[('a', '<f8', (18446744073709551615, 18446744073709551615, 18446744073709551615))]",
                u128::MAX,
            ),
        ] {
            assert_eq!(parse(descr).unwrap().num_bytes(), num_bytes, "{descr}");
        }
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for descr in [
            "''",
            "'f4'",
            "'<'",
            "'<f'",
            "'<\u{1f980}4'",
            "'\u{1f980}'",
            "'<f-4'",
            "'|O'",
            "'<q8'",
            "1",
            "['<f4']",
            "[('a',)]",
            "[('a', '<f4', 3)]",
            "[(1, '<f4')]",
            "[('a', '<f4', ('b',))]",
        ] {
            assert_eq!(parse(descr), None, "{descr}");
        }
    }
}
