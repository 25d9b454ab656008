mod answer;
mod authority;
mod golden;
mod receive;
mod rounds;
pub(crate) mod story;
mod verify;
