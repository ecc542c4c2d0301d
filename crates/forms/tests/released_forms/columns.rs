//! The released forms open in the tools the field already uses (pyxform and what stands on it): every column
//! is one of XLSForm's, or ours by its name (docs/decisions/0009-xlsform-columns.md).

use crate::{ACTIVITY, INCIDENT, form, sheet};

const LANGUAGES: [&str; 2] = ["Indonesian (id)", "English (en)"];

fn is_known(header: &str, plain: &str, translated: &str) -> bool {
    let (base, language) = header.split_once("::").map_or((header, None), |(base, after)| (base, Some(after)));
    let ours = base
        .strip_prefix("kentongan_")
        .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
    match language {
        None => ours || plain.split_whitespace().any(|known| known == base),
        Some(language) => {
            let translates = base == "kentongan_form_title" || translated.split_whitespace().any(|known| known == base);
            translates && LANGUAGES.contains(&language)
        }
    }
}

#[test]
fn every_column_is_one_of_xlsform_s_or_named_as_ours() {
    for text in [INCIDENT, ACTIVITY] {
        for (name, plain, translated) in [
            (
                "survey",
                "type name required relevant constraint calculation choice_filter appearance default parameters \
                 read_only",
                "label hint constraint_message",
            ),
            ("choices", "list_name name", "label"),
            ("settings", "form_title form_id version default_language", ""),
        ] {
            let rows = sheet(text, name);
            assert!(!rows.is_empty());
            for header in rows.iter().flat_map(|row| row.keys()) {
                assert!(is_known(header, plain, translated), "{name}: {header}");
            }
        }
    }
}

#[test]
fn xlsform_s_own_parameters_say_only_which_columns_of_a_file_to_read_and_how_large_a_photo_is() {
    for row in [INCIDENT, ACTIVITY].into_iter().flat_map(|text| sheet(text, "survey")) {
        let from_file = row["type"].contains("_from_file ");
        assert_eq!(row["parameters"].starts_with("value=code label=name"), from_file, "{}", row["name"]);
        // The spelling of XLSForm, so that Collect and Kobo shrink the photo as we do.
        let is_image = row["type"] == "image";
        assert_eq!(row["parameters"] == "max-pixels=1600", is_image, "{}", row["name"]);
        assert_eq!(row["parameters"].is_empty(), !from_file && !is_image, "{}", row["name"]);
    }
}

#[test]
fn a_form_names_itself_in_both_languages() {
    for (text, indonesian, english) in
        [(INCIDENT, "Laporan kejadian", "Incident report"), (ACTIVITY, "Kegiatan edukasi", "Education activity")]
    {
        let form = form(text);
        assert_eq!((form.title().in_language("id"), form.title().in_language("en")), (indonesian, english));
    }
}
