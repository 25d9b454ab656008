//! Personal data and secrets in clear, for as long as somebody must look.

use zeroize::Zeroize;

/// A value that must not leave by accident: `Debug` prints `[personal]`, there is neither
/// `Display` nor `Serialize`, and memory is wiped when it is dropped. Reading it is a call of
/// [`reveal`](Self::reveal), which is easy to find in a review and to audit.
///
/// ```compile_fail,E0277
/// let name = habeas_adapters::vault::Clear::new("Ada Example".to_owned());
/// println!("{name}");
/// ```
///
/// ```compile_fail,E0277
/// let name = habeas_adapters::vault::Clear::new("Ada Example".to_owned());
/// serde_json::to_string(&name).unwrap();
/// ```
pub struct Clear<T: Zeroize>(T);

impl<T: Zeroize> Clear<T> {
    /// Takes a value into care.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows it.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Clear<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> std::fmt::Debug for Clear<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[personal]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let clear = Clear::new("ada@example.net".to_owned());
        assert_eq!(
            format!("{clear:?} {:#?}", Some(&clear)),
            "[personal] Some(\n    [personal],\n)"
        );
        assert_eq!(clear.reveal(), "ada@example.net");
    }
}
