//! Looking for records: by a code as people type it, and by village.

use kentongan_central::Role;
use kentongan_exchange::{RecordId, RecordOutcome};

use crate::support::{Browser, Dice, Server, activity};

fn asked(path: &str, name: &str, value: &str) -> String {
    let address = format!("{path}?");
    let length = address.len();
    form_urlencoded::Serializer::for_suffix(address, length).append_pair(name, value).finish()
}

#[tokio::test]
async fn a_record_is_found_by_its_code_however_a_person_types_it() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let record = phone.incident(&mut Dice::new());
    let RecordOutcome::Stored { receipt } = phone.send_one(&record).await else { panic!("not stored") };
    let code = record.version.code.as_str();
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    for typed in [receipt.short_code(), receipt.short_code().replace('-', "").to_lowercase()] {
        let page = browser.get(&asked("/records", "code", &typed)).await;
        assert!(page.html.contains(&format!(">{code}</a>")), "its receipt {typed}: {}", page.html);
    }
    let confused = format!("{}{}", &code[..7], code[7..].replace('0', "O").replace('1', "l"));
    for typed in [
        code.to_owned(),
        code.to_lowercase(),
        code.replace('-', " "),
        code.replace('-', ""),
        code.replace('-', "–"),
        code.replace('-', " \u{2014} "),
        format!("kode {code}, mohon dicek"),
        code[7..].to_lowercase(),
        code[..6].replace('-', ""),
        confused,
    ] {
        let page = browser.get(&asked("/records", "code", &typed)).await;
        assert_eq!(page.status, 200, "{typed}");
        assert!(page.html.contains(&format!(">{code}</a>")), "{typed}: {}", page.html);
    }
    let page = browser.get(&asked("/records", "code", "8F2-K9")).await;
    assert!(!page.html.contains(code) && page.html.contains("kode tanda terima"), "{}", page.html);
    let page = browser.get(&asked("/records", "code", "ZZZ 99 ZZZZ")).await;
    assert!(!page.html.contains(code) && page.html.contains("Tidak ada catatan yang cocok"), "{}", page.html);
}

#[tokio::test]
async fn villages_are_offered_by_kecamatan_and_one_without_records_says_so() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    for send in [false, true] {
        if send {
            let mut answers = activity(&mut Dice::new());
            answers.insert("area".to_owned(), "33.16.09.2002".into());
            phone.send_one(&phone.finish("activity", RecordId::new(), 1, answers)).await;
        }
        for path in ["/records", "/summary"] {
            let page = browser.get(path).await;
            let groups = "<optgroup label=\"Blora\"><option value=\"33.16.09.2002\">Kamolan</option>";
            assert!(page.html.contains(groups), "{path}: {}", page.html);
            assert!(
                page.html.contains("<optgroup label=\"Cepu\"><option value=\"33.16.05.2005\">Jipang</option>"),
                "{path}"
            );
            for no_village in ["33.16.01\"", "33.16.05\"", "33.16\"", "Jati"] {
                assert!(!page.html.contains(&format!("<option value=\"{no_village}")), "{path} offers {no_village}");
            }
            let page = browser.get(&format!("{path}?area=33.16.05.2002")).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(page.html.contains("Belum ada catatan") && page.html.contains("Ngloram"), "{path}: {}", page.html);
            assert!(page.html.contains("<option value=\"33.16.05.2002\" selected>Ngloram</option>"), "{path}");
            let page = browser.get(&format!("{path}?area=33.16.05")).await;
            assert!(page.status == 200 && page.html.contains("ilih satu desa"), "{path}: {}", page.html);
            for unknown in ["33.16.05.9999", "99", "Ngloram", "33.16.05."] {
                assert_eq!(browser.get(&format!("{path}?area={unknown}")).await.status, 404, "{path} {unknown}");
            }
        }
    }
    // A kecamatan has no figures of its own: a zero there would be wrong.
    let page = browser.get("/summary?period=all&area=33.16.09").await;
    assert!(!page.html.contains("class=\"kpis\"") && page.html.contains("Angka dihitung per desa"), "{}", page.html);
}
