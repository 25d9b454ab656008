//! Links in letters, through which somebody says something about one case.

use habeas_domain::id::{ContactNo, RequestId};
use subtle::ConstantTimeEq as _;

use super::service::Service;
use super::{Clear, Vault};

/// The half of a MAC that goes into a link, in bytes: 128 bits.
const SHOWN: usize = 16;

impl Vault {
    /// What stands in the link by which the owner of a contact on record stops a request that is
    /// not theirs: `<32 hexadecimal digits>-<contact>-<32 hexadecimal digits>`, the same every time.
    /// It proves that the letter was read there, and nothing else.
    #[must_use]
    pub fn stop_token(&self, request: &RequestId, contact: ContactNo) -> Clear<String> {
        let id = request.as_str().trim_start_matches("req_");
        Clear::new(format!("{id}-{contact}-{}", self.stop_mac(request, contact)))
    }

    /// Which request and contact a token was made for; none when it was not made here.
    #[must_use]
    pub fn stopped_by(&self, token: &str) -> Option<(RequestId, ContactNo)> {
        let [id, contact, mac] = token.split('-').collect::<Vec<_>>().try_into().ok()?;
        let request = RequestId::parse(&format!("req_{id}")).ok()?;
        let contact = ContactNo(contact.parse().ok()?);
        let right = self.stop_mac(&request, contact);
        bool::from(right.as_bytes().ct_eq(mac.as_bytes())).then_some((request, contact))
    }

    fn stop_mac(&self, request: &RequestId, contact: ContactNo) -> String {
        let digest = self.inner.services.digest(
            Service::Replies,
            &[b"stop", request.as_str().as_bytes(), &contact.0.to_be_bytes()],
        );
        let mut text = digest.to_string();
        text.truncate(SHOWN * 2);
        text
    }
}
