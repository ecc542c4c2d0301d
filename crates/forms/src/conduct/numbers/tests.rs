use proptest::prelude::*;

use super::Numbers;

fn has_national_id(text: &str) -> bool {
    Numbers::read(text).national_id().is_some()
}

fn has_phone_number(text: &str) -> bool {
    Numbers::read(text).phone_number().is_some()
}

#[test]
fn an_identity_number_is_found_however_it_is_grouped() {
    for text in [
        "NIK 3316096505100001.",
        "3316 0965 0510 0001",
        "33.16.09.650510.0001",
        "no 3316-0965-0510-0001 ya",
        "3316\u{2011}0965\u{2011}0510\u{2011}0001",
        "3316\u{a0}0965\u{202f}0510  0001",
        "３３１６０９６５０５１００００１",
        "(3316) 0965 [0510] 0001",
        "331609\u{200b}6505100001",
        "*3316* 0965 0510 0001",
    ] {
        assert!(has_national_id(text), "{}", text.escape_unicode());
    }
    for text in [
        "20261120 20261127",
        "33.16.09.1010",
        "110 dan 129",
        "12345678901234567",
        "tgl 20-11-2026 14.30",
        "11-12-2026 12-12-2026",
        "2026-11-20 sampai 2026-11-27",
    ] {
        assert!(!has_national_id(text), "{text}");
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
        // These were missed once: a non-breaking hyphen, a dash, three kinds of blank, two blanks, other digits.
        "Hubungi ibu +62 812\u{2011}3456\u{2011}7890",
        "0812\u{2013}3456\u{2013}7890",
        "0812\u{2014}3456\u{2014}7890",
        "0812\u{a0}3456\u{a0}7890",
        "0812\u{202f}3456\u{202f}7890",
        "0812  3456  7890",
        "０８１２３４５６７８９０",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "꧐꧘꧑꧒꧓꧔꧕꧖꧗꧘꧙꧐",
        "(0296) 531 234",
        "(0296) 531-234",
        "0296/531234",
        "0296 / 531.234",
        "(0296)531234",
        "021-7654-3210",
        "+62(0)812 3456 7890",
        "+62 (0) 812-3456-7890",
        "62(0)812 3456 7890",
        "(+62) 812 3456 7890",
        "+62-296-531234",
        "0062 812 3456 7890",
        "0812.3456.7890",
        "0812/3456/7890",
        "0812_3456_7890",
        "0812,3456,7890",
        "08 12 34 56 78 90",
        "0 8 1 2 3 4 5 6 7 8 9 0",
        "0812\n3456\n7890",
        "*0812* 3456 7890",
        "0812~3456~7890",
        "812-3456-7890",
        "81234567890",
        "RT 003 RW 001 0812 3456 7890",
        "tgl 20-11-2026 0812 3456 7890",
        // Relatives who work abroad.
        "+60 12-345 6789",
        "+852 9123 4567",
        // From bug reports of other projects: marks that are copied together with a number.
        "\u{2068}0812 3456 7890\u{2069}", // signalapp/Signal-Android#11630
        "\u{202a}+62 812\u{2011}3456\u{2011}7890\u{202c}", // nhoizey/vscode-gremlins#204
        "0812\u{fe0d}-3456-7890",         // woocommerce/woocommerce#58000
        "\u{200e}081234567890",           // contao/core#8434
        "0\u{fe0f}\u{20e3}8\u{fe0f}\u{20e3}1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3} 3456 7890",
    ] {
        assert!(has_phone_number(text), "{}", text.escape_unicode());
    }
}

#[test]
fn dates_times_codes_money_and_helplines_are_no_phone_numbers() {
    for text in [
        "08-11-2026",
        "08.11.2026 14.30",
        "02-11-2026 10.30",
        "08-11-2026 30 anak",
        "08/11/2026 45 peserta",
        "08 11 2026 14.30",
        "08-11-26 14.30",
        "08/12/2026 08.15-09.30",
        "2026-11-20",
        "20/11/2026",
        "11/20/2026",
        "20/11/2026 - 27/11/2026",
        "20–27/11/2026",
        "33.16.09.2002",
        "hubungi 110 atau 129",
        "SAPA 08111-129-129",
        "SAPA 08111\u{2011}129\u{2011}129",
        "RT 003 RW 001",
        "RT 003/RW 001",
        "RT 012/003 No. 45",
        "jam 08.00 - 09.30",
        "08.00–09.30",
        "08.15–09.30, 10.00–11.45",
        "pukul 08.15 - 09.30 120 anak",
        "08:15:30 - 09:30:15",
        "0800-0930",
        "62 anak, 81 dewasa",
        "08, 12, 10, 15, 09",
        "tahun 2026",
        "2025/2026",
        "Rp 8.120.000",
        "Rp1.250.000,00",
        "5.000.000 - 10.000.000",
        "kelas 4-6, 30 anak, 2 jam",
        "surat 005/0812/345/2026",
        "surat 400.2/115/2026",
        "UU 12/2022 pasal 39, 41–42",
        "3×24 jam",
        "umur 12-14 tahun: 10, 15-17 tahun: 12",
        "-6.9698, 111.4190",
        "1 2 3 4 5 6 7 8 9",
    ] {
        assert!(!has_phone_number(text), "{text}");
        assert!(!has_national_id(text), "{text}");
    }
}

#[test]
fn what_is_found_is_the_number_and_nothing_beside_it() {
    for (text, number) in [
        ("Hubungi ibu +62 812\u{2011}3456\u{2011}7890 besok", "62 812\u{2011}3456\u{2011}7890"),
        ("RT 003 RW 001 0812 3456 7890 30", "0812 3456 7890"),
        ("０８１２ ３４５６ ７８９０!", "０８１２ ３４５６ ７８９０"),
    ] {
        assert_eq!(text.get(Numbers::read(text).phone_number().unwrap()), Some(number));
    }
}

/// Signs and blanks that people, keyboards and copied texts put between digits.
fn separator() -> impl Strategy<Value = String> {
    let signs = [
        "", " ", "  ", "-", " - ", ".", "/", ") ", ") - ", "\u{a0}", "\u{202f}", "\u{2009}", "\u{3000}", "\u{200b}",
        "\u{2060}", "\u{feff}", "\u{ad}", "\u{200e}", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}",
        "\u{2212}", "\u{ff0d}", "\u{30fc}", "\u{b7}", "\u{2022}", "_", "*", "~", "|", "=", "\n", "\t", "'", "\u{2019}",
        "😀",
    ];
    prop::sample::select(signs.map(str::to_owned).to_vec())
}

fn dressed(digit: char, script: u32) -> char {
    let value = digit.to_digit(10).unwrap_or(0);
    let first = [0x30, 0xFF10, 0x660, 0x6F0, 0xA9D0, 0x1D7CE].get(script as usize).copied().unwrap_or(0x30);
    char::from_u32(first + value).unwrap_or(digit)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Groups as people write them, of three and more digits, with anything between them, in any script.
    #[test]
    fn no_separator_and_no_script_hides_a_mobile_number(
        signs in prop::collection::vec(separator(), 3),
        script in 0_u32..6,
        prefix in prop::sample::select(vec!["0812", "+62812", "+62 812", "+62 (0)812", "0857", "0895"]),
        rest in prop::collection::vec(200_u32..9_999, 2),
        before in "[a-z ]{0,12}",
    ) {
        let number = format!("{prefix}{}{:03}{}{:04}", signs[0], rest[0] % 1_000, signs[1], rest[1]);
        let number: String = number.chars().map(|c| if c.is_ascii_digit() { dressed(c, script) } else { c }).collect();
        // 0812/345/2026 is how letters are numbered, and nobody can tell.
        prop_assume!(!(1_900..=2_099).contains(&rest[1]));
        let text = format!("{before} {number}{}", signs[2]);
        prop_assert!(has_phone_number(&text), "{}", text.escape_unicode());
    }

    #[test]
    fn no_separator_and_no_script_hides_an_identity_number(
        signs in prop::collection::vec(separator(), 4),
        script in 0_u32..6,
        birth in (1_u32..=31, 1_u32..=12, 36_u32..=99),
        order in 1_u32..9_999,
    ) {
        let (day, month, year) = birth;
        let birth = format!("{:02}{month:02}{year:02}", day + 40);
        let number = format!("331609{}{birth}{}{order:04}", signs[0], signs[1]);
        let number: String = number.chars().map(|c| if c.is_ascii_digit() { dressed(c, script) } else { c }).collect();
        let text = format!("{}NIK {number}{}", signs[2], signs[3]);
        prop_assert!(has_national_id(&text), "{}", text.escape_unicode());
    }

    /// Timetables are never refused, because every activity's follow-up plan has some.
    #[test]
    fn no_date_time_or_count_is_refused(
        day in 1_u8..=28, month in 1_u8..=12, year in 2_020_u16..=2_030,
        hours in (6_u8..=12, 13_u8..=21), minutes in (0_u8..60, 0_u8..60), children in 1_u16..300,
        dash in prop::sample::select(vec!["-", " - ", "\u{2013}", " \u{2013} ", " s.d. "]),
        sign in prop::sample::select(vec!["-", "/", "."]),
    ) {
        let (from, to) = hours;
        let (first, last) = minutes;
        let text = format!("{day:02}{sign}{month:02}{sign}{year} {from:02}.{first:02}{dash}{to:02}.{last:02}, {children} anak");
        prop_assert!(!has_phone_number(&text) && !has_national_id(&text), "{text}");
        let text = format!("{from:02}.{first:02}{dash}{to:02}.{last:02} {children} anak, RT {day:03} RW {month:03}");
        prop_assert!(!has_phone_number(&text) && !has_national_id(&text), "{text}");
    }

    #[test]
    fn reading_never_fails_and_finds_whole_characters(text in "\\PC{0,60}|[0-9+() .\u{2011}\u{200b}０-９-]{0,60}") {
        let numbers = Numbers::read(&text);
        for found in [numbers.phone_number(), numbers.national_id()].into_iter().flatten() {
            prop_assert!(text.get(found).is_some());
        }
    }
}
