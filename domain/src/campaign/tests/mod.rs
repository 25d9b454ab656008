mod course;
mod gates;
mod golden;
mod story;
