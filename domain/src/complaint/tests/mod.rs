mod answer;
mod authority;
mod golden;
mod looked_into;
mod more_time;
mod receive;
mod rounds;
pub(crate) mod story;
mod verify;
