//! The summary: how many incidents and activities, where, and of which kind.

use std::cmp::Reverse;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use kentongan_exchange::{Area, Directory};
use kentongan_forms::{Lists, Summary};
use serde::Deserialize;

use super::bars::{self, Bars, Shown};
use super::months::{self, MonthChart};
use super::tally::{self, TallyTable};
use crate::Central;
use crate::accounts::permissions::SeeSummary;
use crate::accounts::{Permission, Role};
use crate::figures::Snapshot;
use crate::pages::filters::areas::area_name;
use crate::pages::filters::{FilterOption, OptionGroups, periods, villages};
use crate::pages::frame::{Frame, page};
use crate::pages::input::InQuery;
use crate::pages::labels::{Labels, lists};
use crate::pages::phones::row::{self, KnownPhones, PhoneRow};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::allowed::Allowed;
use crate::pages::words::{Words, few, text_key, this_month};
use crate::store::phones::Phone;
use crate::summaries::{Activities, Breakdown, DEFAULT_THRESHOLD, Figure, Incidents, Month, Period, View};

/// Shown before the other questions about incidents, because people look for them first.
const FIRST_QUESTIONS: [&str; 2] = ["violence_forms", "ocsea_forms"];
/// The sum of the activity form at the top.
const PARTICIPANTS: &str = "participants_total";
const FIRST_TIME: &str = "first_time";
const WITH_DISABILITY: &str = "with_disability";
/// How many phones the summary shows. Their own page has the others.
const PHONES: usize = 8;

/// The query.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    period: String,
    #[serde(default)]
    area: String,
}

struct Kpi {
    label: String,
    figure: Shown,
    note: String,
    late: bool,
    /// The page with the details.
    link: Option<&'static str>,
}

struct VillageRow {
    name: String,
    incidents: Shown,
    activities: Shown,
    participants: Shown,
}

#[derive(Template)]
#[template(path = "summary/page.html")]
struct SummaryPage {
    f: Frame,
    title: String,
    lead: String,
    periods: Vec<(String, Vec<FilterOption>)>,
    areas: OptionGroups,
    empty: Option<(String, String)>,
    /// Whether it shows figures. An area above the villages has none of its own.
    figures: bool,
    rule: String,
    kpis: Vec<Kpi>,
    chart: MonthChart,
    bar: i64,
    villages: Vec<VillageRow>,
    incident_message: Option<String>,
    incident_bars: Vec<Bars>,
    activity_bars: Vec<Bars>,
    tally: Option<TallyTable>,
    phones: Option<Vec<PhoneRow>>,
}

/// The data of the page.
struct Material {
    snapshot: Arc<Snapshot>,
    directory: Directory,
    phones: KnownPhones,
    organisation: String,
}

/// The page.
pub(crate) async fn show(
    allowed: Allowed<SeeSummary>,
    State(central): State<Central>,
    InQuery(asked): InQuery<Asked>,
) -> Result<Response, Trouble> {
    let (visitor, role) = (allowed.visitor, allowed.session.role);
    let now = Timestamp::now();
    let store = &central.0.page_store;
    let material = Material {
        snapshot: central.0.figures.now(store).await?,
        directory: store.directory().await?,
        phones: KnownPhones::of(store.phones().await?, visitor.words),
        organisation: store.organisation().await?.name,
    };
    let this_month = this_month(now).ok_or_else(|| Trouble::Broken("the clock".to_owned()))?;
    let period = match asked.period.as_str() {
        "" => Period::Month(this_month),
        text => text.parse().map_err(|_| Trouble::NotFound)?,
    };
    let villages = villages(&material);
    let area = match asked.area.as_str() {
        "" => None,
        code if villages.iter().any(|village| village.as_str() == code) => Some(code),
        code if villages::is_known(&material.phones.areas, code) => Some(code),
        _ => return Err(Trouble::NotFound),
    };
    let maker =
        Maker { words: visitor.words, role, view: view(role), now, this_month, period, area, material: &material };
    Ok(page(&maker.page(Frame::new(&visitor, "/summary"), &villages)))
}

/// The villages with data.
fn villages(material: &Material) -> Vec<String> {
    let incidents = material.snapshot.incidents.iter().flat_map(|(_, incidents)| incidents.villages().to_vec());
    let activities = material.snapshot.activities.iter();
    let activities = activities.flat_map(|(_, activities)| activities.villages(Period::Everything));
    let mut villages: Vec<String> = incidents.chain(activities.map(str::to_owned)).collect();
    villages.sort();
    villages.dedup();
    villages
}

/// How this role sees figures.
fn view(role: Role) -> View {
    if role.may(Permission::SeeWholeNumbers) { View::Whole } else { View::Protected }
}

/// Builds the page for one request.
struct Maker<'a> {
    words: Words,
    role: Role,
    view: View,
    now: Timestamp,
    this_month: Month,
    period: Period,
    area: Option<&'a str>,
    material: &'a Material,
}

impl Maker<'_> {
    fn page(&self, frame: Frame, villages: &[String]) -> SummaryPage {
        let words = self.words;
        let lists = lists(&self.material.phones.areas, &self.material.directory);
        let (incident_message, incident_bars) = self.incident_bars(&lists);
        let most = words.number(self.threshold() - 1);
        let rule = match self.view {
            View::Whole => words.with("whole-numbers", &[("most", &most)]),
            View::Protected => words.with("few-explained", &[("most", &most), ("few", &few(self.threshold()))]),
        };
        let place = self.area.map_or_else(|| words.t("all-areas"), |code| self.area_name(code));
        let updated = words.with("updated", &[("time", &words.moment(self.material.snapshot.at))]);
        SummaryPage {
            f: frame,
            title: words.period(self.period),
            lead: format!("{} · {place} · {updated}", self.material.organisation),
            periods: periods::periods(words, self.spans(), self.this_month, self.period),
            areas: villages::options(words, self.areas(), villages.iter().map(String::as_str), self.area),
            empty: self.empty(villages),
            figures: !self.is_above_villages(villages),
            rule,
            kpis: self.kpis(),
            chart: self.chart(),
            bar: months::BAR,
            villages: self.village_rows(villages),
            incident_message,
            incident_bars,
            activity_bars: self.activity_bars(&lists),
            tally: self.tally(&lists),
            phones: self.role.may(Permission::SeePhones).then(|| self.phones()),
        }
    }

    fn areas(&self) -> &[Area] {
        &self.material.phones.areas
    }

    /// Whether the area has villages and no records of its own.
    fn is_above_villages(&self, with_data: &[String]) -> bool {
        let is_above = |area: &str| !villages::is_village(self.areas(), area);
        self.area.is_some_and(|area| is_above(area) && !with_data.iter().any(|village| village == area))
    }

    fn incidents(&self) -> Option<&Incidents> {
        self.material.snapshot.incidents.as_ref().map(|(_, incidents)| incidents)
    }

    fn activities(&self) -> Option<&Activities> {
        self.material.snapshot.activities.as_ref().map(|(_, activities)| activities)
    }

    /// The first and the last month with data.
    fn spans(&self) -> Vec<(Month, Month)> {
        let spans = [self.incidents().and_then(Incidents::months), self.activities().and_then(Activities::months)];
        spans.into_iter().flatten().collect()
    }

    fn threshold(&self) -> i64 {
        self.incidents().map_or(DEFAULT_THRESHOLD, Incidents::threshold)
    }

    fn incident_figure(&self, period: Period, area: Option<&str>) -> Figure {
        self.incidents().map_or(Figure::Number(0), |incidents| incidents.records(period, area, self.view))
    }

    fn sum(&self, question: &str, area: Option<&str>) -> i64 {
        self.activities().map_or(0, |activities| activities.sum(question, self.period, area))
    }

    fn activity_count(&self, area: Option<&str>) -> i64 {
        self.activities().map_or(0, |activities| activities.records(self.period, area))
    }

    fn shown(&self, figure: Figure) -> Shown {
        Shown::new(self.words, figure, self.threshold())
    }

    fn area_name(&self, code: &str) -> String {
        area_name(&self.material.phones.areas, code)
    }

    fn kpis(&self) -> Vec<Kpi> {
        let words = self.words;
        let compared =
            |period: Period| (words.period(period), self.shown(self.incident_figure(period, self.area)).text);
        let note = match (self.period.before().map(compared), self.period.a_year_before().map(compared)) {
            (Some((earlier, before)), Some((year, ago))) => words
                .with("kpi-compared", &[("earlier", &earlier), ("before", &before), ("year", &year), ("ago", &ago)]),
            (Some((earlier, before)), None) => {
                words.with("kpi-compared-once", &[("earlier", &earlier), ("before", &before)])
            }
            (None, _) => String::new(),
        };
        let kpi = |label: &str, figure: Shown, note: String| Kpi {
            label: words.t(label),
            figure,
            note,
            late: false,
            link: None,
        };
        let reached = self.activities().map_or(0, |activities| activities.villages(self.period).len());
        let reached = i64::try_from(reached).unwrap_or(i64::MAX);
        let number = |number| Shown::number(words, number);
        let where_held =
            if self.area.is_none() { words.counted("kpi-activities-in", reached, &[]) } else { String::new() };
        let disability = words.number(self.sum(WITH_DISABILITY, self.area));
        let first_time =
            words.counted("kpi-first-time", self.sum(FIRST_TIME, self.area), &[("disability", &disability)]);
        let mut kpis = vec![
            kpi(text_key("kpi-incidents"), self.shown(self.incident_figure(self.period, self.area)), note),
            kpi(text_key("kpi-activities"), number(self.activity_count(self.area)), where_held),
            kpi(text_key("kpi-participants"), number(self.sum(PARTICIPANTS, self.area)), first_time),
        ];
        if self.role.may(Permission::SeePhones) {
            kpis.push(self.phones_kpi());
        } else {
            kpis.push(kpi(text_key("kpi-villages"), number(reached), words.t("kpi-villages-of")));
        }
        kpis
    }

    fn phones_kpi(&self) -> Kpi {
        let words = self.words;
        let waiting: Vec<&Phone> =
            self.material.phones.with_access().filter(|phone| phone.status.waiting.records > 0).collect();
        let count = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
        let oldest = waiting.iter().filter_map(|phone| phone.status.waiting.oldest_finished_at).min();
        let age = oldest.map_or_else(|| "–".to_owned(), |oldest| words.age(oldest, self.now));
        let note = if waiting.is_empty() {
            words.t("kpi-on-phones-none")
        } else {
            words.counted("kpi-on-phones-oldest", count, &[("phones", &words.number(count)), ("age", &age)])
        };
        Kpi {
            label: words.t("kpi-on-phones"),
            figure: Shown::number(words, waiting.iter().map(|phone| i64::from(phone.status.waiting.records)).sum()),
            note,
            late: waiting.iter().any(|phone| row::is_late(phone, self.now)),
            link: Some("/phones"),
        }
    }

    /// The phones with most waiting records, then the longest silent ones.
    fn phones(&self) -> Vec<PhoneRow> {
        let mut first: Vec<&Phone> = self.material.phones.with_access().collect();
        first.sort_by_key(|phone| (Reverse(phone.status.waiting.records), phone.last_contact_at));
        first.truncate(PHONES);
        first.into_iter().map(|phone| self.material.phones.row(self.words, phone, self.now)).collect()
    }

    fn chart(&self) -> MonthChart {
        let last = self.period.last_month().map_or(self.this_month, |last| last.min(self.this_month));
        months::chart(self.words, self.incidents(), self.activities(), last, self.area, self.view)
    }

    fn village_rows(&self, villages: &[String]) -> Vec<VillageRow> {
        let rows: Vec<&str> =
            self.area.map_or_else(|| villages.iter().map(String::as_str).collect(), |area| vec![area]);
        let rows = rows.into_iter();
        rows.map(|code| VillageRow {
            name: self.area_name(code),
            incidents: self.shown(self.incident_figure(self.period, Some(code))),
            activities: Shown::number(self.words, self.activity_count(Some(code))),
            participants: Shown::number(self.words, self.sum(PARTICIPANTS, Some(code))),
        })
        .collect()
    }

    /// The questions about incidents, or one message if none may be shown.
    fn incident_bars(&self, lists: &Lists) -> (Option<String>, Vec<Bars>) {
        let Some((form, incidents)) = &self.material.snapshot.incidents else { return (None, Vec::new()) };
        let labels = Labels { words: self.words, form, lists };
        let mut cards = Vec::new();
        let first = FIRST_QUESTIONS.iter().filter_map(|name| form.question(name));
        let others = form.questions().filter(|question| !FIRST_QUESTIONS.contains(&question.name.as_str()));
        for question in first.chain(others) {
            match incidents.answers(&question.name, self.period, self.area, self.view) {
                None => {}
                Some(breakdown @ Breakdown::Choices(_)) => {
                    cards.push(bars::bars(&labels, question, &breakdown, incidents.threshold()))
                }
                Some(breakdown @ (Breakdown::TooFew | Breakdown::ByYearOnly)) => {
                    return (bars::bars(&labels, question, &breakdown, incidents.threshold()).message, Vec::new());
                }
            }
        }
        (None, cards)
    }

    fn activity_bars(&self, lists: &Lists) -> Vec<Bars> {
        let Some((form, activities)) = &self.material.snapshot.activities else { return Vec::new() };
        let labels = Labels { words: self.words, form, lists };
        let counted = form.questions().filter(|question| question.summary == Some(Summary::Count));
        let cards = counted.map(|question| {
            let counts = activities.choices(&question.name, self.period, self.area);
            let figures = counts.into_iter().map(|(code, count)| (code, Figure::Number(count)));
            bars::bars(&labels, question, &Breakdown::Choices(figures.collect()), self.threshold())
        });
        cards.collect()
    }

    fn tally(&self, lists: &Lists) -> Option<TallyTable> {
        let (form, activities) = self.material.snapshot.activities.as_ref()?;
        let labels = Labels { words: self.words, form, lists };
        tally::tally(&labels, activities, self.period, self.area)
    }

    fn empty(&self, villages: &[String]) -> Option<(String, String)> {
        let words = self.words;
        if self.is_above_villages(villages) {
            return Some((words.t("choose-village-title"), words.t("choose-village-text")));
        }
        if let Some(area) = self.area.filter(|area| !villages.iter().any(|village| village == area)) {
            let text = words.with("no-records-in-village", &[("village", &self.area_name(area))]);
            return Some((words.t("empty-title"), text));
        }
        if villages.is_empty() {
            return Some((words.t("empty-title"), words.t("empty-text")));
        }
        let nothing =
            self.incident_figure(self.period, self.area) == Figure::Number(0) && self.activity_count(self.area) == 0;
        nothing.then(|| (words.t("empty-title"), words.t("empty-period")))
    }
}
