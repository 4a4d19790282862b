//! Messages of any length.

use crate::ranks::{Numbers, Ranks};

/// What rank `root` says, which the others need not know the length of.
pub fn broadcast(ranks: &dyn Ranks, mut bytes: Vec<u8>, root: usize) -> Vec<u8> {
    let mut len = (bytes.len() as u64).to_le_bytes();
    ranks.broadcast(&mut len, root);
    bytes.resize(u64::from_le_bytes(len) as usize, 0);
    ranks.broadcast(&mut bytes, root);
    bytes
}

/// What every rank says, by rank.
pub fn gather(ranks: &dyn Ranks, bytes: &[u8]) -> Vec<Vec<u8>> {
    let of_rank = |root| {
        let own = if root == ranks.rank() { bytes.to_vec() } else { Vec::new() };
        broadcast(ranks, own, root)
    };
    (0..ranks.size()).map(of_rank).collect()
}

/// Whether something is so on any rank.
pub fn any(ranks: &dyn Ranks, is_so: bool) -> bool {
    let mut count = [f64::from(u8::from(is_so))];
    ranks.all_reduce(Numbers::F64(&mut count));
    count[0] > 0.
}

/// The first rank that says something else than rank 0, if there is one; all of them learn of it.
pub fn first_that_differs(ranks: &dyn Ranks, bytes: &[u8]) -> Option<usize> {
    let said = gather(ranks, bytes);
    said.iter().position(|bytes| *bytes != said[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::in_threads;

    #[test]
    fn everybody_hears_everybody() {
        let heard = in_threads(3, |ranks| gather(ranks, &vec![ranks.rank() as u8; ranks.rank()]));
        assert!(heard.iter().all(|heard| *heard == [vec![], vec![1], vec![2, 2]]), "{heard:?}");
    }

    #[test]
    fn what_is_so_on_one_rank_is_heard_by_all() {
        assert_eq!(in_threads(3, |ranks| any(ranks, ranks.rank() == 1)), [true; 3]);
        assert_eq!(in_threads(3, |ranks| any(ranks, false)), [false; 3]);
    }

    #[test]
    fn the_first_that_differs_is_named_everywhere() {
        let found = in_threads(4, |ranks| first_that_differs(ranks, &[(ranks.rank() / 2) as u8]));
        assert_eq!(found, [Some(2); 4]);
        assert_eq!(in_threads(2, |ranks| first_that_differs(ranks, b"same")), [None; 2]);
    }
}
