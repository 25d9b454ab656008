//! The packs that are part of the program.

use std::sync::{Arc, LazyLock};

use super::pack::Pack;

/// The texts of the shipped packs.
pub(super) const TEXTS: &[&str] = &[
    include_str!("../../data/packs/house.toml"),
    include_str!("../../data/packs/gdpr.toml"),
    include_str!("../../data/packs/uk.toml"),
    include_str!("../../data/packs/ccpa.toml"),
    include_str!("../../data/packs/us_va.toml"),
    include_str!("../../data/packs/us_60.toml"),
    include_str!("../../data/packs/us_45.toml"),
    include_str!("../../data/packs/us_45_60.toml"),
    include_str!("../../data/packs/us_ia.toml"),
    include_str!("../../data/packs/pipl.toml"),
    include_str!("../../data/packs/hk.toml"),
    include_str!("../../data/packs/nz.toml"),
    include_str!("../../data/packs/kr.toml"),
    include_str!("../../data/packs/br.toml"),
    include_str!("../../data/packs/sg.toml"),
    include_str!("../../data/packs/jp.toml"),
    include_str!("../../data/packs/in.toml"),
];

static PACKS: LazyLock<Vec<Arc<Pack>>> = LazyLock::new(|| {
    let parse = |text: &&str| Pack::parse(text).map(Arc::new);
    #[expect(clippy::expect_used, reason = "part of the program; a test reads every one")]
    TEXTS.iter().map(parse).collect::<Result<_, _>>().expect("the shipped packs can be read")
});

/// The shipped packs, read once.
pub(super) fn packs() -> &'static [Arc<Pack>] {
    &PACKS
}

/// The texts of the shipped packs, for keeping them by their digests.
#[must_use]
pub const fn shipped_texts() -> &'static [&'static str] {
    TEXTS
}
