//! The screens without a window: the real components, what they draw, and what they do when touched.

mod form;
mod gate;
mod page;
mod words;
