//! E-mail: the message as it goes over the wire, and the ways out for it.
//!
//! A message is [composed](compose()) once; its bytes are kept, and every attempt sends exactly those.

mod address;
mod compose;
mod dialogue;
mod folder;
mod idle;
mod opening;
mod outcome;
mod smtp;
mod wire;

pub(crate) use address::is_mailbox;
pub use address::{AddressError, Sender};
pub use compose::{Bodies, ComposeError, Draft, Read, Unreadable, compose, read};
pub use folder::Folder;
pub use opening::{OpenError, Step};
pub use smtp::{Login, Security, Smtp, SmtpConfig, SmtpConfigError};
