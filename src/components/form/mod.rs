//! A form on the screen, drawn from its definition: one section a page.
//!
//! The screen owns the [`Entry`](kentongan_forms::Entry). The parts here read it through [`FormView`] and report a person's actions through its
//! callbacks. They know nothing of the questions' subject.

mod acknowledge;
mod adjust;
mod answer_words;
mod before_after;
mod choice;
mod choices;
mod danger;
mod dates;
mod days;
mod field;
mod form_view;
mod long_list;
mod note;
mod on_demand;
mod photo;
mod photo_board;
mod problems;
mod question_view;
mod section;
mod tally;
mod text;
mod whose_number;

pub use answer_words::answer_words;
pub use danger::is_danger;
pub use form_view::{AnswerInput, FormView, GivenAnswer};
pub use photo_board::{PhotoBoard, PhotoStep, PhotoWish};
pub use problems::{OpenQuestion, OpenQuestions};
pub use section::FormSection;
