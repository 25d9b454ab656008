mod course;
mod gates;
mod golden;
mod story;
mod waiting;
mod whole;
