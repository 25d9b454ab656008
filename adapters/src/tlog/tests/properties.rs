//! Any tree, beside one that somebody else wrote.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use habeas_domain::digest::Digest;
use proptest::prelude::*;
use sha2::Sha256;

use super::super::{tree, verify};
use super::{Log, leaf};

fn data(no: u64) -> Vec<u8> {
    format!("entry {no}").into_bytes()
}

/// The same leaves twice: here, and in the tree of others.
fn both(size: u64, step: usize) -> (Log, MemoryBackedTree<Sha256, Vec<u8>>) {
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for no in 0..size {
        theirs.push(data(no));
    }
    (Log::of((0..size).map(|no| leaf(&data(no))).collect(), step), theirs)
}

fn bytes(proof: &[Digest]) -> Vec<u8> {
    proof.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// Every pair of sizes up to thirty-six, every leaf; and nothing else is proved by the same hashes.
#[test]
fn small_trees_are_proved_whole() {
    let (log, _) = both(36, 7);
    let roots: Vec<Digest> = (0..=36).map(|size| log.root(size)).collect();
    let root = |size: u64| roots[usize::try_from(size).unwrap()];
    for new in 0..=36 {
        for old in 0..=new {
            let proof = log.prove(&tree::consistency(old, new).unwrap());
            verify::consistency(old, new, &proof, root(old), root(new)).unwrap();
            if old > 0 && old < new {
                let other = leaf(b"another tree");
                assert!(verify::consistency(old, new, &proof, other, root(new)).is_err());
                assert!(verify::consistency(old, new, &proof, root(old), other).is_err());
                assert!(verify::consistency(old, new, &[], root(old), root(new)).is_err());
            }
        }
        for index in 0..new {
            let proof = log.prove(&tree::inclusion(index, new).unwrap());
            let own = log.leaves[usize::try_from(index).unwrap()];
            verify::inclusion(own, index, new, &proof, root(new)).unwrap();
            for other in (0..=new).filter(|other| *other != index) {
                assert!(verify::inclusion(own, other, new, &proof, root(new)).is_err());
            }
        }
        assert!(tree::inclusion(new, new).is_none() && tree::consistency(new + 1, new).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Across the borders of tiles, with steps of any length: the same roots and the same proofs.
    #[test]
    fn any_tree_is_the_one_that_others_make(
        size in 1_u64..1_500,
        step in 1_usize..400,
        index in any::<prop::sample::Index>(),
        old in any::<prop::sample::Index>(),
    ) {
        let (log, theirs) = both(size, step);
        prop_assert_eq!(bytes(&[log.root(size)]), theirs.root().as_bytes().to_vec());

        let at = index.index(usize::try_from(size).unwrap());
        let ours = log.prove(&tree::inclusion(at as u64, size).unwrap());
        prop_assert_eq!(bytes(&ours), theirs.prove_inclusion(at).as_bytes().to_vec());

        let old = 1 + old.index(usize::try_from(size).unwrap()) as u64;
        let ours = log.prove(&tree::consistency(old, size).unwrap());
        let added = usize::try_from(size - old).unwrap();
        if added > 0 {
            prop_assert_eq!(bytes(&ours), theirs.prove_consistency(added).as_bytes().to_vec());
        }
        verify::consistency(old, size, &ours, log.root(old), log.root(size)).unwrap();
    }

    /// One bit of a proof, and it proves nothing.
    #[test]
    fn one_bit_is_enough(size in 2_u64..600, index in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
        let (log, _) = both(size, 256);
        let at = index.index(usize::try_from(size).unwrap());
        let mut proof = log.prove(&tree::inclusion(at as u64, size).unwrap());
        let bit = bit.index(proof.len() * 256);
        let mut changed = *proof[bit / 256].as_bytes();
        changed[bit % 256 / 8] ^= 1 << (bit % 8);
        proof[bit / 256] = Digest::from_bytes(changed);
        prop_assert!(verify::inclusion(log.leaves[at], at as u64, size, &proof, log.root(size)).is_err());
    }
}
