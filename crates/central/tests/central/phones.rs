//! What coordinators see of the phones: silent ones, waiting records, outdated apps and forms; and withdrawing access.

use kentongan_central::Role;
use kentongan_exchange::phone_status::PHONE_STATUS_HEADER;
use kentongan_exchange::{AttachmentName, PhoneStatus, RecordOutcome, RefusalCode, Waiting};
use reqwest::Method;

use crate::support::{Browser, Dice, OFFSET, Phone, Server, photo};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The status of a phone with everything current.
fn status(phone: &Phone, records: u32, waiting_photos: u32) -> PhoneStatus {
    let oldest_finished_at = (records > 0).then(|| jiff::Timestamp::now() - jiff::SignedDuration::from_hours(75));
    PhoneStatus {
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        waiting: Waiting { records, oldest_finished_at },
        waiting_photos,
        forms: phone.enrolment.forms.iter().map(kentongan_exchange::FormSource::reference).collect(),
    }
}

/// The version of the incident form that phones get.
fn version(phone: &Phone) -> String {
    phone.enrolment.forms.iter().find(|form| form.id == "incident").unwrap().version.clone()
}

/// Asks for news with this status of the phone.
async fn tell(phone: &Phone, header: &str) -> u16 {
    let request = phone.asking(Method::GET, format!("{}/v1/feed", phone.address)).header(PHONE_STATUS_HEADER, header);
    request.send().await.unwrap().status().as_u16()
}

/// Moves a phone's last contact this many days into the past.
fn silent_for(server: &Server, phone: &Phone, days: i64) {
    let sql =
        "UPDATE devices SET last_contact_at = last_contact_at - ?2, enrolled_at = enrolled_at - ?2 WHERE code = ?1";
    assert_eq!(server.database().execute(sql, (&phone.enrolment.device_code, days * DAY)).unwrap(), 1);
}

#[tokio::test]
async fn a_coordinator_sees_what_waits_on_each_phone_as_it_told_with_its_last_request() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    assert_eq!(tell(&phone, &status(&phone, 4, 2).to_header().unwrap()).await, 200);
    let page = coordinator.get("/phones").await;
    assert!(page.html.contains("4 catatan belum terkirim"), "{}", page.html);
    let row = page.row("KML-01");
    assert!(row.starts_with("Kamolan "), "{row}");
    assert!(row.contains(" 4 3 hari 2 0.1.0 "), "{row}");
    assert!(row.contains(&version(&phone)) && !row.contains("versi lama") && !row.contains("diam"), "{row}");
    let summary = coordinator.get("/summary").await;
    assert_eq!(summary.kpi("Masih di HP fasilitator"), "4");
    assert!(summary.html.contains("<a href=\"/phones\">Masih di HP fasilitator</a>"));

    // A different status counts even within a minute.
    assert_eq!(tell(&phone, &status(&phone, 0, 0).to_header().unwrap()).await, 200);
    let row = coordinator.get("/phones").await.row("KML-01");
    assert!(row.contains(" 0 – 0 0.1.0 "), "{row}");
}

#[tokio::test]
async fn with_a_batch_a_phone_tells_the_same_and_what_it_delivered_waits_no_more() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let record = phone.incident(&mut Dice::new());
    let mut request = phone.request(vec![record.envelope.clone()]);
    request.waiting.records = 3;
    let header = status(&phone, 3, 5).to_header().unwrap();
    let asking = phone.asking(Method::POST, format!("{}/v1/records", phone.address));
    let response = asking.header(PHONE_STATUS_HEADER, header).json(&request).send().await.unwrap();
    assert!(matches!(phone.outcomes(&[&record], response).await[0], RecordOutcome::Stored { .. }));
    let row = coordinator.get("/phones").await.row("KML-01");
    assert!(row.contains(" 2 kurang dari 1 jam 5 0.1.0 "), "{row}");
}

#[tokio::test]
async fn the_last_photo_to_arrive_waits_no_more_though_the_phone_says_nothing_after_it() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let photo = photo(1000);
    let name = AttachmentName::of(&photo);
    server.expect(&phone, name);
    let header = status(&phone, 0, 1).to_header().unwrap();
    let begun = phone.creation(name, photo.len()).header(PHONE_STATUS_HEADER, &header).send().await.unwrap();
    assert_eq!(begun.status(), 201);
    assert!(coordinator.get("/phones").await.row("KML-01").contains(" 0 – 1 0.1.0 "));
    let patch = phone.resumable(Method::PATCH, phone.upload(name)).header(PHONE_STATUS_HEADER, &header);
    let patch = patch.header("content-type", OFFSET).header("upload-offset", 0).body(photo);
    assert_eq!(patch.send().await.unwrap().status(), 204);
    assert!(coordinator.get("/phones").await.row("KML-01").contains(" 0 – 0 0.1.0 "));
    // The phone lost that answer and asks.
    let look = phone.resumable(Method::HEAD, phone.upload(name)).header(PHONE_STATUS_HEADER, &header);
    assert_eq!(look.send().await.unwrap().status(), 200);
    assert!(coordinator.get("/phones").await.row("KML-01").contains(" 0 – 0 0.1.0 "));
}

#[tokio::test]
async fn a_header_that_cannot_be_read_is_passed_over_and_the_request_answered() {
    let server = Server::start().await;
    let phone = server.phone().await;
    assert_eq!(tell(&phone, &status(&phone, 7, 0).to_header().unwrap()).await, 200);
    for header in ["", "[1", "{\"waiting\":{\"records\":-1}}", &"9".repeat(5000)] {
        assert_eq!(tell(&phone, header).await, 200, "{header}");
    }
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    assert!(coordinator.get("/phones").await.row("KML-01").contains(" 7 "));
    let asking = phone.asking(Method::GET, format!("{}/v1/feed", phone.address));
    let bytes = reqwest::header::HeaderValue::from_bytes(b"\xff\xfe").unwrap();
    assert_eq!(asking.header(PHONE_STATUS_HEADER, bytes).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_phone_that_was_silent_for_seven_days_is_marked_and_stands_first() {
    let server = Server::start().await;
    let (calm, silent) = (server.phone().await, server.phone().await);
    silent_for(&server, &calm, 6);
    silent_for(&server, &silent, 8);
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let page = coordinator.get("/phones").await;
    assert_eq!(page.rows(), ["KML-02", "KML-01"]);
    assert!(page.row("KML-02").contains("diam 8 hari"), "{}", page.row("KML-02"));
    assert!(!page.row("KML-01").contains("diam"), "{}", page.row("KML-01"));
}

#[tokio::test]
async fn the_list_is_in_the_order_that_was_asked_for() {
    let server = Server::start().await;
    let (one, two, three) = (server.phone().await, server.phone().await, server.phone().await);
    silent_for(&server, &two, 2);
    silent_for(&server, &three, 1);
    for (phone, records) in [(&one, 2), (&three, 9)] {
        assert_eq!(tell(phone, &status(phone, records, 0).to_header().unwrap()).await, 200);
    }
    let sql = "UPDATE devices SET oldest_waiting_at = 1 WHERE code = 'KML-01'";
    server.database().execute(sql, []).unwrap();
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    for (sort, codes) in [
        ("", ["KML-02", "KML-01", "KML-03"]),
        ("contact", ["KML-02", "KML-01", "KML-03"]),
        ("waiting", ["KML-03", "KML-01", "KML-02"]),
        ("oldest", ["KML-01", "KML-03", "KML-02"]),
        ("code", ["KML-01", "KML-02", "KML-03"]),
        ("village", ["KML-01", "KML-02", "KML-03"]),
    ] {
        let page = coordinator.get(&format!("/phones?sort={sort}")).await;
        assert_eq!(page.rows(), codes, "{sort}");
        assert!(page.html.contains(&format!("value=\"{sort}\" selected")) || sort.is_empty(), "{sort}");
    }
    assert_eq!(coordinator.get("/phones?sort=elsewhere").await.status, 404);
    assert!(coordinator.get("/phones?area=33.16.05.2005").await.html.contains("Tidak ada HP di desa ini"));
}

#[tokio::test]
async fn an_old_form_and_an_old_app_are_marked() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let csv = include_str!("../../../../assets/forms/incident.csv");
    let (old, new) = (version(&phone), "2099120101");
    server.central.import_form(&csv.replace(&old, new)).await.unwrap();
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let row = coordinator.get("/phones").await.row("KML-01");
    assert_eq!(row.matches("versi lama").count(), 1, "known from its enrolment: {row}");
    assert!(row.contains(&format!("{old} versi lama")), "{row}");

    let mut told = status(&phone, 0, 0);
    told.app_version = "0.0.9".to_owned();
    for form in &mut told.forms {
        if form.id == "incident" {
            form.version = new.to_owned();
        }
    }
    assert_eq!(tell(&phone, &told.to_header().unwrap()).await, 200);
    let row = coordinator.get("/phones").await.row("KML-01");
    assert!(row.contains("0.0.9 versi lama") && row.matches("versi lama").count() == 1, "{row}");
    // A locked phone cannot report its forms; the known ones stay.
    told.forms.clear();
    told.waiting.records = 1;
    assert_eq!(tell(&phone, &told.to_header().unwrap()).await, 200);
    assert!(coordinator.get("/phones").await.row("KML-01").contains(new));
}

#[tokio::test]
async fn viewers_see_no_phones_and_can_take_no_access_away() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut viewer = Browser::signed_in(&server, Role::Viewer).await;
    let token = viewer.get("/summary").await.token();
    assert!(!viewer.get("/summary").await.html.contains("href=\"/phones\""));
    assert_eq!(viewer.get("/phones").await.status, 403);
    assert_eq!(viewer.get("/phones/KML-01/revoke").await.status, 403);
    assert_eq!(viewer.post("/phones/KML-01/revoke", &[("token", &token)]).await.status, 403);
    let mut stranger = Browser::open(&server);
    for path in ["/phones", "/phones/KML-01/revoke"] {
        assert!(stranger.get(path).await.leads_to().starts_with("/sign-in?to=%2Fphones"), "{path}");
    }
    let sent = stranger.post("/phones/KML-01/revoke", &[("token", &token)]).await;
    assert_eq!(sent.leads_to(), "/sign-in?to=%2Fphones%2FKML-01%2Frevoke");
    assert_eq!(tell(&phone, "").await, 200, "it still has access");
}

#[tokio::test]
async fn access_is_taken_away_after_saying_what_that_means_and_it_is_noted_who_did_it() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    assert_eq!(tell(&phone, &status(&phone, 3, 1).to_header().unwrap()).await, 200);
    assert!(coordinator.get("/phones").await.html.contains("href=\"/phones/KML-01/revoke\""));
    let asked = coordinator.get("/phones/KML-01/revoke").await;
    assert!(asked.html.contains("Masih ada 3 catatan dan 1 foto yang belum sampai"), "{}", asked.html);
    assert!(asked.html.contains("tidak dapat dibatalkan"));

    let forged = coordinator.post("/phones/KML-01/revoke", &[("token", "guessed")]).await;
    assert_eq!(forged.status, 403);
    assert_eq!(tell(&phone, "").await, 200, "a form of another site does nothing");

    for _ in 0..2 {
        let done = coordinator.post("/phones/KML-01/revoke", &[("token", &asked.token())]).await;
        assert_eq!((done.status, done.leads_to()), (303, "/phones?revoked=KML-01"));
    }
    let page = coordinator.get("/phones?revoked=KML-01").await;
    assert!(page.html.contains("Akses HP KML-01 dicabut"), "{}", page.html);
    assert!(page.html.contains("0 HP · 0 catatan belum terkirim"), "{}", page.html);
    assert_eq!(coordinator.get("/summary").await.kpi("Masih di HP fasilitator"), "0");
    let answer = phone.try_send(vec![]).await.unwrap();
    assert_eq!(Phone::refused(answer).await.1.code, RefusalCode::DeviceRevoked);
    let noted: Vec<(String, String)> = server
        .database()
        .prepare("SELECT actor, subject FROM audit WHERE action = 'device revoke'")
        .and_then(|mut rows| rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .unwrap();
    assert_eq!(noted, [("coordinator".to_owned(), "KML-01".to_owned())], "once, however often pressed");
    assert_eq!(coordinator.get("/phones/KML-01/revoke").await.status, 404, "there is nothing left to take away");
    assert_eq!(coordinator.get("/phones/XXX-99/revoke").await.status, 404);
    assert_eq!(coordinator.post("/phones/XXX-99/revoke", &[("token", &asked.token())]).await.status, 404);
}

#[tokio::test]
async fn the_old_code_of_a_phone_enrolled_again_is_pointed_out() {
    let server = Server::start().await;
    let old = server.phone().await;
    silent_for(&server, &old, 1);
    let mut coordinator = Browser::signed_in(&server, Role::CaseManager).await;
    assert!(!coordinator.get("/phones").await.html.contains("Mungkin sudah didaftarkan ulang"));
    server.phone().await;
    let page = coordinator.get("/phones").await;
    assert!(page.row("KML-01").contains("Mungkin sudah didaftarkan ulang sebagai KML-02"), "{}", page.row("KML-01"));
    assert!(!page.row("KML-02").contains("Mungkin"), "{}", page.row("KML-02"));
    assert!(coordinator.get("/phones/KML-01/revoke").await.html.contains("HP KML-02 di desa yang sama"));
    server.central.revoke_device("KML-01").await.unwrap();
    let page = coordinator.get("/phones").await;
    assert_eq!(page.rows(), ["KML-02", "KML-01"], "the one without access stands apart");
    assert!(page.html.contains("<h2>Akses dicabut</h2>"));
}

#[tokio::test]
async fn before_any_phone_is_enrolled_the_page_says_what_to_do_in_both_languages() {
    let server = Server::start().await;
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let page = coordinator.get("/phones").await;
    assert!(page.html.contains("Belum ada HP yang terdaftar. Minta"), "{}", page.html);
    coordinator.post("/language", &[("language", "en"), ("token", &page.token())]).await;
    assert!(coordinator.get("/phones").await.html.contains("No phone is enrolled yet. Ask"));
}
