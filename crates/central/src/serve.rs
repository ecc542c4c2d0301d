//! Central on the network: routes, common properties of all answers, logging, and an orderly stop.

mod unread;

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request};
use axum::http::header::STRICT_TRANSPORT_SECURITY;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::api::AskedBy;
use crate::settings::{ACCEPT_PAUSE, CONNECTIONS_AT_ONCE, HEAD_BYTES, HEAD_TIMEOUT, STOPPING_TIMEOUT, TIDY_EVERY};
use crate::{Central, api, pages};
use unread::DrainedBody;

/// The header that says that central answered, and with which wire version.
const MARK: (HeaderName, HeaderValue) = (HeaderName::from_static("x-kentongan"), HeaderValue::from_static("1"));

impl Central {
    /// Every route: the API and the pages.
    fn router(&self) -> Router {
        let routes = Router::new().merge(api::router(self)).merge(pages::router(self)).layer(from_fn(observe));
        let over_https = self.0.settings.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        let routes = if over_https { routes.layer(from_fn(https_alone)) } else { routes };
        routes.with_state(self.clone())
    }

    /// Serves until `shutdown` completes, then finishes the running requests and returns.
    ///
    /// # Errors
    /// When the listener has lost its address.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let router = self.router();
        let (stop, stopping) = watch::channel(false);
        let places = Arc::new(Semaphore::new(CONNECTIONS_AT_ONCE));
        let mut connections = JoinSet::new();
        let mut shutdown = pin!(shutdown);
        let mut tidying = tokio::time::interval(TIDY_EVERY);
        tracing::info!(address = %listener.local_addr()?, "serving");
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                (stream, peer, place) = accept(&listener, &places) => {
                    let serving = connection(stream, peer, router.clone(), stopping.clone());
                    connections.spawn(async move {
                        serving.await;
                        drop(place);
                    });
                }
                Some(_) = connections.join_next() => {}
                _ = tidying.tick() => self.tidy(),
            }
        }
        drop(listener);
        tracing::info!(connections = connections.len(), "stopping: finishing what is under way");
        stop.send_replace(true);
        let finished = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(STOPPING_TIMEOUT, finished).await.is_err() {
            tracing::warn!("some requests took too long to finish and were cut off");
        }
        Ok(())
    }

    /// Deletes abandoned uploads, in the background.
    fn tidy(&self) {
        let central = self.clone();
        tokio::spawn(async move {
            let expired = central.0.store.expire_uploads(crate::now()).await;
            match expired {
                Ok(0) => {}
                Ok(uploads) => tracing::info!(uploads, "unfinished uploads have expired"),
                Err(error) => tracing::warn!(%error, "expired uploads were not thrown away"),
            }
        });
    }
}

type Place = Option<tokio::sync::OwnedSemaphorePermit>;

/// The next connection, when there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, SocketAddr, Place) {
    // The semaphore is never closed. Without a permit the connection is served all the same.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Serves one connection. When central stops, it finishes the current request.
async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, mut stopping: watch::Receiver<bool>) {
    // A small answer must not wait for more data. If this fails, it is only slower.
    drop(stream.set_nodelay(true));
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move { Ok::<_, Infallible>(answer(router, request.map(|body| Body::new(DrainedBody::new(body))), peer).await) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut serving = pin!(serving);
    let served = tokio::select! {
        served = serving.as_mut() => served,
        () = stopped(&mut stopping) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Completes when central stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the sender is dropped, which is also a reason to stop.
    drop(stopping.wait_for(|stop| *stop).await);
}

async fn answer(router: Router, mut request: Request, peer: SocketAddr) -> Response {
    request.extensions_mut().insert(ConnectInfo(peer));
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Tells browsers to come over https alone for a year (RFC 6797). Only for a central whose public address is https.
async fn https_alone(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    response
}

/// Marks and logs every answer. It logs the path's template, never the path, a body, a token or a code.
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

#[cfg(test)]
mod tests {
    use axum::http::{StatusCode, header};

    use super::*;

    async fn ask(central: &Central, path: &str) -> Response {
        central.router().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn when_all_places_are_taken_phones_and_visitors_are_told_when_to_come_back_each_by_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let central = Central::open(folder.path()).unwrap();
        for (places, full, free) in
            [(&central.0.requests, "/v1/feed", "/sign-in"), (&central.0.pages, "/sign-in", "/v1/feed")]
        {
            let taken = places.acquire_many(u32::try_from(places.available_permits()).unwrap()).await.unwrap();
            let refused = ask(&central, full).await;
            assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{full}");
            let seconds: u64 = refused.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
            assert!(seconds > 0, "{full}");
            assert_ne!(ask(&central, free).await.status(), StatusCode::SERVICE_UNAVAILABLE, "{free}");
            drop(taken);
            assert_ne!(ask(&central, full).await.status(), StatusCode::SERVICE_UNAVAILABLE, "{full}");
        }
    }
}
