//! The periods of a summary: a month, a quarter, a year, everything.
//!
//! They form a tree: every month is in one quarter, every quarter in one year. There are no other periods. That is part
//! of the small-numbers rule: with a free "from … to …", a person could subtract two requests from each other
//! (docs/decisions/0006-small-numbers.md).

use std::fmt;
use std::str::FromStr;

/// A calendar month, written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

/// A period of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// All that was ever recorded. Written `all`.
    Everything,
    /// A calendar year. Written `2026`.
    Year(i16),
    /// A quarter, 1 to 4, of a year. Written `2026-Q4`.
    Quarter(i16, i8),
    /// A month. Written `2026-11`.
    Month(Month),
}

/// The text is no month or period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a period: a month is written 2026-11, a quarter 2026-Q4, a year 2026, everything `all`")]
pub struct NotAPeriod;

impl Month {
    /// A month; `None` unless the month is 1 to 12 and the year has four digits.
    #[must_use]
    pub fn new(year: i16, month: i8) -> Option<Self> {
        ((1..=12).contains(&month) && (1000..=9999).contains(&year)).then_some(Self { year, month })
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.month
    }

    /// The quarter, 1 to 4.
    #[must_use]
    pub fn quarter(self) -> i8 {
        (self.month - 1) / 3 + 1
    }

    /// The month `count` months later (earlier when negative), with a year of four digits.
    #[must_use]
    pub fn plus(self, count: i32) -> Self {
        let months = i32::from(self.year) * 12 + i32::from(self.month) - 1 + count;
        let year = i16::try_from(months.div_euclid(12)).unwrap_or(self.year);
        let month = i8::try_from(months.rem_euclid(12) + 1).unwrap_or(self.month);
        Self::new(year, month).unwrap_or(self)
    }

    /// The periods with this month, from the month itself to everything.
    #[must_use]
    pub fn periods(self) -> [Period; 4] {
        [Period::Month(self), Period::Quarter(self.year, self.quarter()), Period::Year(self.year), Period::Everything]
    }
}

impl Period {
    /// Whether the month is in this period.
    #[must_use]
    pub fn holds(self, month: Month) -> bool {
        match self {
            Self::Everything => true,
            Self::Year(year) => month.year == year,
            Self::Quarter(year, quarter) => month.year == year && month.quarter() == quarter,
            Self::Month(own) => own == month,
        }
    }

    /// The previous period of the same length; `None` for everything.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        match self {
            Self::Everything => None,
            Self::Year(year) => Some(Self::Year(year - 1)),
            Self::Quarter(year, 1) => Some(Self::Quarter(year - 1, 4)),
            Self::Quarter(year, quarter) => Some(Self::Quarter(year, quarter - 1)),
            Self::Month(month) => Some(Self::Month(month.plus(-1))),
        }
    }

    /// The same months one year earlier; `None` for everything, and for a year, because [`Self::before`] gives that.
    #[must_use]
    pub fn a_year_before(self) -> Option<Self> {
        match self {
            Self::Everything | Self::Year(_) => None,
            Self::Quarter(year, quarter) => Some(Self::Quarter(year - 1, quarter)),
            Self::Month(month) => Some(Self::Month(month.plus(-12))),
        }
    }

    /// The last month of the period; `None` for everything.
    #[must_use]
    pub fn last_month(self) -> Option<Month> {
        match self {
            Self::Everything => None,
            Self::Year(year) => Month::new(year, 12),
            Self::Quarter(year, quarter) => Month::new(year, quarter * 3),
            Self::Month(month) => Some(month),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, month) = text.split_once('-').ok_or(NotAPeriod)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(NotAPeriod);
        }
        let year = year.parse().map_err(|_| NotAPeriod)?;
        Self::new(year, month.parse().map_err(|_| NotAPeriod)?).ok_or(NotAPeriod)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("all"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(month) => month.fmt(f),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        if text == "all" {
            return Ok(Self::Everything);
        }
        let Some((year, rest)) = text.split_once('-') else {
            let first = Month::from_str(&format!("{text}-01"))?;
            return Ok(Self::Year(first.year));
        };
        match rest.strip_prefix('Q') {
            Some(quarter) => {
                let quarter: i8 = quarter.parse().map_err(|_| NotAPeriod)?;
                if !(1..=4).contains(&quarter) {
                    return Err(NotAPeriod);
                }
                let first = Month::from_str(&format!("{year}-01"))?;
                Ok(Self::Quarter(first.year, quarter))
            }
            None => text.parse().map(Self::Month),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_back_what_it_writes_and_nothing_else() {
        for text in ["all", "2026", "2026-Q4", "2026-11"] {
            assert_eq!(text.parse::<Period>().map(|period| period.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "26", "2026-13", "2026-0", "2026-Q5", "2026-Q0", "x", "2026-11-01", "-", "99999"] {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod), "{text}");
        }
    }

    #[test]
    fn the_period_before_crosses_the_turn_of_the_year() {
        let january: Period = "2026-01".parse().unwrap();
        assert_eq!(january.before().unwrap().to_string(), "2025-12");
        assert_eq!(january.a_year_before().unwrap().to_string(), "2025-01");
        assert_eq!(Period::Quarter(2026, 1).before(), Some(Period::Quarter(2025, 4)));
        assert_eq!(Period::Everything.before(), None);
    }

    #[test]
    fn a_month_lies_in_its_quarter_its_year_and_everything() {
        let month: Month = "2026-11".parse().unwrap();
        assert!(month.periods().iter().all(|period| period.holds(month)));
        assert_eq!(month.periods()[1].to_string(), "2026-Q4");
        assert!(!Period::Quarter(2026, 3).holds(month));
    }
}
