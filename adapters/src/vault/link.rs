//! Links in letters. A token names what it is about and holds a keyed hash that cannot be guessed;
//! it is short, since a text message has few characters.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use habeas_domain::id::{CampaignId, ContactNo, DispatchId, RequestId};
use subtle::ConstantTimeEq as _;

use super::service::Service;
use super::{Clear, Vault};

/// 72 bits, each guess of which is a request to the desk.
const MAC: usize = 9;

impl Vault {
    /// What stands in the link by which the owner of a contact on record stops a request that is
    /// not theirs: 36 characters, the same every time. It proves that the letter was read there, and
    /// nothing else.
    #[must_use]
    pub fn stop_token(&self, request: &RequestId, contact: ContactNo) -> Clear<String> {
        self.token(b"stop", request.as_str(), &contact.0.to_be_bytes())
    }

    /// Which request and contact a token was made for; none when it was not made here.
    #[must_use]
    pub fn stopped_by(&self, token: &str) -> Option<(RequestId, ContactNo)> {
        let (id, about) = self.read(b"stop", "req", token)?;
        let contact = u16::from_be_bytes(about.try_into().ok()?);
        Some((RequestId::parse(&id).ok()?, ContactNo(contact)))
    }

    /// What stands in the link to the letter that a text message points to: 34 characters.
    #[must_use]
    pub fn letter_token(&self, message: &DispatchId) -> Clear<String> {
        self.token(b"letter", message.as_str(), &[])
    }

    /// Which message a token was made for; none when it was not made here.
    #[must_use]
    pub fn letter_of(&self, token: &str) -> Option<DispatchId> {
        let (id, about) = self.read(b"letter", "dsp", token)?;
        DispatchId::parse(&id).ok().filter(|_| about.is_empty())
    }

    /// What stands in the link by which a person of a campaign answers it: 44 characters.
    #[must_use]
    pub fn answer_token(&self, campaign: &CampaignId, person: i64) -> Clear<String> {
        self.token(b"answer", campaign.as_str(), &person.to_be_bytes())
    }

    /// Which campaign and person a token was made for; none when it was not made here.
    #[must_use]
    pub fn answered_by(&self, token: &str) -> Option<(CampaignId, i64)> {
        let (id, about) = self.read(b"answer", "cmg", token)?;
        let person = i64::from_be_bytes(about.try_into().ok()?);
        Some((CampaignId::parse(&id).ok()?, person))
    }

    /// The 128 bits of an id, what else it is about, and the hash over both.
    fn token(&self, usage: &[u8], id: &str, about: &[u8]) -> Clear<String> {
        let hex = id.rsplit('_').next().unwrap_or_default();
        let mut bytes = u128::from_str_radix(hex, 16).unwrap_or_default().to_be_bytes().to_vec();
        bytes.extend_from_slice(about);
        bytes.extend_from_slice(&self.token_mac(usage, id, about));
        Clear::new(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn read(&self, usage: &[u8], prefix: &str, token: &str) -> Option<(String, Vec<u8>)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, rest) = bytes.split_first_chunk::<16>()?;
        let (about, mac) = rest.split_last_chunk::<MAC>()?;
        let id = format!("{prefix}_{:032x}", u128::from_be_bytes(*id));
        let right = self.token_mac(usage, &id, about);
        bool::from(right.ct_eq(mac)).then(|| (id, about.to_vec()))
    }

    fn token_mac(&self, usage: &[u8], id: &str, about: &[u8]) -> [u8; MAC] {
        let digest = self.inner.services.digest(Service::Replies, &[usage, id.as_bytes(), about]);
        digest.as_bytes().first_chunk().copied().unwrap_or_default()
    }
}
