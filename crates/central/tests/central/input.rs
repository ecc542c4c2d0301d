//! Whatever the input, the answer is central's own: a page in the visitor's language, or a refusal in JSON.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Bytes, HttpBody};
use hyper::body::Frame;
use kentongan_central::{Role, Settings};
use kentongan_exchange::RefusalCode;

use crate::support::{Browser, FORM, Server};

/// Far more than the limit set below, and less than the default.
const PATIENCE: Duration = Duration::from_secs(15);

/// A body of which one piece arrives and then nothing more, as when the signal is lost.
struct Trickle(Option<&'static str>);

impl HttpBody for Trickle {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.0.take() {
            Some(piece) => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(piece.as_bytes()))))),
            None => Poll::Pending,
        }
    }
}

#[tokio::test]
async fn a_body_that_never_arrives_is_not_waited_for() {
    let settings = Settings { body_timeout: Some(Duration::from_millis(300)), ..Settings::default() };
    let server = Server::start_with(settings).await;
    let phone = server.phone().await;
    let mut browser = Browser::open(&server);
    for path in ["/sign-in", "/language", "/sign-out"] {
        let posting = browser.post_raw(path, FORM, reqwest::Body::wrap(Trickle(Some("login=k"))));
        let page = tokio::time::timeout(PATIENCE, posting).await.unwrap();
        assert_eq!(page.status, 408, "{path}");
        assert!(page.html.contains("Pengiriman terlalu lama"), "{path}: {}", page.html);
    }
    let posting = phone.post(reqwest::Body::wrap(Trickle(Some("{\"wire\":1,"))));
    let (status, refusal) = tokio::time::timeout(PATIENCE, posting).await.unwrap();
    assert_eq!((status, refusal.code, refusal.retriable), (408, RefusalCode::Unavailable, true));
}

#[tokio::test]
async fn what_cannot_be_read_is_answered_with_a_page_in_the_visitors_language() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    let token = browser.get("/summary").await.token();
    for (language, form, nothing) in [
        ("id", "Formulir tidak dapat dibaca", "Halaman tidak ditemukan"),
        ("en", "The form could not be read", "Page not found"),
    ] {
        browser.post("/language", &[("language", language), ("token", &token)]).await;
        let long = format!("login={}", "x".repeat(20_000));
        for path in ["/sign-in", "/language", "/sign-out"] {
            for (kind, body) in [(FORM, "token=a&token=b"), ("text/plain", "token=a"), (FORM, &long)] {
                let page = browser.post_raw(path, kind, body.to_owned()).await;
                assert_eq!(page.status, 400, "{path} {kind}");
                assert!(page.html.contains(form), "{path} {kind}: {}", page.html);
            }
        }
        for path in
            ["/summary?period=all&period=all", "/records?form=a&form=b", "/records/%ff", "/records/x", "/nowhere"]
        {
            let page = browser.get(path).await;
            assert!(page.status == 404 && page.html.contains(nothing), "{path}: {}", page.html);
        }
        let page = browser.post_raw("/summary", FORM, "").await;
        assert!(page.status == 404 && page.html.contains(nothing), "posted to a page: {}", page.html);
    }
    assert_eq!(browser.get("/static/%ff").await.status, 404);
}
