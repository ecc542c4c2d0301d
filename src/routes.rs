//! The list of screens, behind the PIN. Enrolling, choosing a PIN and unlocking are no routes: they
//! stand in front of whatever route is open, so that after unlocking one is where one was.

use dioxus::prelude::*;
use kentongan_exchange::RecordId;

use crate::screens::{
    Carry, Directory, EnrolAgain, FillIn, Finished, Guide, Home, Lost, MyMonth, OneRecord, Opening, Outbox, Records,
    Review, Settings, Support,
};

/// A screen. No route holds more than ids and names of questions.
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
        /// The question to go to; empty for where one was.
        at: String,
    },
    /// Everything answered, before finishing.
    #[route("/review/:record")]
    Review {
        /// The draft.
        record: RecordId,
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
    /// Carrying records for a neighbour, and one's own with a neighbour.
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
    /// What this app is for and how it is used.
    #[route("/guide")]
    Guide {},
    /// What helps whoever helps: this phone, and what its maker holds back.
    #[route("/support")]
    Support {},
    /// Another central, or the same built anew.
    #[route("/enrol-again")]
    EnrolAgain {},
    /// No such screen.
    #[route("/:..way")]
    Lost {
        /// What was asked for.
        way: Vec<String>,
    },
}
