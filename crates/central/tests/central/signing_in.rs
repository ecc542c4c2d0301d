//! Who may open which page, and which attacks signing in stops.

use kentongan_central::{Role, Settings};

use crate::support::{Browser, Dice, FORM, PASSWORD, Server};

#[tokio::test]
async fn a_stranger_is_led_to_the_sign_in_page_and_reads_nothing() {
    let server = Server::start().await;
    let mut browser = Browser::open(&server);
    for path in
        ["/summary", "/records", "/records/0190b6c0-0000-7000-8000-000000000000/0190b6c0-0000-7000-8000-000000000001"]
    {
        let page = browser.get(path).await;
        assert!(page.status == 303 && page.leads_to().starts_with("/sign-in"), "{path}: {}", page.leads_to());
    }
    assert_eq!(browser.get("/").await.leads_to(), "/summary");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_are_answered_alike_and_then_must_wait() {
    let server = Server::start().await;
    let mut browser = Browser::open(&server);
    for login in ["koordinator", "siapa-saja"] {
        for _ in 0..5 {
            let page = browser.sign_in(login, "salah-sekali-2026").await;
            assert_eq!(page.status, 401);
            assert!(page.html.contains("tidak cocok") && page.html.contains("role=\"alert\""));
        }
        let page = browser.sign_in(login, PASSWORD).await;
        assert_eq!(page.status, 429, "the right password must wait too");
        assert!(page.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() <= 30);
        assert!(page.html.contains("Tunggu"));
    }
    assert!(!browser.cookies.contains_key("kentongan-session"));
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    for token in ["", "guessed"] {
        assert_eq!(browser.post("/sign-out", &[("token", token)]).await.status, 403);
        assert_eq!(browser.post("/language", &[("language", "en"), ("token", token)]).await.status, 403);
    }
    assert_eq!(browser.get("/summary").await.status, 200, "still signed in");
    let mut stranger = Browser::open(&server);
    let page = stranger.post("/sign-in", &[("login", "koordinator"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, 403);
    assert!(!stranger.cookies.contains_key("kentongan-session"));
}

#[tokio::test]
async fn signing_out_ends_the_session_also_for_a_copied_cookie() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, Role::Viewer).await;
    let copied = browser.cookies.clone();
    let token = browser.get("/summary").await.token();
    assert_eq!(browser.post("/sign-out", &[("token", &token)]).await.leads_to(), "/sign-in");
    browser.cookies = copied;
    assert_eq!(browser.get("/summary").await.leads_to(), "/sign-in");
}

#[tokio::test]
async fn a_browser_without_cookies_is_told_what_to_do() {
    let server = Server::start().await;
    let mut browser = Browser::open(&server);
    browser.keeps_cookies = false;
    let page = browser.sign_in("koordinator", PASSWORD).await;
    assert_eq!(page.status, 403);
    assert!(page.html.contains("Izinkan kuki") && page.html.contains("value=\"koordinator\""));
}

#[tokio::test]
async fn a_link_from_a_mail_lets_a_person_sign_in_and_choose_a_language_the_first_time() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    assert_eq!(browser.get_from_elsewhere("/summary").await.leads_to(), "/sign-in");
    let token = browser.get_from_elsewhere("/sign-in").await.token();
    let chosen = browser.post("/language", &[("language", "en"), ("back", "/sign-in"), ("token", &token)]).await;
    assert_eq!(chosen.leads_to(), "/sign-in");
    let fields = [("login", "coordinator"), ("password", PASSWORD), ("token", token.as_str())];
    assert_eq!(browser.post("/sign-in", &fields).await.leads_to(), "/summary");
    assert_eq!(browser.get("/summary").await.status, 200);
    // What only a session may do needs the session's own token.
    assert_eq!(browser.post("/sign-out", &[("token", &token)]).await.status, 403);
}

#[tokio::test]
async fn when_very_many_sign_in_at_once_some_are_asked_to_come_back_and_nobody_waits_for_long() {
    let server = Server::start().await;
    let mut browser = Browser::open(&server);
    let token = browser.get("/sign-in").await.token();
    let cookie = format!("kentongan-form={token}");
    let client = crate::support::http();
    let mut trying = tokio::task::JoinSet::new();
    for person in 0..300 {
        let body = format!("login=orang-{person}&password=salah-sekali&token={token}");
        let request = client.post(format!("{}/sign-in", server.address)).header("cookie", &cookie);
        // As many addresses as people.
        let place = format!("198.51.{}.{}", person / 250, person % 250);
        let request = request.header("content-type", FORM).header("x-forwarded-for", place).body(body);
        trying.spawn(async move { request.send().await.unwrap() });
    }
    let (mut busy, mut looked_at) = (0, 0);
    while let Some(answer) = trying.join_next().await {
        let answer = answer.unwrap();
        let comes_back = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        match answer.status().as_u16() {
            503 => {
                assert_eq!(comes_back.as_deref(), Some("3"));
                let page = answer.text().await.unwrap();
                assert!(page.contains("Terlalu banyak orang sedang masuk") && page.contains("value=\"orang-"));
                busy += 1;
            }
            status => {
                assert_eq!(status, 401);
                looked_at += 1;
            }
        }
    }
    assert!(busy > 0 && looked_at >= 64, "{busy} {looked_at}");
    assert_eq!(server.count("sign_in_failures"), looked_at, "who was sent away has no try less");
    assert_eq!(browser.sign_in("koordinator", PASSWORD).await.leads_to(), "/summary");
}

#[tokio::test]
async fn only_coordinators_and_case_managers_read_records() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    phone.send_one(&record).await;
    let address = record.page();
    for role in Role::ALL {
        let mut browser = Browser::signed_in(&server, role).await;
        let allowed = matches!(role, Role::Coordinator | Role::CaseManager);
        for path in ["/records", &address] {
            let page = browser.get(path).await;
            assert_eq!(page.status, if allowed { 200 } else { 403 }, "{role} {path}");
            assert_eq!(page.html.contains(record.version.code.as_str()), allowed, "{role} {path}");
            assert!(!page.html.contains("KODE-RAHASIA"), "sealed answers are on no page");
        }
        assert_eq!(browser.get("/summary").await.html.contains("href=\"/records\""), allowed);
    }
    let read: i64 = server
        .database()
        .query_row("SELECT count(*) FROM audit WHERE action = 'record read'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(read, 2, "each reading of a record is on the books");
}

#[tokio::test]
async fn every_page_forbids_what_it_does_not_need() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    for path in ["/sign-in", "/summary", "/records", "/nowhere", "/summary?period=2026-13", "/static/central.css"] {
        let page = browser.get(path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        for part in ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"));
        for forbidden in [" style=", "<style", "<script", " onclick", "http://", "https://"] {
            assert!(!page.html.contains(forbidden), "{path} contains {forbidden}");
        }
        let expected = if path.contains("nowhere") || path.contains("-13") { 404 } else { page.status };
        assert_eq!(page.status, expected, "{path}");
    }
}

#[tokio::test]
async fn the_pages_speak_english_to_who_asks_for_it_and_lead_back() {
    let server = Server::start().await;
    let mut browser = Browser::signed_in(&server, Role::Viewer).await;
    let page = browser.get("/summary?period=2026").await;
    assert!(page.html.contains("<html lang=\"id\">") && page.html.contains("Kejadian dilaporkan"));
    let token = page.token();
    let chosen =
        browser.post("/language", &[("language", "en"), ("back", "/summary?period=2026"), ("token", &token)]).await;
    assert_eq!(chosen.leads_to(), "/summary?period=2026");
    let page = browser.get("/summary?period=2026").await;
    assert!(page.html.contains("<html lang=\"en\">") && page.html.contains("Incidents reported"));
}

#[tokio::test]
async fn an_https_central_says_that_browsers_come_over_https_alone_and_another_does_not() {
    let public_url = Some("https://kentongan.example.org".to_owned());
    let server = Server::start_with(Settings { public_url, ..Settings::default() }).await;
    for path in ["/sign-in", "/nowhere", "/static/central.css", "/healthz", "/v1/feed"] {
        let answer = server.get(path).await;
        assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000", "{path}");
    }
    assert!(Server::start().await.get("/sign-in").await.headers().get("strict-transport-security").is_none());
}

#[tokio::test]
async fn a_browser_that_signed_in_before_is_not_kept_out_by_wrong_passwords_behind_the_same_router() {
    let server = Server::start().await;
    let (mut own, mut stranger) = (Browser::open(&server), Browser::open(&server));
    own.sign_in("koordinator", PASSWORD).await;
    let token = own.get("/summary").await.token();
    own.post("/sign-out", &[("token", &token)]).await;
    for _ in 0..6 {
        stranger.sign_in("koordinator", "salah-sekali-2026").await;
    }
    assert_eq!(stranger.sign_in("koordinator", PASSWORD).await.status, 429);
    assert_eq!(own.sign_in("koordinator", PASSWORD).await.status, 303, "it is known");
    assert_eq!(stranger.sign_in("koordinator", PASSWORD).await.status, 429, "the others still wait");
}
