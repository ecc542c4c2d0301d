//! Central's news for phones, and which phones get it.

use kentongan_central::OrganisationChange;
use kentongan_exchange::feed::Opened;
use kentongan_exchange::{FeedEntry, Organisation, RecordProgress};

use crate::support::{Dice, Phone, Server};

async fn told(phone: &Phone) -> Vec<FeedEntry> {
    let opened = phone.feed(0).await.items.into_iter().map(|item| item.open(&phone.identity).unwrap());
    opened.map(|opened| if let Opened::Read(entry) = opened { entry } else { panic!("unread") }).collect()
}

fn change(office: &str, telephone: &str) -> OrganisationChange {
    OrganisationChange {
        office: Some(office.to_owned()),
        telephone: Some(telephone.to_owned()),
        ..OrganisationChange::default()
    }
}

#[tokio::test]
async fn an_accepted_case_is_told_to_the_phone_that_made_the_record_alone() {
    let server = Server::start().await;
    let (maker, other) = (server.phone().await, server.phone().await);
    let record = maker.incident(&mut Dice::new());
    maker.send(&[&record]).await;
    let (id, device) = (record.version.record, maker.enrolment.device);
    server.central.tell_progress("manajer", (device, id), RecordProgress::Accepted).await.unwrap();
    let told_maker = told(&maker).await;
    let [FeedEntry::Record(news)] = told_maker.as_slice() else { panic!("{told_maker:?}") };
    assert_eq!((news.record, news.maker, news.revision, news.progress), (id, device, 1, RecordProgress::Accepted));
    assert_eq!(told(&other).await, []);
    let sql = "SELECT actor || ' ' || action || ' ' || subject FROM audit ORDER BY sequence DESC LIMIT 1";
    let audit: String = server.database().query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(audit, format!("manajer case progress {id} Accepted"));
}

#[tokio::test]
async fn a_record_that_the_phone_did_not_make_is_not_accepted_in_its_name() {
    let server = Server::start().await;
    let (maker, other) = (server.phone().await, server.phone().await);
    let record = maker.incident(&mut Dice::new());
    maker.send(&[&record]).await;
    let (id, device) = (record.version.record, other.enrolment.device);
    server.central.tell_progress("manajer", (device, id), RecordProgress::Accepted).await.unwrap_err();
    assert_eq!((told(&maker).await, told(&other).await), (vec![], vec![]));
}

#[tokio::test]
async fn every_phone_with_access_hears_of_a_new_office_and_later_phones_get_it_when_they_enrol() {
    let server = Server::start().await;
    let (phone, revoked) = (server.phone().await, server.phone().await);
    server.central.revoke_device(&revoked.enrolment.device_code).await.unwrap();
    server.central.change_organisation(change(" Bidang Anak ", "0296-000-000")).await.unwrap();
    let expected = Organisation {
        name: "Organisasi Uji".to_owned(),
        office: "Bidang Anak".to_owned(),
        telephone: "0296-000-000".to_owned(),
        whatsapp: String::new(),
    };
    assert_eq!(told(&phone).await, [FeedEntry::Organisation(expected.clone())]);
    assert_eq!(server.count("feed"), 1, "nothing for a phone that was revoked");
    assert_eq!(server.phone().await.enrolment.organisation, expected);
    server.central.change_organisation(change("Bidang Anak", "0296-000-000")).await.unwrap();
    assert_eq!(server.count("feed"), 1, "the same again is no news");
}

#[tokio::test]
async fn what_is_no_number_is_not_sent_to_phones() {
    let server = Server::start().await;
    for telephone in ["kantor", "12", "0296-000-000 (pagi)", "296000000", "6,28E+11", "0296-000"] {
        server.central.change_organisation(change("Bidang Anak", telephone)).await.unwrap_err();
    }
    server.central.change_organisation(OrganisationChange::default()).await.unwrap_err();
    let name = OrganisationChange { name: Some("  ".to_owned()), ..OrganisationChange::default() };
    server.central.change_organisation(name).await.unwrap_err();
    let code = OrganisationChange { whatsapp: Some("129".to_owned()), ..OrganisationChange::default() };
    server.central.change_organisation(code).await.unwrap_err();
    server.central.change_organisation(change("", "+62 (296) 000-000")).await.unwrap();
    assert_eq!(server.phone().await.enrolment.organisation.telephone, "+62-296-000-000");
}
