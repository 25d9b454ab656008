//! The one place where chance is drawn.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use habeas_domain::digest::Digest;

/// Draws chance. A clone draws from the same source.
#[derive(Debug, Clone)]
pub enum Chance {
    /// The operating system's randomness: the only source that may make keys, salts and secrets
    /// of a desk with real cases.
    System,
    /// The same draws in the same order every time: tests, and the demo's references.
    Seeded(Seeded),
}

/// Chance that can be repeated: SHA-256 over seed and a counter.
#[derive(Debug, Clone)]
pub struct Seeded {
    seed: u64,
    drawn: Arc<AtomicU64>,
}

impl Chance {
    /// Chance that comes out the same for the same seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Seeded { seed, drawn: Arc::new(AtomicU64::new(0)) })
    }

    /// Fills a slice.
    ///
    /// # Panics
    ///
    /// When the operating system has no randomness to give. Nothing that follows would be safe,
    /// and no caller could do better than stop.
    pub fn fill(&self, out: &mut [u8]) {
        match self {
            #[expect(clippy::expect_used, reason = "without randomness the process must stop")]
            Self::System => getrandom::fill(out).expect("the operating system gives randomness"),
            Self::Seeded(source) => {
                for chunk in out.chunks_mut(32) {
                    let block = source.next();
                    chunk.copy_from_slice(&block.as_bytes()[..chunk.len()]);
                }
            }
        }
    }

    /// `N` bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// A number, every one equally likely.
    #[must_use]
    pub fn u64(&self) -> u64 {
        u64::from_be_bytes(self.bytes())
    }
}

impl Seeded {
    fn next(&self) -> Digest {
        let number = self.drawn.fetch_add(1, Ordering::SeqCst);
        Digest::of_parts(&[b"habeas/chance/v1", &self.seed.to_be_bytes(), &number.to_be_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_and_no_draw_twice() {
        let (one, same, other) = (Chance::seeded(1), Chance::seeded(1), Chance::seeded(2));
        let first = one.bytes::<40>();
        assert_eq!(first, same.bytes::<40>());
        assert_ne!(first, one.bytes::<40>());
        assert_ne!(first, other.bytes::<40>());
        assert_ne!(first[..8], first[32..]);
        assert_eq!(one.clone().u64(), {
            same.fill(&mut [0; 40]);
            same.u64()
        });
    }

    #[test]
    fn the_system_does_not_repeat_itself() {
        assert_ne!(Chance::System.bytes::<16>(), Chance::System.bytes::<16>());
    }
}
