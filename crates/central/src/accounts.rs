//! People who read summaries and records: their roles, what each role may do, and how they sign in.

mod login;
pub(crate) mod passwords;
pub(crate) mod permissions;
mod role;
pub(crate) mod sessions;
mod sign_in;

pub use login::{InvalidLogin, Login};
pub use permissions::Permission;
pub use role::{Role, UnknownRole};
pub(crate) use sign_in::{SignIn, sign_in};
