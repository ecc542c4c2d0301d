//! The villages as a filter offers them: grouped by the area that they lie in, so that two villages of one name differ.

use std::collections::{BTreeMap, BTreeSet};

use kentongan_exchange::Area;

use super::areas::area_name;
use super::{FilterOption, OptionGroups};
use crate::pages::words::Words;

/// Whether records belong to the area. A Kemendagri code has a part for each level, and villages are the lowest one.
pub(crate) fn is_village(areas: &[Area], code: &str) -> bool {
    is_known(areas, code) && level(code) == lowest_level(areas)
}

fn level(code: &str) -> usize {
    code.matches('.').count()
}

fn lowest_level(areas: &[Area]) -> usize {
    areas.iter().map(|area| level(&area.code)).max().unwrap_or_default()
}

/// Whether the list has the area.
pub(crate) fn is_known(areas: &[Area], code: &str) -> bool {
    areas.iter().any(|area| area.code == code)
}

/// "All", then the villages by the name of their area. `others` are further areas with records. The chosen area is
/// always offered, so that filter and page agree.
pub(crate) fn options<'a>(
    words: Words,
    areas: &'a [Area],
    others: impl Iterator<Item = &'a str>,
    chosen: Option<&'a str>,
) -> OptionGroups {
    let lowest = lowest_level(areas);
    let villages = areas.iter().filter(|area| level(&area.code) == lowest);
    let names: BTreeMap<&str, &str> = areas.iter().map(|area| (area.code.as_str(), area.name.as_str())).collect();
    let mut groups: BTreeMap<(&str, &str), BTreeSet<(&str, &str)>> = BTreeMap::new();
    for village in villages {
        let group = names.get_key_value(village.parent.as_str());
        let group = group.map(|(code, name)| (*name, *code)).unwrap_or_default();
        groups.entry(group).or_default().insert((&village.name, &village.code));
    }
    let option = |code: &str, name: String| (code.to_owned(), name, chosen == Some(code));
    let mut alone: Vec<FilterOption> = vec![(String::new(), words.t("all-areas"), chosen.is_none())];
    let offered: BTreeSet<&str> = groups.values().flatten().map(|(_, code)| *code).collect();
    let others: BTreeSet<&str> = others.chain(chosen).filter(|code| !offered.contains(code)).collect();
    alone.extend(others.into_iter().map(|code| option(code, area_name(areas, code))));
    let of_group = |villages: BTreeSet<(&str, &str)>| {
        villages.into_iter().map(|(name, code)| option(code, name.to_owned())).collect::<Vec<_>>()
    };
    // Villages of no area stand outside of the groups, too.
    alone.extend(groups.remove(&("", "")).map(of_group).unwrap_or_default());
    let named = groups.into_iter().map(|((name, _), villages)| (name.to_owned(), of_group(villages)));
    std::iter::once((String::new(), alone)).chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(rows: &[(&str, &str, &str)]) -> Vec<Area> {
        let area = |(code, name, parent): &(&str, &str, &str)| Area {
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            parent: (*parent).to_owned(),
        };
        rows.iter().map(area).collect()
    }

    fn blora() -> Vec<Area> {
        areas(&[
            ("33.16", "Kabupaten Blora", ""),
            ("33.16.01", "Jati", "33.16"),
            ("33.16.05", "Cepu", "33.16"),
            ("33.16.09", "Blora", "33.16"),
            ("33.16.05.2002", "Ngloram", "33.16.05"),
            ("33.16.09.2002", "Kamolan", "33.16.09"),
            ("33.16.05.2005", "Jipang", "33.16.05"),
        ])
    }

    fn shown(groups: &OptionGroups) -> Vec<String> {
        let group = |(name, options): &(String, Vec<FilterOption>)| {
            let options = options.iter().map(|(_, words, chosen)| format!("{words}{}", if *chosen { "*" } else { "" }));
            format!("{name}: {}", options.collect::<Vec<_>>().join(" "))
        };
        groups.iter().map(group).collect()
    }

    #[test]
    fn villages_are_offered_by_their_kecamatan_and_no_kecamatan_as_a_village() {
        let areas = blora();
        let groups = options(Words::default(), &areas, std::iter::empty(), Some("33.16.05.2002"));
        assert_eq!(shown(&groups), [": Semua desa", "Blora: Kamolan", "Cepu: Jipang Ngloram*"]);
        assert!(!is_village(&areas, "33.16.01"), "a kecamatan without villages in the list is none either");
        assert!(is_village(&areas, "33.16.05.2002") && !is_village(&areas, "33.16.05.9999"));
    }

    #[test]
    fn what_has_records_or_is_chosen_is_offered_in_any_case() {
        let groups = options(Words::default(), &blora(), ["33.16.05", "99.99"].into_iter(), Some("33.16"));
        assert_eq!(shown(&groups)[0], ": Semua desa Kabupaten Blora* Cepu 99.99");
    }

    #[test]
    fn villages_of_the_same_name_stand_in_their_own_groups() {
        let rows =
            [("1.1", "Jepon", "1"), ("1.2", "Jiken", "1"), ("1.1.1", "Sumber", "1.1"), ("1.2.1", "Sumber", "1.2")];
        let groups = options(Words::default(), &areas(&rows), std::iter::empty(), None);
        assert_eq!(shown(&groups), [": Semua desa*", "Jepon: Sumber", "Jiken: Sumber"]);
        // A list of villages alone is no group.
        let groups = options(Words::default(), &areas(&[("1.1.1", "Sumber", "")]), std::iter::empty(), None);
        assert_eq!(shown(&groups), [": Semua desa* Sumber"]);
    }
}
