//! Loops with a memory. A worker is a `step()`: one bounded batch, then the truth about what is left.
