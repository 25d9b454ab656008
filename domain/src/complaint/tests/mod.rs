mod answer;
mod authority;
mod golden;
mod more_time;
mod receive;
mod rounds;
pub(crate) mod story;
mod verify;
