//! A point in the clothes `ply-rs` wants to see.

use ply_rs::ply::{Property, PropertyAccess};

use crate::point::Point;

/// A point whose properties go by the names `x`, `y`, `z` and `intensity`; others are ignored.
pub struct Row(pub Point);

impl Row {
    fn field(&mut self, name: &str) -> Option<&mut f32> {
        match name {
            "x" => Some(&mut self.0.x),
            "y" => Some(&mut self.0.y),
            "z" => Some(&mut self.0.z),
            "intensity" => Some(&mut self.0.intensity),
            _ => None,
        }
    }
}

impl PropertyAccess for Row {
    fn new() -> Self {
        Self(Point::default())
    }

    fn set_property(&mut self, name: String, property: Property) {
        if let (Some(field), Some(number)) = (self.field(&name), number_from(&property)) {
            *field = number;
        }
    }

    // ply-rs dictates the parameter.
    #[allow(clippy::ptr_arg)]
    fn get_float(&self, name: &String) -> Option<f32> {
        let mut copy = Self(self.0);
        copy.field(name).map(|field| *field)
    }
}

/// The number nearest to a scalar; too large a double becomes infinite. Nothing for a list.
pub fn number_from(property: &Property) -> Option<f32> {
    let wide = match *property {
        Property::Float(number) => return Some(number),
        Property::Double(number) => number,
        Property::Char(number) => number.into(),
        Property::UChar(number) => number.into(),
        Property::Short(number) => number.into(),
        Property::UShort(number) => number.into(),
        Property::Int(number) => number.into(),
        Property::UInt(number) => number.into(),
        _ => return None,
    };
    Some(wide as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scalar_type_becomes_a_coordinate() {
        let scalars = [
            (Property::Char(-3), -3.),
            (Property::UChar(200), 200.),
            (Property::Short(-300), -300.),
            (Property::UShort(60_000), 60_000.),
            (Property::Int(-70_000), -70_000.),
            (Property::UInt(3_000_000_000), 3e9),
            (Property::Float(0.1), 0.1),
            (Property::Double(-0.1), -0.1),
            (Property::Double(1e300), f32::INFINITY),
        ];
        for (property, expected) in scalars {
            let mut row = Row::new();
            row.set_property("y".to_owned(), property);
            assert_eq!(row.0, Point::new(0., expected, 0., 0.));
        }
    }

    #[test]
    fn lists_and_unknown_names_change_nothing() {
        let mut row = Row::new();
        row.set_property("x".to_owned(), Property::ListFloat(vec![1.]));
        row.set_property("red".to_owned(), Property::UChar(9));
        assert_eq!(row.0, Point::default());
        assert_eq!(row.get_float(&"red".to_owned()), None);
    }
}
