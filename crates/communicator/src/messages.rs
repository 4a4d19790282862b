//! Messages of any length, and what ranks agree on by them.

use crate::communicator::Communicator;
use crate::numbers::Numbers;

impl Communicator {
    /// The message of rank `root`; the other ranks need not know its length, and what they pass is ignored.
    /// Collective.
    pub fn broadcast_message(&self, mut message: Vec<u8>, root: usize) -> Vec<u8> {
        let mut len = (message.len() as u64).to_le_bytes();
        self.broadcast(&mut len, root);
        message.resize(u64::from_le_bytes(len) as usize, 0);
        self.broadcast(&mut message, root);
        message
    }

    /// The messages of all ranks, by rank; every rank gets them. Collective.
    pub fn gather(&self, message: &[u8]) -> Vec<Vec<u8>> {
        let of_rank = |root| {
            let own = if root == self.rank() { message.to_vec() } else { Vec::new() };
            self.broadcast_message(own, root)
        };
        (0..self.size()).map(of_rank).collect()
    }

    /// Whether a condition holds on at least one rank. Collective.
    pub fn any(&self, holds: bool) -> bool {
        let mut count = [f64::from(u8::from(holds))];
        self.all_reduce(Numbers::F64(&mut count));
        count[0] > 0.
    }

    /// The first rank whose message differs from that of rank 0; every rank gets the same answer. Collective.
    pub fn first_that_differs(&self, message: &[u8]) -> Option<usize> {
        let messages = self.gather(message);
        messages.iter().position(|message| *message != messages[0])
    }
}

#[cfg(test)]
mod tests {
    use crate::threads::in_threads;

    #[test]
    fn everybody_hears_everybody() {
        let heard = in_threads(3, |ranks| ranks.gather(&vec![ranks.rank() as u8; ranks.rank()]));
        assert!(heard.iter().all(|heard| *heard == [vec![], vec![1], vec![2, 2]]), "{heard:?}");
    }

    #[test]
    fn what_is_so_on_one_rank_is_heard_by_all() {
        assert_eq!(in_threads(3, |ranks| ranks.any(ranks.rank() == 1)), [true; 3]);
        assert_eq!(in_threads(3, |ranks| ranks.any(false)), [false; 3]);
    }

    #[test]
    fn the_first_that_differs_is_named_everywhere() {
        let found = in_threads(4, |ranks| ranks.first_that_differs(&[(ranks.rank() / 2) as u8]));
        assert_eq!(found, [Some(2); 4]);
        assert_eq!(in_threads(2, |ranks| ranks.first_that_differs(b"same")), [None; 2]);
    }
}
