//! The photos of a form, and what a person does with them.

use std::collections::BTreeMap;
use std::fmt;

use crate::phone::PhotoSource;

/// A person's action on a photo's question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoWish {
    /// Take or choose a photo.
    Add(PhotoSource),
    /// Remove the photo.
    Remove,
}

/// The step of a photo that is being added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoStep {
    /// The person is taking or choosing it.
    Choosing,
    /// The phone shrinks and seals it.
    Shrinking,
}

/// The photos of a form.
#[derive(Clone, Default, PartialEq)]
pub struct PhotoBoard {
    /// Addresses of thumbnails, by question.
    pub thumbnails: BTreeMap<String, String>,
    /// The question whose photo is being added, and the step.
    pub busy: Option<(String, PhotoStep)>,
    /// Why a question's photo was not stored, in words.
    pub trouble: Option<(String, String)>,
}

impl fmt::Debug for PhotoBoard {
    /// Shows which questions, nothing of the pictures.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PhotoBoard").field("busy", &self.busy).finish_non_exhaustive()
    }
}
