//! Names in addresses and ids.

use std::fmt::Write;

/// A file name as a part of an address.
pub(super) fn in_address(name: &str) -> String {
    let mut address = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

/// A name as the part of an id, which links can name: letters, digits and dashes.
pub(super) fn in_id(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_whole_in_an_address() {
        assert_eq!(in_address("000123.html"), "000123.html");
        assert_eq!(in_address("a#b%?\"ü"), "a%23b%25%3F%22%C3%BC");
    }

    #[test]
    fn ids_hold_no_character_that_a_link_would_have_to_escape() {
        assert_eq!(in_id("Box truck/2"), "Box-truck-2");
    }
}
