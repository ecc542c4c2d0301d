//! Rollups equal a recount of the records, after any sequence of uploads.

use std::collections::BTreeMap;

use kentongan_exchange::RecordId;
use kentongan_forms::{FormDefinition, Summary};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::support::{Browser, Dice, Finished, Server, activity, incident};

type Rollups = BTreeMap<(String, String, String, String, String), (i64, i64)>;

pub(crate) fn stored(database: &Connection) -> Rollups {
    let mut statement =
        database.prepare("SELECT form, month, area, question, choice, records, total FROM rollups").unwrap();
    let rows = statement.query_map([], |row| {
        let key = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        Ok((key, (row.get(5)?, row.get(6)?)))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Counts the latest revisions from their JSON, in another way than central does.
pub(crate) fn recounted(database: &Connection) -> Rollups {
    let forms = [
        FormDefinition::from_csv(include_str!("../../../../assets/forms/incident.csv")).unwrap(),
        FormDefinition::from_csv(include_str!("../../../../assets/forms/activity.csv")).unwrap(),
    ];
    let mut statement = database
        .prepare(
            "SELECT v.form_id, v.countable FROM records r JOIN versions v
                 ON v.record = r.record AND v.revision = r.revision AND v.digest = r.digest",
        )
        .unwrap();
    let records = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let mut rollups = Rollups::new();
    for (id, countable) in records.map(Result::unwrap) {
        let form = forms.iter().find(|form| form.id() == id).unwrap();
        let answers: Map<String, Value> = serde_json::from_str(&countable).unwrap();
        let date = if id == "incident" { "incident_date" } else { "date" };
        let (month, area) =
            (answers[date].as_str().unwrap()[..7].to_owned(), answers["area"].as_str().unwrap().to_owned());
        let mut add = |question: &str, choice: &str, total: i64| {
            let key = (id.clone(), month.clone(), area.clone(), question.to_owned(), choice.to_owned());
            let row = rollups.entry(key).or_default();
            *row = (row.0 + 1, row.1 + total);
        };
        add("", "", 0);
        for (name, value) in &answers {
            match (form.question(name).unwrap().summary, value) {
                (Some(Summary::Count), Value::String(choice)) => add(name, choice, 0),
                (Some(Summary::Count), Value::Array(choices)) => {
                    choices.iter().for_each(|choice| add(name, choice.as_str().unwrap(), 0));
                }
                (Some(Summary::Sum), Value::Number(number)) => add(name, "", number.as_i64().unwrap()),
                _ => {}
            }
        }
    }
    rollups
}

#[tokio::test]
async fn rollups_equal_a_recount_after_any_sequence_of_uploads() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    let mut sent: Vec<Finished> = Vec::new();
    for round in 0..30 {
        let mut batch = Vec::new();
        for _ in 0..dice.throw(12) + 1 {
            let earlier =
                (!sent.is_empty()).then(|| sent[usize::try_from(dice.throw(sent.len() as u64)).unwrap()].clone());
            let record = match (dice.throw(6), earlier) {
                // A correction. The numbers have gaps, so that a later correction can come before an earlier one.
                (0 | 1, Some(earlier)) => {
                    let (form, revision) = (earlier.version.form.id.as_str(), 1 + dice.throw(6) as u32);
                    let answers = if form == "incident" { incident(&mut dice) } else { activity(&mut dice) };
                    phone.finish(form, earlier.version.record, revision, answers)
                }
                // The same version again.
                (2, Some(earlier)) => earlier,
                // A version that breaks rules: taken, and counted as far as it can be read.
                (3, _) => {
                    let mut answers = incident(&mut dice);
                    answers.insert("age_group".into(), json!("nonsense"));
                    phone.finish("incident", RecordId::new(), 1, answers)
                }
                (4, _) => phone.activity(&mut dice),
                _ => phone.incident(&mut dice),
            };
            batch.push(record);
        }
        phone.send(&batch.iter().collect::<Vec<_>>()).await;
        sent.extend(batch);
        assert_eq!(stored(&server.database()), recounted(&server.database()), "round {round}");
    }
    assert!(server.conflicts() > 0 && server.count("versions") > 50, "the dice made all kinds");
}

#[tokio::test]
async fn a_correction_takes_the_place_of_what_it_corrects_whichever_arrives_first() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let version = |sex: &str, revision, record| {
        let mut answers = incident(&mut Dice::new());
        answers.insert("sex".into(), json!(sex));
        phone.finish("incident", record, revision, answers)
    };
    let (first, second) = (RecordId::new(), RecordId::new());
    phone.send(&[&version("female", 1, first), &version("male", 2, first)]).await;
    phone.send(&[&version("male", 2, second), &version("female", 1, second)]).await;
    let count = |sex: &str| -> i64 {
        let sql = "SELECT coalesce(sum(records), 0) FROM rollups WHERE question = 'sex' AND choice = ?1";
        server.database().query_row(sql, [sex], |row| row.get(0)).unwrap()
    };
    assert_eq!((count("male"), count("female"), server.count("versions")), (2, 0, 4));
    assert_eq!(server.count("records"), 2);
}

#[tokio::test]
async fn rows_of_impossible_months_do_not_break_the_summary() {
    let server = Server::start().await;
    let phone = server.phone().await;
    phone.send_one(&phone.activity(&mut Dice::new())).await;
    for form in ["incident", "activity"] {
        for month in ["0202-11", "0002-01", "1026-11", "9026-11", ""] {
            let sql = "INSERT INTO rollups VALUES (1, ?1, ?2, '33.16.09.2002', '', '', 7, 0)";
            server.database().execute(sql, [form, month]).unwrap();
        }
    }
    let mut manager = crate::support::Browser::signed_in(&server, kentongan_central::Role::CaseManager).await;
    for path in ["/summary", "/summary?period=all", "/summary?period=2026-11", "/summary?period=1026"] {
        assert_eq!(manager.get(path).await.status, 200, "{path}");
    }
    let page = manager.get("/summary?period=all").await;
    assert_eq!(page.kpi("Kejadian dilaporkan"), "14", "what has a month counts, what has none does not");
}

#[tokio::test]
async fn a_record_with_a_mistyped_year_is_stored_and_counts_in_the_month_it_was_finished() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut dice = Dice::new();
    for year in ["0202", "0002", "1026"] {
        let mut answers = incident(&mut dice);
        answers.insert("incident_date".to_owned(), format!("{year}-11-20").into());
        let record = phone.finish("incident", RecordId::new(), 1, answers);
        let outcome = phone.send_one(&record).await;
        assert!(matches!(outcome, kentongan_exchange::RecordOutcome::Stored { .. }), "{year}: {outcome:?}");
    }
    let mut coordinator = crate::support::Browser::signed_in(&server, kentongan_central::Role::Coordinator).await;
    for path in ["/summary", "/summary?period=all", "/summary?period=2026-11"] {
        assert_eq!(coordinator.get(path).await.status, 200, "{path}");
    }
    let months: Vec<String> = {
        let database = server.database();
        let mut statement = database.prepare("SELECT DISTINCT month FROM rollups").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(months, ["2026-11"]);
}

#[tokio::test]
async fn the_answers_to_tests_are_not_counted_as_participants() {
    let server = Server::start().await;
    let phone = server.phone().await;
    phone.send_one(&phone.activity(&mut Dice::new())).await;
    let page = Browser::signed_in(&server, kentongan_central::Role::Coordinator).await.get("/summary").await;
    let table = page.html.split("Peserta menurut umur").nth(2).and_then(|rest| rest.split("</table>").next()).unwrap();
    assert!(table.contains("Perempuan") && !table.contains("Sebelum"), "{table}");
}
