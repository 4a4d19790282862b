//! LZF, the compression of PCD files: runs of literal bytes, and references to what was unpacked before.
//!
//! The format is that of Marc Lehmann's LibLZF.

/// A reference of three bytes gives at most this many.
const MAX_GROWTH: usize = 264 / 3;

/// Unpacks `packed`, if that gives exactly `num_unpacked` bytes.
pub fn decompress(packed: &[u8], num_unpacked: usize) -> Option<Vec<u8>> {
    if num_unpacked > packed.len().saturating_mul(MAX_GROWTH) {
        return None;
    }
    let mut unpacked = Vec::with_capacity(num_unpacked);
    let mut rest = packed;
    while let Some(control) = take_byte(&mut rest) {
        match control >> 5 {
            0 => {
                let (literals, behind) = rest.split_at_checked(usize::from(control) + 1)?;
                unpacked.extend_from_slice(literals);
                rest = behind;
            }
            length => {
                let more = if length == 7 { take_byte(&mut rest)? } else { 0 };
                let low = take_byte(&mut rest)?;
                let distance = usize::from(control & 0x1f) * 256 + usize::from(low) + 1;
                copy_back(&mut unpacked, distance, usize::from(length) + usize::from(more) + 2)?;
            }
        }
        if unpacked.len() > num_unpacked {
            return None;
        }
    }
    (unpacked.len() == num_unpacked).then_some(unpacked)
}

fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    let (&first, behind) = rest.split_first()?;
    *rest = behind;
    Some(first)
}

/// Appends the bytes that start `distance` before the end; they may reach into themselves.
fn copy_back(bytes: &mut Vec<u8>, distance: usize, length: usize) -> Option<()> {
    let start = bytes.len().checked_sub(distance)?;
    for position in start..start + length {
        bytes.push(bytes[position]);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_references_are_unpacked() {
        // "abcd" literally, 4 bytes from 4 back, 10 bytes from 1 back, which repeats the last one.
        let packed = [3, b'a', b'b', b'c', b'd', 2 << 5, 3, 7 << 5, 1, 0];
        assert_eq!(decompress(&packed, 18), Some(b"abcdabcddddddddddd"[..18].to_vec()));
        assert_eq!(decompress(&[], 0), Some(vec![]));
    }

    #[test]
    fn the_longest_distance_is_reached() {
        let literals: Vec<u8> = (0..8192).map(|i| (i % 251) as u8).collect();
        let mut packed: Vec<u8> = Vec::new();
        for run in literals.chunks(32) {
            packed.push(31);
            packed.extend(run);
        }
        packed.extend([1 << 5 | 0x1f, 0xff]);
        let expected = [&literals[..], &literals[..3]].concat();
        assert_eq!(decompress(&packed, expected.len()), Some(expected));
    }

    #[test]
    fn other_sizes_than_announced_are_refused() {
        let packed = [3, b'a', b'b', b'c', b'd'];
        for num_unpacked in [0, 3, 5, 5 * MAX_GROWTH, usize::MAX] {
            assert_eq!(decompress(&packed, num_unpacked), None, "{num_unpacked}");
        }
    }

    #[test]
    fn references_before_the_start_and_cut_off_ones_are_refused() {
        assert_eq!(decompress(&[0, b'a', 1 << 5, 1], 4), None);
        assert_eq!(decompress(&[0, b'a', 1 << 5], 4), None);
        assert_eq!(decompress(&[0, b'a', 7 << 5, 0], 10), None);
        assert_eq!(decompress(&[5, b'a'], 6), None);
    }
}
