//! Personal data as the domain sees it: not at all.

use crate::digest::Digest;
use crate::id::KeyId;

/// A personal value under a key of the vault. The domain can carry, store and compare it, and can
/// never read it: opening one is a recorded act of the desk.
///
/// `c` is opaque here (base64url of format version, nonce and ciphertext). The additional data
/// that binds a value to its place (stream type, stream id, slot, key) is the vault's business.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sealed {
    /// The key that opens it.
    pub k: KeyId,
    /// The ciphertext.
    pub c: std::sync::Arc<str>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[sealed under {}]", self.k)
    }
}

/// A file under a key of the vault; its bytes lie in the blob store, named by their digest.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SealedFile {
    /// The key that opens it.
    pub k: KeyId,
    /// The digest of the ciphertext. Never of the clear bytes: those could be guessed.
    pub digest: Digest,
    /// The length of the clear file in bytes.
    pub bytes: u64,
}

crate::text::closed_list!(
    /// What a data key of a case protects; each purpose can be forgotten by itself.
    Purpose, "key purpose" {
        /// Names, contact points, the portal's ticket number, the claim ticket.
        Contact = "contact",
        /// What was written, by either side, and reasons kept.
        Content = "content",
        /// Evidence of identity or standing: destroyed soon after the decision.
        Proof = "proof",
        /// Identifiers that backup legs need until the oldest backup is gone.
        Tail = "tail",
    }
);

impl Slot {
    /// The purpose of the key that protects a value of this sort.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::ContactName
            | Self::ContactEmail
            | Self::ContactPhone
            | Self::ContactPostal
            | Self::ContactAccount
            | Self::ContactTicket
            | Self::ContactPortalTicket
            | Self::SubjectIdentifier
            | Self::DispatchAddress
            | Self::DispatchReference => Purpose::Contact,
            Self::ContentLetter
            | Self::ContentMessage
            | Self::ContentReason
            | Self::ContentNote
            | Self::ContentAttachment
            | Self::DispatchText
            | Self::DispatchCall => Purpose::Content,
            Self::ProofIdentity | Self::ProofStanding => Purpose::Proof,
            Self::TailIdentifier => Purpose::Tail,
        }
    }

    /// The slot of a contact point of that channel.
    #[must_use]
    pub const fn of_channel(channel: crate::contact::Channel) -> Self {
        use crate::contact::Channel;
        match channel {
            Channel::Email => Self::ContactEmail,
            Channel::Sms | Channel::Phone => Self::ContactPhone,
            Channel::Post => Self::ContactPostal,
            Channel::Push | Channel::SiteLetter => Self::ContactAccount,
        }
    }
}

crate::text::closed_list!(
    /// What a sealed value is, and so the place to which the vault binds it.
    Slot, "slot" {
        /// A name.
        ContactName = "contact.name",
        /// An e-mail address.
        ContactEmail = "contact.email",
        /// A telephone number.
        ContactPhone = "contact.phone",
        /// A postal address.
        ContactPostal = "contact.postal",
        /// An account, a device or a mailbox of the service that messages reach.
        ContactAccount = "contact.account",
        /// The claim ticket.
        ContactTicket = "contact.ticket",
        /// The portal's own ticket number.
        ContactPortalTicket = "contact.portal_ticket",
        /// What the subject is known by in a system.
        SubjectIdentifier = "subject.identifier",
        /// What was written or said to us.
        ContentLetter = "content.letter",
        /// What we wrote or said.
        ContentMessage = "content.message",
        /// A reason kept.
        ContentReason = "content.reason",
        /// A note of ours.
        ContentNote = "content.note",
        /// A file that came with a letter.
        ContentAttachment = "content.attachment",
        /// Evidence of identity.
        ProofIdentity = "proof.identity",
        /// Evidence that someone may speak for the subject.
        ProofStanding = "proof.standing",
        /// An identifier that backup legs need.
        TailIdentifier = "tail.identifier",
        /// Where a message goes.
        DispatchAddress = "dispatch.address",
        /// The bytes of a message, and the salt of their digest.
        DispatchText = "dispatch.text",
        /// What a provider or the post calls the message.
        DispatchReference = "dispatch.reference",
        /// What was said in a call.
        DispatchCall = "dispatch.call",
    }
);
