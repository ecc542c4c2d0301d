//! People who read summaries and records: their roles, what each role may do, and how they sign in.

mod login;
pub(crate) mod passwords;
pub(crate) mod permissions;
mod places;
mod role;
pub(crate) mod sessions;
mod sign_in;
mod source;

pub use login::{InvalidLogin, Login};
pub use permissions::Permission;
pub use role::{Role, UnknownRole};
pub(crate) use sign_in::{SignIn, sign_in};
pub(crate) use source::{SignInSource, known_browser};
