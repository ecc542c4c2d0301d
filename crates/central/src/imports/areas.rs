//! Areas of the district: `code,name,parent`.

use std::collections::{BTreeMap, BTreeSet};

use kentongan_exchange::Area;

use super::problems::Problems;
use super::table::{Column, Table};

const CODE: &str = "code";
const NAME: &str = "name";
const PARENT: &str = "parent";
const COLUMNS: [Column; 3] = [
    Column { name: CODE, required: true },
    Column { name: NAME, required: true },
    Column { name: PARENT, required: false },
];

const AS_TEXT: &str = "digits and dots, such as 33.16.09.2002; format the column as text in Excel";

/// The areas of a file. Each parent must be in the file, or empty, and no area may lie in itself.
pub(crate) fn read(csv: &str) -> Result<Vec<Area>, Problems> {
    let table = Table::read(csv, &COLUMNS)?;
    let mut problems = Problems::default();
    let mut numbers = BTreeMap::new();
    let mut areas = Vec::new();
    for row in table.rows() {
        let area = Area {
            code: row.cell(CODE).to_owned(),
            name: row.cell(NAME).to_owned(),
            parent: row.cell(PARENT).to_owned(),
        };
        if area.name.is_empty() {
            problems.cell(row.number, NAME, "the name is missing");
        }
        if area.code.is_empty() {
            problems.cell(row.number, CODE, "the code is missing");
        } else if !is_code(&area.code) {
            problems.cell(row.number, CODE, format!("{:?} is no code: {AS_TEXT}", area.code));
        } else if let Some(first) = numbers.get(&area.code) {
            problems.cell(row.number, CODE, format!("{} is in row {first} already", area.code));
        } else {
            numbers.insert(area.code.clone(), row.number);
        }
        areas.push((row.number, area));
    }
    let with_code = areas.iter().map(|(_, area)| area).filter(|area| !area.code.is_empty());
    let parents: BTreeMap<&str, &str> = with_code.map(|area| (area.code.as_str(), area.parent.as_str())).collect();
    let mut reported = BTreeSet::new();
    for (row, area) in &areas {
        let Area { code, parent, .. } = area;
        if parent.is_empty() {
            continue;
        }
        if parent == code {
            problems.cell(
                *row,
                PARENT,
                format!("{code} is its own parent; leave the cell empty for the outermost area"),
            );
        } else if !parents.contains_key(parent.as_str()) {
            problems.cell(*row, PARENT, no_parent(parent, &parents));
        } else if let Some(circle) = circle(code, &parents)
            && reported.is_disjoint(&circle)
        {
            let codes = circle.iter().copied().collect::<Vec<_>>().join(", ");
            problems.cell(*row, PARENT, format!("these areas lie in each other: {codes}"));
            reported.extend(circle);
        }
    }
    problems.or(areas.into_iter().map(|(_, area)| area).collect())
}

/// Whether the text has the shape of a code: digits in parts, with dots between them.
pub(super) fn is_code(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Excel drops the last zero of `33.10` when it reads a number.
fn no_parent(parent: &str, parents: &BTreeMap<&str, &str>) -> String {
    let with_zero = format!("{parent}0");
    if parents.contains_key(with_zero.as_str()) {
        return format!("no area of the file has the code {parent}; if it is {with_zero}, {AS_TEXT}");
    }
    format!("no area of the file has the code {parent:?}")
}

/// The areas of the circle that `code` is a part of.
fn circle<'a>(code: &'a str, parents: &BTreeMap<&'a str, &'a str>) -> Option<BTreeSet<&'a str>> {
    let mut circle = BTreeSet::from([code]);
    let mut here = *parents.get(code)?;
    while here != code {
        if here.is_empty() || !circle.insert(here) {
            return None;
        }
        here = *parents.get(here)?;
    }
    Some(circle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(csv: &str) -> String {
        read(csv).unwrap_err().to_string()
    }

    #[test]
    fn the_areas_that_we_ship_are_read_also_when_excel_has_saved_them() {
        let shipped = include_str!("../../../../assets/areas.csv");
        let areas = read(shipped).unwrap();
        assert_eq!(areas.len(), 22);
        let saved = format!("\u{feff}{}\r\n;;\r\n;;\r\n", shipped.trim_end().replace('\n', "\r\n").replace(',', ";"));
        assert_eq!(read(&saved).unwrap(), areas);
    }

    #[test]
    fn every_wrong_row_is_named_at_once_and_nothing_is_taken() {
        let text = refused(
            "code;name;parent\n33.16;Kabupaten;\n33.16.01;Satu;33.17\n33.16.02;;33.16\n33.16.01;Lagi;33.16\n\
             33.16. 09;Blora;33.16\n;Tanpa kode;33.16\n33,16,10;Koma;33.16\n33.16.;Titik;33.16\n",
        );
        for part in [
            "mistakes (7)",
            "row 3, column parent: no area of the file has the code \"33.17\"",
            "row 4, column name: the name is missing",
            "row 5, column code: 33.16.01 is in row 3 already",
            "row 6, column code: \"33.16. 09\" is no code",
            "row 7, column code: the code is missing",
            "row 8, column code: \"33,16,10\" is no code",
            "row 9, column code: \"33.16.\" is no code",
            "format the column as text in Excel",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn an_area_never_lies_in_itself_directly_or_through_others() {
        assert!(refused("code,name,parent\n33,A,33\n").contains("row 2, column parent: 33 is its own parent"));
        let text = refused("code,name,parent\n1,A,3\n2,B,1\n3,C,2\n4,D,2\n5,E,\n");
        assert!(text.contains("row 2, column parent: these areas lie in each other: 1, 2, 3"), "{text}");
        assert!(
            text.contains("mistakes (1)"),
            "a circle is named once, and who lies in it is not a part of it: {text}"
        );
    }

    #[test]
    fn a_zero_that_excel_dropped_from_a_code_is_recognised() {
        let text = refused("code,name,parent\n33.10,Klaten,\n33.10.01,Prambanan,33.1\n");
        assert!(text.contains("no area of the file has the code 33.1; if it is 33.10"), "{text}");
    }
}
