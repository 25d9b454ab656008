//! Which nodes of the tree a root or a proof is made of.
//!
//! A tree of any size is a row of complete subtrees. Only these are ever stored, since they never change;
//! whatever a proof needs is one of them, or folded from several.

use habeas_domain::digest::Digest;

/// A complete subtree: the leaves from `index · 2^height` on, `2^height` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// How many levels above the leaves.
    pub height: u32,
    /// Which of its height, from 0.
    pub index: u64,
}

/// Subtrees that follow one another from left to right and are one node of the tree together.
pub type Span = Vec<Node>;

/// The nodes under the root of a tree of this size; none of an empty one.
#[must_use]
pub fn root(size: u64) -> Span {
    span(0, size)
}

/// The proof that the leaf `index` is in the tree of `size` leaves, from the leaf up (RFC 6962, 2.1.1).
/// None for a leaf that is not in it.
#[must_use]
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Span>> {
    if index >= size {
        return None;
    }
    let (mut from, mut to) = (0, size);
    let mut path = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(span(middle, to));
            to = middle;
        } else {
            path.push(span(from, middle));
            from = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// The proof that the tree of `old` leaves is the beginning of the one of `new` leaves (RFC 6962, 2.1.2).
/// None when it is the larger one.
#[must_use]
pub fn consistency(old: u64, new: u64) -> Option<Vec<Span>> {
    if old > new {
        return None;
    }
    if old == 0 {
        return Some(Vec::new());
    }
    let (mut from, mut to) = (0, new);
    let mut path = Vec::new();
    while old != to {
        let middle = from + split(to - from);
        if old <= middle {
            path.push(span(middle, to));
            to = middle;
        } else {
            path.push(span(from, middle));
            from = middle;
        }
    }
    // Whoever checks the proof has the root of the old tree, and so this node where it is that root.
    if from > 0 {
        path.push(span(from, to));
    }
    path.reverse();
    Some(path)
}

/// The hash of a node of the tree, of the subtrees that it is made of; none of an empty tree's.
#[must_use]
pub fn fold(subtrees: &[Digest]) -> Digest {
    let mut rest = subtrees.iter().rev();
    let Some(last) = rest.next() else { return Digest::root_of(&[]) };
    rest.fold(*last, |right, left| Digest::of_node(left, &right))
}

/// The complete subtrees of the leaves from `from` up to `to`. `from` is where a node of that size begins.
fn span(mut from: u64, to: u64) -> Span {
    let mut nodes = Vec::new();
    while from < to {
        let height = (to - from).ilog2();
        nodes.push(Node { height, index: from >> height });
        from += 1 << height;
    }
    nodes
}

/// The largest power of two below a number of leaves above one.
const fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}
