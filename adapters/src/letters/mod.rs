//! Letters: what people read. A message of the desk in words, in the reader's language, as mail,
//! as a text message, or as a page for the post.
//!
//! The words stand in `templates/<language>/<notice>.letter`, one file a notice and language, with
//! the title, what a text message says of it, and the letter itself; the codes of closed lists are
//! put into words in `words`. A context is made for each notice out of the case, the events that
//! owe it, the rules, and the values that the caller opened. What a contact may not hear never
//! enters its context.
//!
//! The same material gives the same bytes: nothing here reads a clock or a setting.

mod campaign;
mod card;
mod context;
mod dates;
mod layout;
mod markup;
mod pen;
mod render;
mod sms;
mod tongue;
mod wanted;
mod words;
mod written;
mod zones;

pub use campaign::{ManyTold, many_told, template_of};
pub use card::{HouseCard, Links, Opened};
pub use markup::Plain;
pub use render::{EDITION, Form, Material, RenderError, Rendered, render};
pub use sms::{Alphabet, Segments, segments};
pub use tongue::Tongue;
pub use wanted::{PassedOn, Wanted, needs};
pub use written::Source;
