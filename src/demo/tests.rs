//! The script on different days.
