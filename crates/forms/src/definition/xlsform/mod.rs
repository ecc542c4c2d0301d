//! Reading a form from an XLSForm file in pyxform's CSV layout.
//!
//! The sheet's name is alone in the first column. The next row has the headers, and the rows below have the data, all
//! with an empty first column. The tools of the field (ODK, Kobo, pyxform, any spreadsheet) read the same file. Our own
//! columns are all named `kentongan_…`, and those tools ignore them. Unknown columns are refused, not skipped:
//! otherwise a misspelt column would silently drop a rule.

mod cells;
mod choices;
mod question;
mod settings;
mod sheet;
mod survey;

use std::collections::HashMap;

use super::checks;
use super::mistake::Mistakes;
use super::order::evaluation_order;
use super::{DefinitionError, FormDefinition, MistakeKind, Sheet};

impl FormDefinition {
    /// Reads a form in pyxform's CSV layout (the sheet's name in the first column). Reports every mistake with sheet,
    /// row and column.
    pub fn from_csv(csv: &str) -> Result<Self, DefinitionError> {
        read(csv)
    }
}

/// Reads the whole form, or reports every mistake in it.
fn read(csv: &str) -> Result<FormDefinition, DefinitionError> {
    let mut mistakes = Mistakes::default();
    let Some(tables) = sheet::tables(csv, &mut mistakes) else { return Err(mistakes.into_error()) };
    let settings = settings::read(&tables.settings, &mut mistakes);
    let lists = choices::read(&tables.choices, &settings.default_language, &mut mistakes);
    let survey = survey::read(&tables.survey, &settings.default_language, &lists, &mut mistakes);
    let by_name: HashMap<String, usize> =
        survey.nodes.iter().enumerate().map(|(position, node)| (node.name.clone(), position)).collect();
    checks::check(&settings.id, &survey.nodes, &by_name, &lists, &mut mistakes);
    let order = evaluation_order(&survey.nodes, &by_name).unwrap_or_else(|circles| {
        for circle in circles {
            let nodes: Vec<_> = circle.iter().filter_map(|position| survey.nodes.get(*position)).collect();
            let row = nodes.first().map_or(0, |node| node.row);
            let names = nodes.iter().map(|node| node.name.clone()).collect();
            mistakes.add(Sheet::Survey, row, "relevant/calculation", MistakeKind::Circle(names));
        }
        Vec::new()
    });
    if !mistakes.is_empty() {
        return Err(mistakes.into_error());
    }
    Ok(FormDefinition {
        id: settings.id,
        version: settings.version,
        title: settings.title,
        default_language: settings.default_language,
        sections: survey.sections,
        lists,
        nodes: survey.nodes,
        by_name,
        order,
    })
}
