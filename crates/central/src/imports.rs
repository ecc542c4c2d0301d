//! Reading an operator's CSV files. It takes all rows or none, and names the first wrong row.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use jiff::civil::Date;
use kentongan_exchange::{Area, DirectoryEntry, FormSource};
use kentongan_forms::FormDefinition;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// `code,name,parent`. Each parent must be in the file, or empty.
pub(crate) fn areas(csv: &str) -> anyhow::Result<Vec<Area>> {
    let areas: Vec<Area> = rows(csv)?;
    let codes: BTreeSet<&str> = areas.iter().map(|area| area.code.as_str()).collect();
    if codes.len() != areas.len() {
        bail!("a code stands twice");
    }
    for area in &areas {
        let code_is_fine = !area.code.is_empty() && area.code.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if !code_is_fine || area.name.trim().is_empty() {
            bail!("area {:?}: a code is digits and dots, and a name is needed", area.code);
        }
        if !area.parent.is_empty() && !codes.contains(area.parent.as_str()) {
            bail!("area {}: its parent {} is not in the file", area.code, area.parent);
        }
    }
    Ok(areas)
}

/// One row of a directory file, with the column names of a spreadsheet.
#[derive(Deserialize)]
struct DirectoryRow {
    code: String,
    #[serde(default)]
    area: String,
    kind: String,
    name_id: String,
    name_en: String,
    #[serde(default)]
    telephone: String,
    #[serde(default)]
    whatsapp: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    note_id: String,
    #[serde(default)]
    note_en: String,
    refers: String,
    emergency: String,
    #[serde(default)]
    verified: Option<Date>,
}

/// The columns of a directory entry; `refers` and `emergency` are `yes` or `no`.
pub(crate) fn directory(csv: &str) -> anyhow::Result<Vec<DirectoryEntry>> {
    let rows: Vec<DirectoryRow> = rows(csv)?;
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    if codes.len() != rows.len() {
        bail!("a code stands twice");
    }
    rows.into_iter().map(entry).collect()
}

fn entry(row: DirectoryRow) -> anyhow::Result<DirectoryEntry> {
    let code = row.code.clone();
    let said = |text: &str, column: &str| match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => bail!("{code}: {column} must be yes or no"),
    };
    // The code becomes a choice of `referred_to`, so it must be a valid one.
    if code.is_empty() || code.len() > 64 || !code.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) {
        bail!("{code:?}: a code is letters, digits, dots, dashes and underscores");
    }
    let (refers, emergency) = (said(&row.refers, "refers")?, said(&row.emergency, "emergency")?);
    Ok(DirectoryEntry {
        code: row.code,
        area: row.area,
        kind: row.kind,
        name_id: row.name_id,
        name_en: row.name_en,
        telephone: row.telephone,
        whatsapp: row.whatsapp,
        link: row.link,
        note_id: row.note_id,
        note_en: row.note_en,
        refers,
        emergency,
        verified: row.verified,
    })
}

/// A form. It is parsed first, so that phones can parse it too.
pub(crate) fn form(csv: &str) -> anyhow::Result<FormSource> {
    let form = FormDefinition::from_csv(csv).context("the form has mistakes")?;
    Ok(FormSource { id: form.id().to_owned(), version: form.version().to_owned(), csv: csv.to_owned() })
}

fn rows<T: DeserializeOwned>(csv: &str) -> anyhow::Result<Vec<T>> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().enumerate().map(|(at, row)| row.with_context(|| format!("row {}", at + 2))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_areas_and_the_directory_that_we_ship_are_read() {
        assert_eq!(areas(include_str!("../../../assets/areas.csv")).unwrap().len(), 22);
        let directory = directory(include_str!("../../../assets/directory.csv")).unwrap();
        assert!(directory.iter().any(|entry| entry.emergency));
        assert!(directory.iter().any(|entry| entry.refers));
    }

    #[test]
    fn a_wrong_row_is_named_and_nothing_is_taken() {
        let error = areas("code,name,parent\n33.16,Kabupaten Blora,\n33.16.01,Jati,33.17\n").unwrap_err();
        assert!(error.to_string().contains("33.16.01"), "{error}");
        assert!(areas("code,name,parent\n33.16,A,\n33.16,B,\n").is_err());
        let header = "code,area,kind,name_id,name_en,telephone,whatsapp,link,note_id,note_en,refers,emergency,verified";
        let error = directory(&format!("{header}\nx,,police,X,X,110,,,,,ja,no,\n")).unwrap_err();
        assert!(error.to_string().contains("refers"), "{error}");
    }
}
