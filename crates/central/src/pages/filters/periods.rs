//! The periods as a filter offers them.

use super::FilterOption;
use crate::pages::words::Words;
use crate::summaries::{Month, Period};

/// How many months can be chosen one by one. Older ones are offered by year.
const CHOOSABLE_MONTHS: i32 = 36;

/// How many months before and after today a period is offered.
const OLDEST: i32 = 40 * 12;
const LATEST: i32 = 12;

/// The periods by kind, newest first, from the first month with data to this month.
pub(crate) fn periods(
    words: Words,
    spans: Vec<(Month, Month)>,
    this_month: Month,
    chosen: Period,
) -> Vec<(String, Vec<FilterOption>)> {
    // A mistyped year must not give a list of a thousand entries. Its records still count in "all".
    let (oldest, latest) = (this_month.plus(-OLDEST), this_month.plus(LATEST));
    let first = spans.iter().map(|(first, _)| *first).fold(this_month, Month::min).max(oldest);
    let last = spans.iter().map(|(_, last)| *last).fold(this_month, Month::max).min(latest);
    let earliest = first.max(last.plus(1 - CHOOSABLE_MONTHS));
    let newest_first = (0..CHOOSABLE_MONTHS).map(|back| last.plus(-back));
    let months: Vec<Month> = newest_first.take_while(|month| *month >= earliest).collect();
    let mut quarters: Vec<Period> = months.iter().map(|month| Period::Quarter(month.year(), month.quarter())).collect();
    quarters.dedup();
    let months: Vec<Period> = months.into_iter().map(Period::Month).collect();
    let years: Vec<Period> = (first.year()..=last.year()).rev().map(Period::Year).collect();
    // A period from an old address is offered too, so that filter and page always agree.
    let listed = chosen == Period::Everything || [&months, &quarters, &years].iter().any(|own| own.contains(&chosen));
    let asked = (!listed).then_some(chosen);
    let options = |periods: Vec<Period>| -> Vec<FilterOption> {
        periods.into_iter().map(|period| (period.to_string(), words.period(period), period == chosen)).collect()
    };
    vec![
        (String::new(), options(asked.into_iter().chain([Period::Everything]).collect())),
        (words.t("period-group-months"), options(months)),
        (words.t("period-group-quarters"), options(quarters)),
        (words.t("period-group-years"), options(years)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_year_neither_makes_a_long_list_nor_takes_this_month_out_of_it() {
        let this_month: Month = "2026-11".parse().unwrap();
        let span = ("1026-11".parse().unwrap(), "9026-11".parse().unwrap());
        let offered = periods(Words::default(), vec![span], this_month, Period::Everything);
        let values: Vec<String> =
            offered.into_iter().flat_map(|(_, options)| options).map(|(value, ..)| value).collect();
        assert!(values.len() < 120 && values.contains(&"2026-11".to_owned()), "{values:?}");
    }

    #[test]
    fn the_filter_always_offers_the_period_that_is_shown() {
        let this_month: Month = "2026-11".parse().unwrap();
        for chosen in ["all", "2026", "2026-Q4", "2026-11", "1999", "1999-Q1", "1999-01"] {
            let offered = periods(Words::default(), Vec::new(), this_month, chosen.parse().unwrap());
            let marked: Vec<String> = offered
                .into_iter()
                .flat_map(|(_, options)| options)
                .filter_map(|(value, _, chosen)| chosen.then_some(value))
                .collect();
            assert_eq!(marked, [chosen]);
        }
    }
}
