//! Every code of the closed lists in words, in every language, side by side: a list that grows
//! does not compile until each language has the new word.

pub(super) mod asked;
pub(super) mod grounds;
pub(super) mod outcome;
pub(super) mod work;

/// The same in English and in Chinese.
pub(super) type Both = (&'static str, &'static str);
