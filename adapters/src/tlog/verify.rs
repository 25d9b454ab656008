//! Checking proofs: all that somebody needs who has a checkpoint and does not trust the log.

use habeas_domain::digest::Digest;

/// The proof does not prove what it was given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the proof does not lead to the root")]
pub struct NotProved;

/// That a leaf is in the tree with this root, at this index (RFC 9162, 2.1.3.2).
pub fn inclusion(
    leaf: Digest,
    index: u64,
    size: u64,
    proof: &[Digest],
    root: Digest,
) -> Result<(), NotProved> {
    if index >= size {
        return Err(NotProved);
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = leaf;
    for sibling in proof {
        if last == 0 {
            return Err(NotProved);
        }
        if at & 1 == 1 || at == last {
            hash = Digest::of_node(sibling, &hash);
            climb_to_a_right_child(&mut at, &mut last);
        } else {
            hash = Digest::of_node(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == root { Ok(()) } else { Err(NotProved) }
}

/// That the tree with the root `old_root` is the beginning of the one with `new_root` (RFC 9162, 2.1.4.2).
/// Every tree begins with the empty one.
pub fn consistency(
    old: u64,
    new: u64,
    proof: &[Digest],
    old_root: Digest,
    new_root: Digest,
) -> Result<(), NotProved> {
    if old > new {
        return Err(NotProved);
    }
    if old == new {
        return if proof.is_empty() && old_root == new_root { Ok(()) } else { Err(NotProved) };
    }
    if old == 0 {
        return if proof.is_empty() && old_root == Digest::root_of(&[]) {
            Ok(())
        } else {
            Err(NotProved)
        };
    }
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let mut rest = proof.iter();
    // A whole subtree from the first leaf on is the old tree itself, and left out of the proof.
    let first = if old.is_power_of_two() { old_root } else { *rest.next().ok_or(NotProved)? };
    let (mut old_hash, mut new_hash) = (first, first);
    for sibling in rest {
        if last == 0 {
            return Err(NotProved);
        }
        if at & 1 == 1 || at == last {
            old_hash = Digest::of_node(sibling, &old_hash);
            new_hash = Digest::of_node(sibling, &new_hash);
            climb_to_a_right_child(&mut at, &mut last);
        } else {
            new_hash = Digest::of_node(&new_hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last == 0 && old_hash == old_root && new_hash == new_root { Ok(()) } else { Err(NotProved) }
}

/// A node at the right edge that is a left child has no sibling: it stands for its parent.
const fn climb_to_a_right_child(at: &mut u64, last: &mut u64) {
    while *at & 1 == 0 && *at != 0 {
        *at >>= 1;
        *last >>= 1;
    }
}
