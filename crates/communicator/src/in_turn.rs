//! Results of a list that is dealt out in turn, in the order of the list.

use crate::communicator::Communicator;

/// Results of each rank that are exchanged at a time.
const PER_RANK: usize = 16;

/// Puts the results of the ranks into the order of the list that they share by
/// [`Shard::owns`](voxelnet_shard::Shard::owns).
///
/// Each rank adds its own results in order. Every rank gets all of them, some at a time.
#[derive(Debug)]
pub struct InTurn {
    communicator: Communicator,
    /// Items of the list whose results are not exchanged yet.
    num_left: usize,
    own: Vec<Vec<u8>>,
}

impl InTurn {
    /// For a list of `len` items.
    pub fn new(communicator: &Communicator, len: usize) -> Self {
        Self { communicator: communicator.clone(), num_left: len, own: Vec::new() }
    }

    /// Adds the next result of this rank, and returns the results that are next in the list. Collective in so far as
    /// every rank adds its results or finishes.
    pub fn add(&mut self, result: Vec<u8>) -> Vec<Vec<u8>> {
        self.own.push(result);
        let is_alone = self.communicator.size() == 1;
        if is_alone || self.own.len() == PER_RANK { self.exchange() } else { Vec::new() }
    }

    /// The rest of the results, after the last one of this rank was added. Collective.
    pub fn finish(mut self) -> Vec<Vec<u8>> {
        if self.num_left > 0 { self.exchange() } else { Vec::new() }
    }

    fn exchange(&mut self) -> Vec<Vec<u8>> {
        let size = self.communicator.size();
        let own = std::mem::take(&mut self.own);
        let num_results = self.num_left.min(if size == 1 { own.len() } else { size * PER_RANK });
        self.num_left -= num_results;
        if size == 1 {
            return own;
        }
        let messages = self.communicator.gather(&packed(&own));
        let mut results: Vec<_> = messages.iter().map(|message| Unpacked(message)).collect();
        (0..num_results).filter_map(|number| results[number % size].next()).collect()
    }
}

/// Every result behind its length.
fn packed(results: &[Vec<u8>]) -> Vec<u8> {
    let bytes_of = |result: &Vec<u8>| [&(result.len() as u64).to_le_bytes(), &result[..]].concat();
    results.iter().flat_map(bytes_of).collect()
}

/// Takes results from a message that [`packed`] made.
struct Unpacked<'a>(&'a [u8]);

impl Iterator for Unpacked<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let (len, rest) = self.0.split_first_chunk()?;
        let (result, rest) = rest.split_at_checked(u64::from_le_bytes(*len) as usize)?;
        self.0 = rest;
        Some(result.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::in_threads;

    #[test]
    fn results_come_in_the_order_of_the_list_on_every_rank() {
        for len in [0, 1, 2, 3, 31, 47, 48, 49, 96, 100] {
            let result_of = |number: usize| vec![number as u8; number % 5];
            let expected: Vec<Vec<u8>> = (0..len).map(result_of).collect();
            for size in [1, 3] {
                let found = in_threads(size, |communicator| {
                    let mut in_turn = InTurn::new(communicator, len);
                    let mut all = Vec::new();
                    for number in (0..len).filter(|&number| communicator.shard().owns(number)) {
                        all.extend(in_turn.add(result_of(number)));
                    }
                    all.extend(in_turn.finish());
                    all
                });
                assert!(found.iter().all(|found| *found == expected), "{len} items, {size} ranks");
            }
        }
    }
}
