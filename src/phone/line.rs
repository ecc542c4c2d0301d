//! The way out to central. Whoever holds a [`Line`] can speak to it, nobody else can: every request of the phone goes
//! through one, and one is made when the app starts its phone, nowhere else. A phone to practise with has none.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kentongan_exchange::EnrolmentCode;
use tokio::sync::Notify;

use super::{Phone, PhoneError, held};
use crate::enrolment::{self, AskError, GrantedEnrolment, OfferedKeys};
use crate::outbox::Connection;
use crate::sending::{HttpClient, ServerAddress};

/// How often a round of sending is told to stop until it has.
const ROUND_STOPS: Duration = Duration::from_millis(50);

/// The way out to central.
#[derive(Default)]
pub(super) struct Line {
    /// Speaks to central, over connections that stay open between rounds.
    client: Mutex<Option<(Connection, HttpClient)>>,
    /// Held during a round of sending: two at once would send everything twice.
    pub(super) round: Arc<tokio::sync::Mutex<()>>,
    /// Ends the round under way, as if the app had been killed.
    pub(super) stop_round: Notify,
    /// Keys that an enrolled phone offered to enrol again, until the enrolment is taken: central may have granted it, and
    /// the answer was lost.
    pub(super) offered: Mutex<Option<OfferedKeys>>,
}

impl fmt::Debug for Line {
    /// That there is one, and never whose.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}

impl Line {
    /// Asks the central at `address` to enrol this phone with these keys.
    pub(super) async fn ask_to_enrol(
        &self,
        address: &ServerAddress,
        code: &EnrolmentCode,
        keys: &OfferedKeys,
    ) -> Result<GrantedEnrolment, AskError> {
        let client = HttpClient::new(address.clone(), None).map_err(|trouble| AskError::Request(trouble.into()))?;
        enrolment::ask(&client, address, code, keys).await
    }

    /// The client for a connection. It is kept from round to round, and its connection to central with it: setting
    /// up TLS costs a weak signal some seconds.
    pub(super) fn client_for(&self, connection: &Connection) -> Option<HttpClient> {
        let mut kept = held(&self.client);
        if let Some((known, client)) = &*kept
            && known == connection
        {
            return Some(client.clone());
        }
        let address = ServerAddress::parse(&connection.address).ok()?;
        let client = HttpClient::new(address, Some(connection.token.clone())).ok()?;
        *kept = Some((connection.clone(), client.clone()));
        Some(client)
    }

    /// Lets the client go: the phone may have changed networks, and no connection of the old one is waited for.
    pub(super) fn forget_client(&self) {
        held(&self.client).take();
    }

    /// Ends the round of sending under way, if any, and lets no other begin: it would speak for the old enrolment.
    pub(super) async fn stop_sending(&self) -> tokio::sync::OwnedMutexGuard<()> {
        loop {
            self.stop_round.notify_waiters();
            if let Ok(alone) = tokio::time::timeout(ROUND_STOPS, Arc::clone(&self.round).lock_owned()).await {
                return alone;
            }
        }
    }
}

impl Phone {
    /// The way out.
    pub(super) fn line(&self) -> Result<&Line, PhoneError> {
        self.0.line.as_ref().ok_or(PhoneError::Practising)
    }
}
