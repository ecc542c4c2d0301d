//! The way to a page: asked for before signing in, from a form that expired, or at the wrong address.

use kentongan_central::{Role, Settings};

use crate::support::{Browser, FORM, PASSWORD, Page, Server, http};

/// Signs in on the page that `asked` leads to, with its own hidden fields.
async fn sign_in_after(browser: &mut Browser, asked: &Page) -> Page {
    let page = browser.get(asked.leads_to()).await;
    let to = page.html.split("name=\"to\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let to = to.replace("&#38;", "&").replace("&amp;", "&");
    let fields = [("login", "koordinator"), ("password", PASSWORD), ("token", &page.token()), ("to", &to)];
    browser.post("/sign-in", &fields).await
}

#[tokio::test]
async fn who_signs_in_lands_on_the_page_asked_for() {
    let server = Server::start().await;
    for path in [
        "/records?code=TMP-26&area=33.16.09.2002",
        "/phones",
        "/phones/KML-01/revoke",
        "/carry",
        "/summary?period=2026",
    ] {
        let mut browser = Browser::open(&server);
        let asked = browser.get(path).await;
        assert!(asked.status == 303 && asked.leads_to().starts_with("/sign-in?to=%2F"), "{path}: {}", asked.leads_to());
        // A wrong password on the way does not lose the page.
        let page = browser.get(asked.leads_to()).await;
        let fields =
            [("login", "koordinator"), ("password", "salah-sekali-2026"), ("token", &page.token()), ("to", path)];
        let again = browser.post("/sign-in", &fields).await;
        assert!(again.status == 401 && again.html.contains("name=\"to\" value=\"/"), "{}", again.html);
        assert_eq!(sign_in_after(&mut browser, &asked).await.leads_to(), path);
        assert_eq!(browser.get(asked.leads_to()).await.leads_to(), path, "who is signed in already is led on");
    }
    let mut browser = Browser::open(&server);
    let asked = browser.get("/summary").await;
    assert_eq!(asked.leads_to(), "/sign-in");
    assert_eq!(sign_in_after(&mut browser, &asked).await.leads_to(), "/summary");
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let server = Server::start().await;
    for evil in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/a",
        "/\t/evil.example",
        "/a\r\nx: y",
        "evil",
        "/..//evil.example",
    ] {
        let mut browser = Browser::open(&server);
        let token = browser.get("/sign-in").await.token();
        let fields = [("login", "koordinator"), ("password", PASSWORD), ("token", token.as_str()), ("to", evil)];
        assert_eq!(browser.post("/sign-in", &fields).await.leads_to(), "/summary", "{evil:?}");
        let query = form_urlencoded::byte_serialize(evil.as_bytes()).collect::<String>();
        assert_eq!(browser.get(&format!("/sign-in?to={query}")).await.leads_to(), "/summary", "{evil:?}");
        browser.cookies.clear();
        assert!(!browser.get(&format!("/sign-in?to={query}")).await.html.contains("name=\"to\""), "{evil:?}");
    }
}

#[tokio::test]
async fn a_form_of_an_ended_session_leads_back_to_its_page_and_changes_nothing() {
    let server = Server::start().await;
    let _phone = server.phone().await;
    let mut browser = Browser::open(&server);
    for (path, back) in
        [("/phones/KML-01/revoke", "/phones/KML-01/revoke"), ("/carry/receipts", "/carry"), ("/sign-out", "/summary")]
    {
        browser.cookies.clear();
        let asked = browser.post(path, &[("token", "of-before")]).await;
        assert_eq!(asked.status, 303, "{path}");
        assert_eq!(sign_in_after(&mut browser, &asked).await.leads_to(), back, "{path}");
        assert_eq!(browser.get(back).await.status, 200, "{path}: the page is opened, and the form is not sent again");
    }
    let page = browser.post("/phones/KML-01/revoke", &[("token", "of-before")]).await;
    assert_eq!(page.status, 403);
    assert!(
        page.html.contains("<a class=\"btn\" href=\"/phones/KML-01/revoke\">Buka halamannya lagi</a>"),
        "{}",
        page.html
    );
    assert!(!page.html.contains("Muat ulang"), "loading it again would send the old form again");
    let revoked: i64 = server
        .database()
        .query_row("SELECT count(*) FROM devices WHERE revoked_at IS NOT NULL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(revoked, 0);
}

#[tokio::test]
async fn an_https_server_opened_over_http_says_its_right_address_in_place_of_an_endless_sign_in() {
    let settings = Settings { public_url: Some("https://kentongan.example.org/".to_owned()), ..Settings::default() };
    let server = Server::start_with(settings).await;
    let right = "href=\"https://kentongan.example.org/sign-in?to=%2Frecords\"";
    let came = |protocol: &'static str| {
        let request =
            http().get(format!("{}/sign-in?to=%2Frecords", server.address)).header("x-forwarded-proto", protocol);
        async move { request.send().await.unwrap().text().await.unwrap() }
    };
    let page = came("http").await;
    assert!(page.contains(right) && page.contains("hanya bekerja di alamat aman"), "{page}");
    assert!(!page.contains("name=\"password\""), "a form that leads nowhere, and would send a password unencrypted");
    let page = came("https").await;
    assert!(!page.contains("https://") && page.contains("name=\"password\""), "{page}");
    // Without a word of the proxy the cookie that does not come back tells it.
    let body = format!("login=koordinator&password={PASSWORD}&token=x&to=%2Frecords");
    let request = http().post(format!("{}/sign-in", server.address)).header("content-type", FORM).body(body);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 403);
    let page = response.text().await.unwrap();
    assert!(page.contains(right) && page.contains("name=\"password\""), "{page}");

    // Over https all is as before: the cookie has its prefix, and one signs in.
    server.central.add_account("pembaca", Role::Viewer, PASSWORD).await.unwrap();
    let mut browser = Browser::open(&server);
    assert_eq!(browser.sign_in("pembaca", PASSWORD).await.leads_to(), "/summary");
    assert!(browser.cookies.contains_key("__Host-kentongan-session"), "{:?}", browser.cookies);
}
