//! The forms and lists of an open vault.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kentongan_exchange::{Area, Directory, FormReference, FormSource};
use kentongan_forms::{Choice, FormDefinition, Label, Lists};

/// The form of a report.
pub const INCIDENT: &str = "incident";
/// The form of an activity.
pub const ACTIVITY: &str = "activity";

/// Every version of every form, read once at unlock.
#[derive(Debug, Default)]
pub(super) struct Forms {
    every: BTreeMap<(String, String), Arc<FormDefinition>>,
    /// The versions of the present central. The others are for reading older records.
    current: BTreeSet<(String, String)>,
}

impl Forms {
    /// Reads the forms. If one cannot be read, another version of the app checked it at enrolment. Then it is left out,
    /// and its records have no title.
    pub(super) fn read(sources: &[FormSource], current: Vec<FormReference>) -> Self {
        let read = sources.iter().filter_map(|source| match FormDefinition::from_csv(&source.csv) {
            Ok(form) => Some(((source.id.clone(), source.version.clone()), Arc::new(form))),
            Err(error) => {
                tracing::error!(form = source.id, version = source.version, %error, "form cannot be read");
                None
            }
        });
        let current = current.into_iter().map(|form| (form.id, form.version)).collect();
        Self { every: read.collect(), current }
    }

    pub(super) fn get(&self, form: &FormReference) -> Option<&Arc<FormDefinition>> {
        self.every.get(&(form.id.clone(), form.version.clone()))
    }

    /// The newest version to fill in. Versions are dates (`yyyymmddrr`), so it is the highest.
    pub(super) fn newest(&self, id: &str) -> Option<&Arc<FormDefinition>> {
        self.current().rfind(|((own, _), _)| own == id).map(|(_, form)| form)
    }

    /// The newest version of every form, by id.
    pub(super) fn every_newest(&self) -> Vec<Arc<FormDefinition>> {
        let newest: BTreeMap<&str, &Arc<FormDefinition>> =
            self.current().map(|((id, _), form)| (id.as_str(), form)).collect();
        newest.into_values().cloned().collect()
    }

    /// The versions of the present central, as the phone reports them.
    pub(super) fn current_versions(&self) -> Vec<FormReference> {
        let version = |(id, version): &(String, String)| FormReference { id: id.clone(), version: version.clone() };
        self.current.iter().map(version).collect()
    }

    fn current(&self) -> impl DoubleEndedIterator<Item = (&(String, String), &Arc<FormDefinition>)> {
        self.every.iter().filter(|(version, _)| self.current.contains(*version))
    }
}

/// The column that says where a choice is: a village's kecamatan.
pub const WITHIN: &str = "within";

/// The lists that the phone gives to forms. Several villages share a name, so each also names its kecamatan.
pub(super) fn lists(own: &Area, areas: &[Area], directory: &Directory) -> Lists {
    let names: BTreeMap<&str, &str> = areas.iter().map(|area| (area.code.as_str(), area.name.as_str())).collect();
    let within = |area: &Area| match (names.get(area.parent.as_str()), area.parent.matches('.').count()) {
        (Some(kecamatan), 2) => format!("Kec. {kecamatan}"),
        (Some(outer), _) => (*outer).to_owned(),
        (None, _) => String::new(),
    };
    let area = |area: &Area| {
        let choice = Choice::new(&area.code, Label::plain(&area.name)).with_column("parent", &area.parent);
        let within = within(area);
        if within.is_empty() { choice } else { choice.with_column(WITHIN, &within) }
    };
    let own_first = std::iter::once(own).chain(areas.iter().filter(|other| other.code != own.code));
    let services = directory.entries.iter().map(|entry| {
        Choice::new(&entry.code, Label::new("id", [("id", &entry.name_id), ("en", &entry.name_en)]))
            .with_column("area", &entry.area)
            .with_column("kind", &entry.kind)
            .with_column("refers", if entry.refers { "yes" } else { "no" })
            .with_column("emergency", if entry.emergency { "yes" } else { "no" })
    });
    Lists::new()
        .with("areas", own_first.map(area).collect())
        .with_own("areas", &own.code)
        .with("directory", services.collect())
}
