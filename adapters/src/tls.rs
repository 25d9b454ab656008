//! Encrypted connections to others: certificates are always verified, and there is no switch for it.

use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, Error, RootCertStore};

/// Makes what opens encrypted connections. It trusts the public authorities and, beside them, the
/// certificates given (DER) for servers that only the operator knows.
pub(crate) fn connector(more_roots: &[Vec<u8>]) -> Result<TlsConnector, Error> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for root in more_roots {
        roots.add(CertificateDer::from_slice(root))?;
    }
    // Named here and never found by chance: only one provider is part of the program.
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_that_is_no_certificate_is_refused() {
        assert!(connector(&[]).is_ok());
        assert!(connector(&[b"no certificate".to_vec()]).is_err());
    }
}
