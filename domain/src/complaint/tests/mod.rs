mod answer;
mod authority;
mod golden;
mod receive;
pub(crate) mod story;
mod verify;
