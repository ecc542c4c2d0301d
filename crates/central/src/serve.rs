//! Central on the network: routes, what is true of every answer, logging, and stopping in order.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::api::AskedBy;
use crate::settings::STOPPING_TIMEOUT;
use crate::{Central, api, pages};

/// Says that it was central that answered, and for which wire version.
const MARK: (HeaderName, HeaderValue) = (HeaderName::from_static("x-kentongan"), HeaderValue::from_static("1"));

impl Central {
    /// Every route: the API and the pages.
    pub fn router(&self) -> Router {
        Router::new().merge(api::router(self)).merge(pages::router(self)).layer(from_fn(observe)).with_state(self.clone())
    }

    /// Serves until `shutdown` completes, then finishes what is under way and returns.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let (tell, mut told) = watch::channel(false);
        let graceful = async move {
            shutdown.await;
            tracing::info!("stopping: finishing what is under way");
            tell.send_replace(true);
        };
        let too_long = async move {
            // An error means that the teller is gone, and that is after the stop.
            drop(told.wait_for(|stop| *stop).await);
            tokio::time::sleep(STOPPING_TIMEOUT).await;
        };
        // A small answer must not wait for more to send with it.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let service = self.router().into_make_service_with_connect_info::<SocketAddr>();
        tokio::select! {
            served = axum::serve(listener, service).with_graceful_shutdown(graceful) => Ok(served?),
            () = too_long => {
                tracing::warn!("some requests took too long to finish and were cut off");
                Ok(())
            }
        }
    }
}

/// Marks and logs every answer. The path's template is logged, never the path, and never a body,
/// token or code.
async fn observe(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    let (name, value) = MARK;
    response.headers_mut().insert(name, value);
    tracing::info!(
        %method,
        route = route.as_ref().map_or("-", MatchedPath::as_str),
        status = response.status().as_u16(),
        ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        device = response.extensions().get::<AskedBy>().map_or("-", |AskedBy(code)| code.as_str()),
        "answered"
    );
    response
}
