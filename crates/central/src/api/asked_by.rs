//! Which phone asked.

/// The code of the phone that asked, for the log. It is an extension of the answer.
#[derive(Clone)]
pub(crate) struct AskedBy(pub(crate) String);
