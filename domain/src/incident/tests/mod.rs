mod course;
mod duties;
mod facts;
mod golden;
pub(crate) mod story;
