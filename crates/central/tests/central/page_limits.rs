//! A visitor who asks for pages too often must come back later, is told so in the own language, and does not affect
//! phones.

use kentongan_central::{Rate, Role, Settings};

use crate::support::{Browser, Server};

const OFFICE: &str = "198.51.100.7";

async fn server(at_once: u32) -> Server {
    let rate = Rate { per_second: 1, at_once, under_way: 5 };
    Server::start_with(Settings { page_rate: Some(rate), ..Settings::default() }).await
}

#[tokio::test]
async fn an_address_that_asks_for_pages_too_often_reads_when_to_come_back() {
    let server = server(5).await;
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    let token = browser.get("/summary").await.token();
    for (language, title) in [("id", "Terlalu banyak permintaan"), ("en", "Too many requests")] {
        browser.post("/language", &[("language", language), ("token", &token)]).await;
        for path in ["/summary", "/phones", "/static/mark.svg", "/sign-in", "/nowhere"] {
            let refused = loop {
                let page = browser.get_from(OFFICE, path).await;
                if page.status == 429 {
                    break page;
                }
            };
            let seconds: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((1..=2).contains(&seconds), "{path}: {seconds}");
            assert!(refused.html.contains(title), "{path}: {}", refused.html);
            assert!(refused.headers.contains_key("content-security-policy"), "{path}");
        }
    }
    assert_eq!(browser.get_from("203.0.113.9", "/summary").await.status, 200, "another address is not concerned");
}

#[tokio::test]
async fn pages_that_are_asked_for_too_often_leave_the_phones_of_the_same_address_alone() {
    let server = server(1).await;
    let phone = server.phone().await;
    let mut browser = Browser::open(&server);
    while browser.get_from(OFFICE, "/sign-in").await.status != 429 {}
    let feed = phone.asking(reqwest::Method::GET, format!("{}/v1/feed", phone.address));
    assert_eq!(feed.header("x-forwarded-for", OFFICE).send().await.unwrap().status(), 200);
}
