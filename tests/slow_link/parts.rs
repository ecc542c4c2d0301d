//! The parts of this program: each runs in a process of its own, at either end of a link or without one.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::process::Process;
use super::{central, phone};

/// Names the part that a process plays.
const PART: &str = "KENTONGAN_PART";
/// Stands before a part's result.
const SAID: &str = "said: ";

/// What a process of this program does.
#[derive(Debug, Serialize, Deserialize)]
pub enum Part {
    /// Central on this folder, at this address, until it is killed.
    Central { folder: PathBuf, listen: String },
    /// Enrols a phone in this folder. Activities wait on it; each of the first few has a photo of so many bytes.
    Record { folder: PathBuf, address: String, code: String, activities: u32, photos: u32, photo_bytes: usize },
    /// Sends as the locked app does, until nothing waits.
    Send { folder: PathBuf, patience: Duration },
    /// Sends a phone's outbox, one record a request.
    OneByOne { folder: PathBuf },
    /// A server that takes submissions of OpenRosa.
    OpenRosaServer { listen: String },
    /// Submits the same answers, as collecting apps do.
    OpenRosa { folder: PathBuf, address: String },
}

impl Part {
    /// This process's part, if it has one.
    pub fn given() -> Option<Self> {
        std::env::var(PART).ok().map(|part| serde_json::from_str(&part).unwrap())
    }

    /// Plays it to its end.
    pub fn play(self) {
        super::choose_cipher_provider();
        tokio::runtime::Runtime::new().unwrap().block_on(self.act());
    }

    async fn act(self) {
        match self {
            Self::Central { folder, listen } => central::serve(&folder, &listen).await,
            Self::Record { folder, address, code, activities, photos, photo_bytes } => {
                say(&phone::record(&folder, &address, &code, activities, (photos, photo_bytes)).await);
            }
            Self::Send { folder, patience } => say(&phone::send(&folder, patience).await),
            Self::OneByOne { folder } => say(&super::others::one_by_one(&folder).await),
            Self::OpenRosaServer { listen } => super::others::open_rosa_server(&listen).await,
            Self::OpenRosa { folder, address } => say(&super::others::open_rosa(&folder, &address).await),
        }
    }

    /// Lets another process of this program play it. `program` makes the command.
    pub fn begin(&self, program: impl FnOnce(&Path) -> Command) -> RunningPart {
        let mut command = program(&std::env::current_exe().unwrap());
        command.args(super::ARGUMENTS).env(PART, serde_json::to_string(self).unwrap());
        RunningPart(Process::start(&format!("{self:?}"), &mut command))
    }
}

/// A part that another process plays. Dropping it kills the process.
pub struct RunningPart(Process);

impl RunningPart {
    /// Its result, within this time.
    pub fn said<T: DeserializeOwned>(&self, patience: Duration) -> T {
        serde_json::from_str(&self.0.line_within(SAID, patience)).unwrap()
    }
}

/// Reports the result to the process that began this part.
pub fn say(what: &impl Serialize) {
    println!("{SAID}{}", serde_json::to_string(what).unwrap());
}
