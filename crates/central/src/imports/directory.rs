//! The service directory: one service a row, with numbers that a phone can dial.

use std::collections::BTreeMap;

use axum::http::Uri;
use jiff::civil::Date;
use kentongan_exchange::DirectoryEntry;

use super::areas;
use super::problems::Problems;
use super::table::{Column, Row, Table};
use super::telephone::{self, Use};

const COLUMNS: [Column; 13] = [
    Column { name: "code", required: true },
    Column { name: "area", required: false },
    Column { name: "kind", required: true },
    Column { name: "name_id", required: true },
    Column { name: "name_en", required: true },
    Column { name: "telephone", required: false },
    Column { name: "whatsapp", required: false },
    Column { name: "link", required: false },
    Column { name: "note_id", required: false },
    Column { name: "note_en", required: false },
    Column { name: "refers", required: true },
    Column { name: "emergency", required: true },
    Column { name: "verified", required: false },
];

/// The longest code, because it becomes a choice of a form.
const LONGEST_CODE: usize = 64;
/// Before it, nobody can have checked an entry of this directory: the year was mistyped.
const FIRST_YEAR: i16 = 2000;

/// The entries of a file. `refers` and `emergency` are `yes` or `no`, `verified` is a date.
pub(crate) fn read(csv: &str) -> Result<Vec<DirectoryEntry>, Problems> {
    let table = Table::read(csv, &COLUMNS)?;
    let mut problems = Problems::default();
    let mut numbers = BTreeMap::new();
    let mut entries = Vec::new();
    for row in table.rows() {
        let code = row.cell("code").to_owned();
        if let Some(first) = numbers.get(&code) {
            problems.cell(row.number, "code", format!("{code} is in row {first} already"));
        } else if !code.is_empty() {
            numbers.insert(code, row.number);
        }
        entries.push(entry(row, &mut problems));
    }
    problems.or(entries)
}

/// One entry. Parts that cannot be read are added to `problems` and left empty.
fn entry(row: Row<'_>, problems: &mut Problems) -> DirectoryEntry {
    let text = |column: &str| row.cell(column).to_owned();
    let mut checked = |column: &str, read: Result<String, String>| match read {
        Ok(value) => value,
        Err(what) => {
            problems.cell(row.number, column, what);
            String::new()
        }
    };
    let number = |column: &str, wanted| telephone::read(row.cell(column), wanted).map_err(|error| error.to_string());
    let needed = |column: &str| match row.cell(column) {
        "" => Err("the cell is empty".to_owned()),
        text => Ok(text.to_owned()),
    };
    let mut entry = DirectoryEntry {
        code: checked("code", code(row.cell("code"))),
        area: checked("area", area(row.cell("area"))),
        kind: checked("kind", needed("kind")),
        name_id: checked("name_id", needed("name_id")),
        name_en: text("name_en"),
        telephone: checked("telephone", number("telephone", Use::Call)),
        whatsapp: checked("whatsapp", number("whatsapp", Use::WhatsApp)),
        link: checked("link", link(row.cell("link"))),
        note_id: text("note_id"),
        note_en: text("note_en"),
        refers: false,
        emergency: false,
        verified: None,
    };
    for (column, flag) in [("refers", &mut entry.refers), ("emergency", &mut entry.emergency)] {
        match yes_or_no(row.cell(column)) {
            Some(said) => *flag = said,
            None => problems.cell(row.number, column, "it must be yes or no"),
        }
    }
    match date(row.cell("verified")) {
        Ok(verified) => entry.verified = verified,
        Err(what) => problems.cell(row.number, "verified", what),
    }
    entry
}

/// The code becomes a choice of `referred_to`, so it must be a valid one.
fn code(text: &str) -> Result<String, String> {
    let is_code = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    match text.len() {
        0 => Err("the code is missing".to_owned()),
        1..=LONGEST_CODE if is_code => Ok(text.to_owned()),
        _ => Err(format!(
            "{text:?} is no code: at most {LONGEST_CODE} letters, digits, dots, dashes and underscores, without blanks"
        )),
    }
}

fn area(text: &str) -> Result<String, String> {
    if text.is_empty() || areas::is_code(text) {
        return Ok(text.to_owned());
    }
    Err(format!("{text:?} is no area code, such as 33.16; format the column as text in Excel"))
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "ya" => Some(true),
        "no" | "tidak" => Some(false),
        _ => None,
    }
}

/// An address that a phone can open. Without `http://` or `https://` it gets `https://`, because the phone opens the
/// address as it is.
fn link(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let wrong =
        || "it is no web address, such as https://lapor.go.id; leave the cell empty if there is none".to_owned();
    let after = |scheme: &str| {
        let start = text.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme));
        start.and_then(|start| text.get(start.len()..)).map(|rest| format!("{scheme}{rest}"))
    };
    let address = after("http://").or_else(|| after("https://")).unwrap_or_else(|| format!("https://{text}"));
    let uri: Uri = address.parse().map_err(|_| wrong())?;
    let authority = uri.authority().ok_or_else(wrong)?;
    let is_label = |label: &str| {
        let inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        inside && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    let host = authority.host();
    let top = host.rsplit_once('.').map_or("", |(_, top)| top);
    // Without a top-level domain it is a word, or a telephone number.
    let is_host = host.split('.').all(is_label) && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_host && !authority.as_str().contains('@') { Ok(address) } else { Err(wrong()) }
}

/// `2026-11-28`, or day, month and year as people in Indonesia write them: `28/11/2026`.
fn date(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || "it is no date; write the day, the month and the year, as in 31/12/2024 or 2024-12-31".to_owned();
    let days = text.split([',', '.']).next().unwrap_or_default();
    if days.len() == 5 && days.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("Excel wrote the number of the day; format the column as a date or as text. {}", wrong()));
    }
    // Programs that write dates with a time write midnight.
    let midnight = [" 00:00:00", "T00:00:00", " 00:00", " 0:00"];
    let text = midnight.iter().find_map(|time| text.strip_suffix(time)).unwrap_or(text);
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [first, month, last] = parts.as_slice() else { return Err(wrong()) };
    let (year, day) = if first.len() == 4 { (*first, *last) } else { (*last, *first) };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4
        || !matches!(day.len(), 1 | 2)
        || !matches!(month.len(), 1 | 2)
        || !parts.iter().all(|part| is_number(part))
    {
        return Err(wrong());
    }
    let read = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    let date = read().ok_or_else(wrong)?;
    if date.year() < FIRST_YEAR { Err(wrong()) } else { Ok(Some(date)) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    const HEADINGS: &str =
        "code,area,kind,name_id,name_en,telephone,whatsapp,link,note_id,note_en,refers,emergency,verified";

    fn refused(rows: &str) -> String {
        read(&format!("{HEADINGS}\n{rows}")).unwrap_err().to_string()
    }

    fn one(row: &str) -> DirectoryEntry {
        let mut entries = read(&format!("{HEADINGS}\n{row}\n")).unwrap();
        assert_eq!(entries.len(), 1);
        entries.remove(0)
    }

    #[test]
    fn the_directory_that_we_ship_is_read_unchanged() {
        let entries = read(include_str!("../../../../assets/directory.csv")).unwrap();
        assert_eq!(entries.len(), 15);
        let uptd = entries.iter().find(|entry| entry.code == "uptd_ppa_blora").unwrap();
        assert_eq!((uptd.whatsapp.as_str(), uptd.verified), ("0895-3914-04000", Some(day(2024, 12, 31))));
        assert!(entries.iter().any(|entry| entry.emergency) && entries.iter().any(|entry| entry.refers));
    }

    #[test]
    fn every_wrong_cell_is_named_at_once_without_repeating_a_number() {
        let text = refused(
            "a,,police,A,A,\"6,28123E+12\",,,,,yes,no,\nb,,police,B,B,####,6.28E+11,,,,yes,no,\n,,,,,,,,,,,,\n\
             c d,,police,C,C,8123456789,,,,,ja,no,31/31/2024\na,,police,,D,,129,javascript:alert(1),,,yes,,\n\
             e,\"33,16\",,E,E,0296531234,,,,,yes,no,45657\n",
        );
        for part in [
            "row 2, column telephone: Excel has rounded the number",
            "row 3, column telephone: the column was too narrow",
            "row 3, column whatsapp: Excel has rounded",
            "row 5, column code: \"c d\" is no code",
            "row 5, column telephone: the zero at the beginning is missing",
            "row 5, column refers: it must be yes or no",
            "row 5, column verified: it is no date",
            "row 6, column code: a is in row 2 already",
            "row 6, column name_id: the cell is empty",
            "row 6, column whatsapp: a short code has no WhatsApp",
            "row 6, column link: it is no web address",
            "row 6, column emergency: it must be yes or no",
            "row 7, column area: \"33,16\" is no area code",
            "row 7, column kind: the cell is empty",
            "row 7, column verified: Excel wrote the number of the day",
            "format the column as text in Excel",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("8123456789") && !text.contains("0296531234"), "{text}");
    }

    #[test]
    fn headings_alone_replace_no_directory() {
        let text = read(HEADINGS).unwrap_err().to_string();
        assert!(text.contains("no row below the headings"), "{text}");
    }

    #[test]
    fn numbers_flags_and_dates_are_read_in_the_spelling_of_a_spreadsheet() {
        let entry = one("a,33.16,police,A,,(0296) 531234,'081234567890,lapor.go.id/blora,,,YA,Tidak,5/1/2025");
        assert_eq!((entry.telephone.as_str(), entry.whatsapp.as_str()), ("0296-531234", "081234567890"));
        assert_eq!(entry.link, "https://lapor.go.id/blora");
        assert!(entry.refers && !entry.emergency);
        assert_eq!(entry.verified, Some(day(2025, 1, 5)));
    }

    #[test]
    fn a_date_is_iso_or_day_month_year() {
        for text in ["2024-12-31", "31/12/2024", "31-12-2024", "31.12.2024", "2024-12-31 00:00:00", "31/12/2024 0:00"] {
            assert_eq!(date(text), Ok(Some(day(2024, 12, 31))), "{text}");
        }
        assert_eq!(date("3/4/2025"), Ok(Some(day(2025, 4, 3))), "the day comes first in Indonesia");
        for text in [
            "12/31/2024",
            "31/12/24",
            "2024",
            "Desember 2024",
            "30/2/2025",
            "45657",
            "45657,5",
            "0202-12-31",
            "########",
        ] {
            assert!(date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_link_is_one_that_a_phone_can_open() {
        for (typed, stored) in [
            ("https://pengaduan.kpai.go.id", "https://pengaduan.kpai.go.id"),
            ("HTTP://lapor.go.id", "http://lapor.go.id"),
            ("report.iwf.org.uk/id", "https://report.iwf.org.uk/id"),
            ("lapor.go.id:8443/a?b=c", "https://lapor.go.id:8443/a?b=c"),
            ("", ""),
        ] {
            assert_eq!(link(typed), Ok(stored.to_owned()), "{typed}");
        }
        for typed in [
            "javascript:alert(1)",
            "mailto:a@b.id",
            "ftp://lapor.go.id",
            "file:///etc/passwd",
            "https://",
            "https:/lapor.go.id",
            "lapor",
            "lapor go id",
            "https://admin@lapor.go.id",
            "081234567890",
            "0812.3456.7890",
            "-.go.id",
            "localhost/a",
        ] {
            assert!(link(typed).is_err(), "{typed}");
        }
    }
}
