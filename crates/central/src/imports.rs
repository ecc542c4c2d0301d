//! Reading an operator's CSV files. It takes all rows or none, and names the mistakes of all rows at once.
//!
//! The files come from spreadsheets, so they are read as these write them (`table`). What a spreadsheet has broken,
//! such as `6,28E+12` for a telephone number, is refused with the row, the column and the way to mend it.

mod areas;
mod directory;
mod problems;
mod table;
pub(crate) mod telephone;

use anyhow::Context;
use kentongan_exchange::FormSource;
use kentongan_forms::FormDefinition;

pub(crate) use areas::read as areas;
pub(crate) use directory::read as directory;

/// A form. It is parsed first, so that phones can parse it too.
pub(crate) fn form(csv: &str) -> anyhow::Result<FormSource> {
    let form = FormDefinition::from_csv(csv).context("the form has mistakes")?;
    Ok(FormSource { id: form.id().to_owned(), version: form.version().to_owned(), csv: csv.to_owned() })
}
