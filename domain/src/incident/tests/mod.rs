mod corrections;
mod course;
mod duties;
mod facts;
mod golden;
mod stays;
pub(crate) mod story;
