//! The connection to central. Every request of the phone goes through a [`Line`], so only its holder can reach central.
//! The app makes one when it starts its phone, and nowhere else. A practice phone has none.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kentongan_exchange::EnrolmentCode;
use tokio::sync::Notify;

use super::held::held;
use crate::enrolment::{self, AskError, GrantedEnrolment, OfferedKeys};
use crate::outbox::Connection;
use crate::sending::{HttpClient, ServerAddress};

/// How often [`Line::stop_sending`] tells a round to stop.
const ROUND_STOPS: Duration = Duration::from_millis(50);

/// The connection to central.
#[derive(Default)]
pub(super) struct Line {
    /// The HTTP client. It keeps its connections open between rounds.
    client: Mutex<Option<(Connection, HttpClient)>>,
    /// Held during a round of sending, because two rounds would send everything twice.
    pub(super) round: Arc<tokio::sync::Mutex<()>>,
    /// Ends the current round, as if the app were killed.
    pub(super) stop_round: Notify,
}

impl fmt::Debug for Line {
    /// Shows that there is one, nothing of its content.
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

    /// The client for a connection. It stays from round to round with its open connection, because TLS set-up takes
    /// some seconds over a weak signal.
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

    /// Drops the client. The phone may be in another network now, and an old connection would only time out.
    pub(super) fn forget_client(&self) {
        held(&self.client).take();
    }

    /// Ends the current round of sending, if there is one, and blocks any other: it would use the old enrolment.
    pub(super) async fn stop_sending(&self) -> tokio::sync::OwnedMutexGuard<()> {
        loop {
            self.stop_round.notify_waiters();
            if let Ok(alone) = tokio::time::timeout(ROUND_STOPS, Arc::clone(&self.round).lock_owned()).await {
                return alone;
            }
        }
    }
}
