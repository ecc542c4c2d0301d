//! The app in a browser's tab: this process runs it, the tab draws it, a web socket connects them.
//!
//! Two routes of our own, because the stock adapter answers 404 on `/`. Loopback only. Any web page can make a browser
//! send requests to loopback (DNS rebinding, cross-site web sockets). So a request must name this address as its host
//! and, for the socket, as its origin.

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use dioxus::prelude::VirtualDom;
use dioxus_liveview::{LiveViewPool, axum_socket, interpreter_glue};

use super::start_result::StartResult;
use crate::screens::CannotStart;
use crate::translations::Words;
use crate::{App, STYLE};

/// The page may only run the renderer's script, which evaluates what the app sends, and answer. It loads nothing.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; \
     img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[derive(Clone)]
struct ServerState {
    started: StartResult,
    pool: LiveViewPool,
    port: u16,
}

/// Serves the app on loopback until the process ends. Prints the address on standard output.
pub(super) async fn serve(started: StartResult, port: u16) -> anyhow::Result<()> {
    use anyhow::Context;

    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
        .await
        .with_context(|| format!("port {port} cannot be opened; choose another with --port, or 0 for any free one"))?;
    let port = listener.local_addr()?.port();
    println!("phone app: http://127.0.0.1:{port}/");
    axum::serve(listener, router(started, port)).await.context("the app stopped serving")
}

fn router(started: StartResult, port: u16) -> Router {
    let served = ServerState { started, pool: LiveViewPool::new(), port };
    Router::new()
        .route("/ws", get(socket))
        .fallback(get(page))
        .layer(from_fn_with_state(port, only_from_here))
        .with_state(served)
}

async fn socket(State(served): State<ServerState>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !names_this_address(&headers, &header::ORIGIN, served.port) {
        return StatusCode::FORBIDDEN.into_response();
    }
    upgrade.on_upgrade(move |socket| async move {
        let started = served.started;
        let dom = move || match started {
            StartResult::Phone(phone) => VirtualDom::new(App).with_root_context(phone),
            StartResult::Not(error) => VirtualDom::new(CannotStart).with_root_context(error),
        };
        // When a tab closes, its socket ends, and nobody needs the error.
        drop(served.pool.launch_virtualdom(axum_socket(socket), dom).await);
    })
}

async fn page(State(served): State<ServerState>) -> Response {
    let language = match &served.started {
        StartResult::Phone(phone) => phone.language(),
        StartResult::Not(_) => Default::default(),
    };
    let words = Words::new(language);
    let html = format!(
        r#"<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>Kentongan</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><style>{STYLE}</style></head>
<body><div id="main"></div><p class="offline" id="app-gone" role="alert" hidden>{gone}</p>
<script>{SUBMITS_STAY}</script>{glue}<script>{COMES_BACK}</script></body></html>"#,
        language = words.code(),
        gone = words.say("app-stopped"),
        glue = interpreter_glue("/ws"),
    );
    ([(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

/// Events reach the app too late to prevent the browser's own reaction.
const SUBMITS_STAY: &str = "addEventListener('submit', event => event.preventDefault(), true);";

/// If the app's process ends: says so, and loads the page again when the process is back.
const COMES_BACK: &str = "window.ipc.ws.addEventListener('close', () => {
  document.getElementById('app-gone').hidden = false;
  setInterval(() => fetch('/').then(answer => { if (answer.ok) location.reload(); }).catch(() => {}), 1000);
});";

async fn only_from_here(State(port): State<u16>, request: Request, next: Next) -> Response {
    if names_this_address(request.headers(), &header::HOST, port) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

/// Whether a `Host` or `Origin` is this address, under one of its names.
fn names_this_address(headers: &HeaderMap, name: &HeaderName, port: u16) -> bool {
    let Some(given) = headers.get(name).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let host = given.strip_prefix("http://").unwrap_or(given);
    ["127.0.0.1", "localhost"].iter().any(|own| host == format!("{own}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name.clone(), value.parse().unwrap())])
    }

    #[test]
    fn a_page_of_another_host_cannot_speak_to_the_app() {
        let host = |value: &str| names_this_address(&headers(&header::HOST, value), &header::HOST, 8480);
        assert!(host("127.0.0.1:8480") && host("localhost:8480"));
        assert!(!host("evil.example:8480") && !host("127.0.0.1") && !host("127.0.0.1:81"));
        assert!(!host("127.0.0.1:8480.evil.example") && !host(""));
    }

    #[test]
    fn a_socket_opens_only_for_the_app_s_own_page() {
        let origin = |value: &str| names_this_address(&headers(&header::ORIGIN, value), &header::ORIGIN, 8480);
        assert!(origin("http://127.0.0.1:8480"));
        assert!(!origin("https://127.0.0.1:8480") && !origin("http://evil.example") && !origin("null"));
        assert!(!names_this_address(&HeaderMap::new(), &header::ORIGIN, 8480), "a browser always names the origin");
    }
}
