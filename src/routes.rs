//! The list of screens behind the PIN. Enrolling, choosing a PIN and unlocking are no routes: they cover the open
//! route, so that unlocking shows the same screen again.

use dioxus::prelude::*;
use kentongan_exchange::RecordId;

use crate::screens::{
    Carry, ChangePin, Directory, EnrolAgain, FillIn, Finished, Guide, Home, Lost, MyMonth, OneRecord, Opening, Outbox,
    Records, Review, Settings, Support,
};

/// A screen. A route holds only ids and names of questions.
#[derive(Clone, Debug, PartialEq, Routable)]
pub enum Route {
    #[layout(Opening)]
    /// The two big actions, what waits, what to continue.
    #[route("/")]
    Home {},
    /// A draft, one section a page.
    #[route("/fill/:record?:at")]
    FillIn {
        /// The draft.
        record: RecordId,
        /// The question to open; empty for the last one.
        at: String,
    },
    /// All answers, before finishing.
    #[route("/review/:record?:at")]
    Review {
        /// The draft.
        record: RecordId,
        /// The question that was just changed; empty for none.
        at: String,
    },
    /// What happens with a finished record.
    #[route("/finished/:record")]
    Finished {
        /// The record.
        record: RecordId,
    },
    /// Drafts, waiting, delivered.
    #[route("/records")]
    Records {},
    /// One finished record.
    #[route("/records/:record")]
    OneRecord {
        /// The record.
        record: RecordId,
    },
    /// What waits to be sent, and why.
    #[route("/outbox")]
    Outbox {},
    /// Carrying records for a neighbour, or letting a neighbour carry.
    #[route("/carry")]
    Carry {},
    /// Services and numbers.
    #[route("/directory")]
    Directory {},
    /// A person's own month.
    #[route("/month")]
    MyMonth {},
    /// Language, lock, about.
    #[route("/settings")]
    Settings {},
    /// Another PIN.
    #[route("/settings/pin")]
    ChangePin {},
    /// What this app is for and how to use it.
    #[route("/guide")]
    Guide {},
    /// For the person who helps: this phone, and what its maker delays.
    #[route("/support")]
    Support {},
    /// Enrolling with another central, or with the same one after a new set-up.
    #[route("/enrol-again")]
    EnrolAgain {},
    /// No such screen.
    #[route("/:..way")]
    Lost {
        /// The requested path.
        way: Vec<String>,
    },
}
