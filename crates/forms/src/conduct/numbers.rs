//! Identity numbers and phone numbers, also when written in groups.

/// A run of digits and what joins it to the run before.
pub(super) struct Group<'a> {
    digits: &'a str,
    /// Whether only one blank, dot, hyphen, slash or bracket stands between it and the run before.
    joined: bool,
    /// Whether a plus stands right before it.
    plus: bool,
}

/// The runs of digits in a text.
pub(super) fn groups(text: &str) -> Vec<Group<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(start).unwrap_or(("", rest));
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at_checked(end).unwrap_or((from, ""));
        let joined = !found.is_empty() && matches!(before, " " | "." | "-" | "/" | ")" | ") " | " - " | ")-");
        found.push(Group { digits, joined, plus: before.ends_with(['+']) });
        rest = after;
    }
    found
}

/// A NIK has 16 digits: area (province, regency, district), birth date (women's day + 40), number
/// (Permendagri 102/2019). Sixteen digits in one are always taken for one; digits in groups only when area
/// and date make sense, or two dates side by side would be one.
pub(super) fn has_national_id(groups: &[Group<'_>]) -> bool {
    groups.iter().any(|group| group.digits.len() == 16) || windows(groups).any(|(_, digits)| is_plausible_nik(&digits))
}

fn is_plausible_nik(digits: &str) -> bool {
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u8>().ok()).unwrap_or(0);
    digits.len() == 16
        && matches!(number(0, 2), 11..=19 | 21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=97)
        && matches!(number(6, 8), 1..=31 | 41..=71)
        && matches!(number(8, 10), 1..=12)
}

/// National helplines, which belong to no child: SAPA 129 on WhatsApp.
const HELPLINES: [&str; 2] = ["08111129129", "628111129129"];

/// Mobile numbers (`08…`, `+62…`, `62…`, as in `wa.me/62…`) and landlines with their area code (`0296-…`).
pub(super) fn has_phone_number(groups: &[Group<'_>]) -> bool {
    windows(groups).any(|(first, digits)| {
        let mobile = digits.starts_with("08") && first.digits.len() >= 3 && (10..=13).contains(&digits.len());
        let abroad = digits.starts_with("62")
            && (first.plus || digits.starts_with("628"))
            && (first.digits.len() == 2 || first.digits.len() >= 5)
            && (10..=15).contains(&digits.len());
        (mobile || abroad) && !HELPLINES.contains(&digits.as_str())
    }) || groups.array_windows().any(|[area, number]: &[Group<'_>; 2]| is_landline(area.digits, number))
        || groups.iter().any(|group| group.digits.starts_with('0') && (9..=12).contains(&group.digits.len()))
}

fn is_landline(area: &str, number: &Group<'_>) -> bool {
    (3..=4).contains(&area.len())
        && area.starts_with('0')
        && !area.starts_with("00")
        && number.joined
        && (5..=8).contains(&number.digits.len())
}

/// Every joined sequence of up to six runs: its first run, and all its digits.
fn windows<'a>(groups: &'a [Group<'a>]) -> impl Iterator<Item = (&'a Group<'a>, String)> {
    groups.iter().enumerate().flat_map(|(start, first)| {
        let following = groups.iter().skip(start + 1).take(5).take_while(|group| group.joined);
        let mut digits = first.digits.to_owned();
        let longer = following.map(move |group| {
            digits.push_str(group.digits);
            (first, digits.clone())
        });
        std::iter::once((first, first.digits.to_owned())).chain(longer)
    })
}

#[cfg(test)]
mod tests {
    use super::{groups, has_national_id, has_phone_number};

    #[test]
    fn an_identity_number_is_found_however_it_is_grouped() {
        for text in
            ["NIK 3316096505100001.", "3316 0965 0510 0001", "33.16.09.650510.0001", "no 3316-0965-0510-0001 ya"]
        {
            assert!(has_national_id(&groups(text)), "{text}");
        }
        for text in ["20261120 20261127", "33.16.09.1010", "110 dan 129", "12345678901234567", "tgl 20-11-2026 14.30"] {
            assert!(!has_national_id(&groups(text)), "{text}");
        }
    }

    #[test]
    fn a_phone_number_is_found_however_it_is_written() {
        for text in [
            "081234567890",
            "WA 0812-3456-7890",
            "0812 3456 789",
            "+62 812 3456 7890",
            "+6281234567890",
            "https://wa.me/6281234567890",
            "62 812-3456-7890",
            "(0296) 531234",
            "0296-531234",
            "0296531234",
        ] {
            assert!(has_phone_number(&groups(text)), "{text}");
        }
    }

    #[test]
    fn dates_codes_and_helplines_are_no_phone_numbers() {
        for text in [
            "08-11-2026",
            "08.11.2026 14.30",
            "02-11-2026 10.30",
            "33.16.09.2002",
            "hubungi 110 atau 129",
            "SAPA 08111-129-129",
            "RT 003 RW 001",
            "jam 08.00 - 09.30",
            "62 anak, 81 dewasa",
            "tahun 2026",
        ] {
            assert!(!has_phone_number(&groups(text)), "{text}");
        }
    }
}
