//! Areas by their names.

use kentongan_exchange::Area;

use super::FilterOption;
use crate::pages::words::Words;

/// The area's name; its code if the list does not have it.
pub(crate) fn area_name(areas: &[Area], code: &str) -> String {
    areas.iter().find(|area| area.code == code).map_or_else(|| code.to_owned(), |area| area.name.clone())
}

/// "All", then the villages by name. Each has code and name.
pub(crate) fn options(
    words: Words,
    villages: impl Iterator<Item = (String, String)>,
    chosen: Option<&str>,
) -> Vec<FilterOption> {
    let all = (String::new(), words.t("all-areas"), chosen.is_none());
    let mut options: Vec<FilterOption> = villages
        .map(|(code, name)| {
            let is_chosen = chosen == Some(code.as_str());
            (code, name, is_chosen)
        })
        .collect();
    options.sort_by(|a, b| a.1.cmp(&b.1));
    std::iter::once(all).chain(options).collect()
}
