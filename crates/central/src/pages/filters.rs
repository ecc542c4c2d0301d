//! The filters of summary, records and phones: what people choose from.

pub(super) mod areas;
pub(super) mod periods;
pub(super) mod villages;

/// One choice of a filter: value, words, chosen.
pub(crate) type FilterOption = (String, String, bool);

/// The options of a filter in groups. A group without a name stands at the top, outside of the others.
pub(crate) type OptionGroups = Vec<(String, Vec<FilterOption>)>;
