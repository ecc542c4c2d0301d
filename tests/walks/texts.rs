//! What people type, and what bug reports of other projects say that people type.

use fastrand::Rng;

/// A text to type: an answer, half an answer, or nothing like one.
pub fn typed(rng: &mut Rng) -> String {
    const ODD: [&str; 30] = [
        "",
        " ",
        "\u{200b}",
        "\u{200b}\u{200b}",
        "\u{feff}a",
        "0",
        "-1",
        "3",
        "12",
        "007",
        "1e9",
        "1,5",
        "1.000",
        "99999999999999999999",
        "٣",
        "2026-11-20",
        "0025-11-20",
        "2026-02-30",
        "9999-12-31",
        "20/11/2026",
        "09:00",
        "25:61",
        "2026-11-22T09:00",
        "baris satu\nbaris dua",
        "  tepi  ",
        "𝟘𝟙 🧒🏽 \u{202e}balik",
        "<b>tebal</b> & 'kutip' \"dua\"",
        "Hubungi 0812\u{2011}3456\u{2011}7890",
        "lewat fasilitator",
        "NaN",
    ];
    match rng.u8(..20) {
        0 => "x".repeat(rng.usize(490..520)),
        1 => "panjang ".repeat(rng.usize(1..700)),
        // Sixteen digits look like a citizen's number.
        2 => (0..16).map(|_| char::from(b'0' + rng.u8(..10))).collect(),
        3 => (0..rng.usize(1..12)).map(|_| rng.char('\u{20}'..'\u{2fff}')).collect(),
        _ => ODD[rng.usize(..ODD.len())].to_owned(),
    }
}
