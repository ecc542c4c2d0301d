//! The colours of the phone, by day and by night: text must be read in the sun, on a cheap screen. WCAG 2.2 asks for
//! 4.5 : 1 (AA) and, of main text, 7 : 1 (AAA); see `assets/css/tokens.css`.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../assets/css/tokens.css");

/// Main text: body text, and the words on buttons.
const MAIN: [(&str, &[&str]); 3] = [
    ("ink", &["paper", "surface", "sunk", "lead-soft", "wood-soft", "alarm-soft", "ok-soft"]),
    ("lead-ink", &["lead"]),
    ("alarm-ink", &["alarm"]),
];
/// All other text: hints, links, states.
const OTHER: [(&str, &[&str]); 5] = [
    ("ink-soft", &["paper", "surface", "sunk", "lead-soft", "wood-soft", "alarm-soft", "ok-soft"]),
    ("lead", &["paper", "surface", "sunk", "lead-soft", "wood-soft"]),
    ("wood", &["paper", "surface", "wood-soft"]),
    ("alarm", &["paper", "surface", "alarm-soft"]),
    ("ok", &["paper", "surface", "ok-soft"]),
];
/// No text, but it shows where a field is (WCAG 2.2, 1.4.11).
const DRAWN: [(&str, &[&str]); 1] = [("edge", &["paper", "surface"])];

type Colours = BTreeMap<String, [u8; 3]>;

/// The colours of a piece of the style sheet: `--name: #rrggbb;`.
fn colours(css: &str) -> Colours {
    let declarations = css.split([';', '{', '}']).filter_map(|declaration| declaration.split_once(':'));
    let colour = |(name, value): (&str, &str)| {
        let (name, digits) = (name.trim().strip_prefix("--")?, value.trim().strip_prefix('#')?);
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        assert_eq!(digits.len(), 6, "{name}");
        Some((name.to_owned(), [part(0), part(2), part(4)]))
    };
    declarations.filter_map(colour).collect()
}

/// Relative luminance (WCAG 2.2).
fn light(colour: [u8; 3]) -> f64 {
    let linear = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn complaints(kind: &str, colours: &Colours) -> Vec<String> {
    let colour = |name: &str| *colours.get(name).unwrap_or_else(|| panic!("no colour --{name} by {kind}"));
    let pairs = |least: f64, pairs: &[(&str, &[&str])]| -> Vec<String> {
        let low = |text: &str, ground: &str| {
            let found = contrast(colour(text), colour(ground));
            (found < least).then(|| format!("{text} on {ground} by {kind}: {found:.2}, not {least}"))
        };
        pairs.iter().flat_map(|(text, grounds)| grounds.iter().filter_map(|ground| low(text, ground))).collect()
    };
    [pairs(7.0, &MAIN), pairs(4.5, &OTHER), pairs(3.0, &DRAWN)].concat()
}

#[test]
fn text_stands_out_from_its_ground_in_the_sun_by_day_and_by_night() {
    let (day, night) = TOKENS.split_once("prefers-color-scheme: dark").unwrap();
    let (day, night) = (colours(day), colours(night));
    assert!(day.len() > 10 && night.keys().eq(day.keys()), "the night has every colour of the day");
    assert_eq!([complaints("day", &day), complaints("night", &night)].concat(), Vec::<String>::new());
}

#[test]
fn a_pale_text_is_found() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.01);
    let pale = TOKENS.replace("--ink-soft: #55605f", "--ink-soft: #99a09f");
    let (day, _) = pale.split_once("prefers-color-scheme: dark").unwrap();
    assert!(complaints("day", &colours(day)).iter().any(|complaint| complaint.starts_with("ink-soft on paper")));
}
