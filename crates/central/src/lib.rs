//! Kentongan's server: phones enrol, upload records and ask for news; people read summaries.
//!
//! Where to start: [`Central`] is one server on one data folder. `api/` is for phones, `pages/` for browsers, `operating`
//! for the command line. `store/` has the database, `accounts/` the readers, `summaries/` turns records into numbers.

mod accounts;
mod api;
mod central;
mod clock;
mod figures;
mod flags;
mod form_library;
mod imports;
mod keys;
mod limits;
mod news;
mod operating;
mod pages;
mod panics;
mod random;
mod reading;
mod remote_address;
mod serve;
mod settings;
mod shares;
mod store;
pub mod summaries;
mod text;
mod turns;

pub use accounts::passwords::password_in_file;
pub use accounts::{InvalidLogin, Login, Permission, Role, UnknownRole};
pub use central::Central;
pub(crate) use clock::now;
pub use news::OrganisationChange;
pub use operating::CaseKeys;
pub use pages::{Access, PageRoute, page_routes};
pub use panics::keep_words_out_of_panics;
pub(crate) use random::random_text;
pub use settings::{DatabaseKey, Rate, Settings};
pub use store::audit::AuditCheck;
pub use text::decode;
