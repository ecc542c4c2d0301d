//! A full disk: phones must come back later, nothing is half stored, and afterwards everything works.

use kentongan_central::Central;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::{RecordOutcome, RefusalCode};

use crate::numbers::{recounted, stored};
use crate::support::{Browser, Dice, Finished, PASSWORD, Phone, Process, database, set_up};

/// Room for the database as set up and for some batches.
const KIB: u64 = 1024;

/// Fills the disk with a phone's records and then, page by page, with tries to sign in.
async fn fill(phone: &Phone, address: &str) {
    let mut dice = Dice::new();
    while phone.try_send(vec![phone.incident(&mut dice).envelope]).await.unwrap().status() == 200 {}
    for person in 0..1000 {
        let page = Browser::at(address).sign_in(&format!("orang-{person}"), "salah-sekali").await;
        if page.status == 503 {
            return;
        }
        assert_eq!(page.status, 401);
    }
    panic!("the disk never filled");
}

#[tokio::test]
async fn on_a_full_disk_people_and_phones_go_on_reading_and_are_told_what_cannot_be_done() {
    let folder = tempfile::tempdir().unwrap();
    let central = Central::open(folder.path()).unwrap();
    set_up(&central, &Identity::generate()).await;
    let codes = [0; 2].map(|_| central.make_enrolment_code("33.16.09.2002"));
    let [sends, listens] = codes.map(|code| async { code.await.unwrap().to_string() });
    let (sends, listens) = (sends.await, listens.await);
    drop(central);

    let server = Process::start_with_files_up_to(KIB, folder.path());
    let sends = Phone::enrol(&server.address, &sends).await;
    let listens = Phone::enrol(&server.address, &listens).await;
    sends.send_one(&listens.incident(&mut Dice::new())).await;
    let mut coordinator = Browser::at(&server.address);
    assert_eq!(coordinator.sign_in("koordinator", PASSWORD).await.leads_to(), "/summary");
    // Their last contact was long ago, so that their next request is stored.
    let beside = database(folder.path());
    beside.execute("UPDATE sessions SET seen_at = seen_at - 120000", []).unwrap();
    beside.execute("UPDATE devices SET last_contact_at = last_contact_at - 120000", []).unwrap();
    drop(beside);
    fill(&sends, &server.address).await;

    for path in ["/summary", "/records"] {
        assert_eq!(coordinator.get(path).await.status, 200, "{path}");
    }
    assert_eq!(listens.feed(0).await.items.len(), 1);
    let mut late = Browser::at(&server.address);
    let page = late.sign_in("koordinator", PASSWORD).await;
    assert!(page.status == 503 && page.html.contains("disknya penuh") && page.headers.contains_key("retry-after"));
    let token = page.token();
    late.post("/language", &[("language", "en"), ("token", &token)]).await;
    let page = late.sign_in("koordinator", PASSWORD).await;
    assert!(page.status == 503 && page.html.contains("its disk may be full"));
    let token = coordinator.get("/summary").await.token();
    coordinator.post("/sign-out", &[("token", &token)]).await;
    coordinator.cookies.retain(|_, value| !value.is_empty());
    assert_eq!(coordinator.get("/summary").await.leads_to(), "/sign-in", "the browser forgets the session");
    server.kill();
    let seen = "SELECT max(seen_at) - min(created_at) FROM sessions";
    let noted: i64 = database(folder.path()).query_row(seen, [], |row| row.get(0)).unwrap();
    assert!(noted < 0, "the disk was full when the session was used");
}

#[tokio::test]
async fn on_a_full_disk_central_says_unavailable_and_nothing_is_half_stored() {
    let folder = tempfile::tempdir().unwrap();
    let central = Central::open(folder.path()).unwrap();
    set_up(&central, &Identity::generate()).await;
    let code = central.make_enrolment_code("33.16.09.2002").await.unwrap();
    drop(central);

    let server = Process::start_with_files_up_to(KIB, folder.path());
    let phone = Phone::enrol(&server.address, &code.to_string()).await;
    let mut dice = Dice::new();
    let mut acknowledged = 0;
    let refused: Vec<Finished> = loop {
        assert!(acknowledged < 5000, "the disk never filled");
        let batch: Vec<Finished> = (0..40).map(|_| phone.incident(&mut dice)).collect();
        let response = phone.try_send(batch.iter().map(|finished| finished.envelope.clone()).collect()).await.unwrap();
        if response.status() == 200 {
            phone.outcomes(&batch.iter().collect::<Vec<_>>(), response).await;
            acknowledged += batch.len();
        } else {
            assert!(response.headers().contains_key("retry-after"));
            let (status, refusal) = Phone::refused(response).await;
            assert_eq!((status, refusal.code, refusal.retriable), (503, RefusalCode::Unavailable, true));
            break batch;
        }
    };
    assert!(acknowledged > 0);
    let health = crate::support::http().get(format!("{}/healthz", server.address)).send().await.unwrap();
    assert_eq!(health.status(), 200, "what is stored can still be read");
    server.kill();

    let count = |table: &str| -> usize {
        let sql = format!("SELECT count(*) FROM {table}");
        let rows: i64 = database(folder.path()).query_row(&sql, [], |row| row.get(0)).unwrap();
        usize::try_from(rows).unwrap()
    };
    assert_eq!(count("records"), acknowledged);
    assert_eq!(stored(&database(folder.path())), recounted(&database(folder.path())));

    let server = Process::start(folder.path());
    let phone = phone.at(&server.address);
    let outcomes = phone.send(&refused.iter().collect::<Vec<_>>()).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, RecordOutcome::Stored { .. })));
    assert_eq!(count("records"), acknowledged + refused.len());
}
