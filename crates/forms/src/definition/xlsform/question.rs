//! One question's row.

use super::super::mistake::Mistakes;
use super::super::rules::{DefaultAnswer, Rules};
use super::super::{ListSource, MistakeKind, Question, QuestionKind, Summary, Takes, TallyCell, TallyMark};
use super::cells::{Cells, Place};
use crate::Value;
use crate::expression::Expression;
use crate::tier::Tier;
use crate::value::TEXT_CAP;

/// The default limit for the characters of a text.
const TEXT_LIMIT: usize = 500;
/// The longer side of a stored photo.
const MOST_PIXELS: u32 = 1600;

/// The question, or `None` when its type is unknown.
pub(super) fn read(
    cells: &Cells<'_>,
    words: &[&str],
    inherited: Tier,
    in_tally: bool,
    mistakes: &mut Mistakes,
) -> Option<Question> {
    let Some(kind) = kind(cells, words, mistakes) else {
        let kind = MistakeKind::UnknownType(cells.text("type").to_owned());
        cells.mistake("type", kind, mistakes);
        return None;
    };
    let tally = tally(cells, &kind, in_tally, mistakes);
    check_parameters(cells, &kind, mistakes);
    let parameters = parameters(cells, &kind, mistakes);
    // Row and column name a cell of a tally, and a calculation is not shown.
    let label = if kind == QuestionKind::Calculate || tally.is_some() {
        cells.label("label")
    } else {
        cells.full_label(mistakes)
    };
    let mut question = Question {
        name: cells.text("name").to_owned(),
        label,
        hint: cells.label("hint"),
        tier: tier(cells, inherited, mistakes),
        summary: None,
        result_list: result_list(cells, &kind, mistakes),
        tally,
        appearance: cells.words("appearance"),
        adjusts: parameters.adjusts,
        precision: parameters.precision,
        own_default: parameters.own_default,
        text_limit: parameters.text_limit,
        phone_allowed: parameters.phone_allowed || parameters.takes.is_some(),
        takes: parameters.takes,
        read_only: cells.yes_or_no("read_only", mistakes),
        rules: Rules {
            required: cells.required(mistakes),
            constraint: cells.expression("constraint", &Place::Constraint, mistakes),
            constraint_message: cells.label("constraint_message"),
            calculation: cells.expression("calculation", &Place::Rule, mistakes),
            choice_filter: filter(cells, &kind, mistakes),
            default: None,
        },
        kind,
    };
    question.summary = summary(cells, &question, mistakes);
    question.rules.default = default(cells, &question, mistakes);
    check(cells, &question, mistakes);
    Some(question)
}

/// The tier of a row; by default the tier of its group.
pub(super) fn tier(cells: &Cells<'_>, inherited: Tier, mistakes: &mut Mistakes) -> Tier {
    match cells.text("kentongan_tier") {
        "" => inherited,
        "countable" => Tier::Countable,
        "sealed" => Tier::Sealed,
        word => {
            let kind = MistakeKind::UnknownWord { word: word.to_owned(), known: "countable, sealed" };
            cells.mistake("kentongan_tier", kind, mistakes);
            inherited
        }
    }
}

fn kind(cells: &Cells<'_>, words: &[&str], mistakes: &mut Mistakes) -> Option<QuestionKind> {
    Some(match words {
        ["select_one", list] => QuestionKind::SelectOne(cells.list(list, false, mistakes)),
        ["select_multiple", list] => QuestionKind::SelectMultiple(cells.list(list, false, mistakes)),
        ["select_one_from_file", file] => QuestionKind::SelectOne(cells.list(file, true, mistakes)),
        ["select_multiple_from_file", file] => QuestionKind::SelectMultiple(cells.list(file, true, mistakes)),
        ["integer"] => QuestionKind::Integer,
        ["decimal"] => QuestionKind::Decimal,
        ["text"] => QuestionKind::Text,
        ["date"] => QuestionKind::Date,
        ["time"] => QuestionKind::Time,
        ["dateTime"] => QuestionKind::DateTime,
        ["image"] => QuestionKind::Image,
        ["note"] => QuestionKind::Note,
        ["calculate"] => QuestionKind::Calculate,
        ["acknowledge"] => QuestionKind::Acknowledge,
        _ => return None,
    })
}

fn filter(cells: &Cells<'_>, kind: &QuestionKind, mistakes: &mut Mistakes) -> Option<Expression> {
    if let QuestionKind::SelectOne(list) | QuestionKind::SelectMultiple(list) = kind {
        return cells.expression("choice_filter", &Place::Filter(list), mistakes);
    }
    cells.expect_empty(&["choice_filter"], "only a select has a choice_filter", mistakes);
    None
}

fn result_list(cells: &Cells<'_>, kind: &QuestionKind, mistakes: &mut Mistakes) -> Option<String> {
    let list = cells.text("kentongan_list");
    if list.is_empty() {
        return None;
    }
    if *kind != QuestionKind::Calculate {
        cells.expect_empty(&["kentongan_list"], "only a calculation takes the labels of a list", mistakes);
    } else if !cells.context.lists.contains_key(list) {
        cells.mistake("kentongan_list", MistakeKind::UnknownList(list.to_owned()), mistakes);
    }
    Some(list.to_owned())
}

fn tally(cells: &Cells<'_>, kind: &QuestionKind, in_tally: bool, mistakes: &mut Mistakes) -> Option<TallyCell> {
    let column = "kentongan_tally";
    let written = cells.text(column);
    if written.is_empty() {
        return None;
    }
    if *kind != QuestionKind::Integer || !in_tally {
        cells.expect_empty(
            &[column],
            "only an integer in a group of appearance tally or before-after is a cell of one",
            mistakes,
        );
    }
    let mut marks = Vec::new();
    for word in written.split_whitespace() {
        let Some((list, code)) = word.split_once(':') else {
            let kind = MistakeKind::UnknownWord { word: word.to_owned(), known: "LIST:choice LIST:choice" };
            cells.mistake(column, kind, mistakes);
            return None;
        };
        match cells.context.lists.get(list) {
            None => cells.mistake(column, MistakeKind::UnknownList(list.to_owned()), mistakes),
            Some(choices) if !choices.iter().any(|choice| choice.code == code) => {
                let kind = MistakeKind::UnknownChoice { list: list.to_owned(), code: code.to_owned() };
                cells.mistake(column, kind, mistakes);
            }
            Some(_) => {}
        }
        marks.push(TallyMark { list: list.to_owned(), choice: code.to_owned() });
    }
    match <[TallyMark; 2]>::try_from(marks) {
        Ok([column, row]) => Some(TallyCell { column, row }),
        Err(_) => {
            let kind = MistakeKind::UnknownWord { word: written.to_owned(), known: "LIST:choice LIST:choice" };
            cells.mistake(column, kind, mistakes);
            None
        }
    }
}

struct Parameters {
    adjusts: Option<String>,
    precision: Option<String>,
    own_default: bool,
    text_limit: usize,
    phone_allowed: bool,
    takes: Option<Takes>,
}

/// XLSForm's own parameters: they only say which columns of a file hold code and label, for other tools.
fn check_parameters(cells: &Cells<'_>, kind: &QuestionKind, mistakes: &mut Mistakes) {
    let column = "parameters";
    let select = matches!(
        kind,
        QuestionKind::SelectOne(ListSource::Provided(_)) | QuestionKind::SelectMultiple(ListSource::Provided(_))
    );
    for word in parameter_words(cells, column) {
        let known = match word.split_once('=') {
            Some(("value" | "label", _)) => select,
            Some(("max-pixels", pixels)) => *kind == QuestionKind::Image && is_pixel_limit(pixels),
            Some(_) | None => false,
        };
        if !known {
            let known = "value=COLUMN or label=COLUMN on a select from a file, max-pixels=1…1600 on an image; what is \
                         ours stands in kentongan_parameters";
            cells.mistake(column, MistakeKind::UnknownWord { word: word.to_owned(), known }, mistakes);
        }
    }
}

/// The phone shrinks every photo to the maximum. A form that asks for more would promise too much.
fn is_pixel_limit(pixels: &str) -> bool {
    pixels.parse().is_ok_and(|pixels: u32| (1..=MOST_PIXELS).contains(&pixels))
}

fn parameter_words<'a>(cells: &Cells<'a>, column: &str) -> impl Iterator<Item = &'a str> {
    cells.text(column).split([' ', ',', ';']).filter(|word| !word.is_empty())
}

fn parameters(cells: &Cells<'_>, kind: &QuestionKind, mistakes: &mut Mistakes) -> Parameters {
    let column = "kentongan_parameters";
    let mut read = Parameters {
        adjusts: None,
        precision: None,
        own_default: false,
        text_limit: TEXT_LIMIT,
        phone_allowed: false,
        takes: None,
    };
    for word in parameter_words(cells, column) {
        match (word.split_once('='), kind) {
            (Some(("adjusts", name)), QuestionKind::SelectOne(_)) => read.adjusts = Some(name.to_owned()),
            (Some(("default", "own")), QuestionKind::SelectOne(ListSource::Provided(_))) => read.own_default = true,
            (Some(("precision", name)), QuestionKind::Date) => read.precision = Some(name.to_owned()),
            (Some(("max-length", limit)), QuestionKind::Text)
                if limit.parse().is_ok_and(|limit: usize| (1..=TEXT_CAP).contains(&limit)) =>
            {
                read.text_limit = limit.parse().unwrap_or(TEXT_LIMIT);
            }
            (Some(("phone", "yes")), QuestionKind::Text) => read.phone_allowed = true,
            (Some(("phone", "no")), QuestionKind::Text) => read.phone_allowed = false,
            (Some(("takes", "suspect")), QuestionKind::Text) => read.takes = Some(Takes::Suspect),
            (Some(("takes", "contact")), QuestionKind::Text) => read.takes = Some(Takes::Contact),
            _ => {
                let known = "adjusts=NAME on a select_one; default=own on one from a file; precision=NAME on a date; \
                             max-length=1…2000, phone=yes, takes=suspect or takes=contact on a text";
                cells.mistake(column, MistakeKind::UnknownWord { word: word.to_owned(), known }, mistakes);
            }
        }
    }
    read
}

fn summary(cells: &Cells<'_>, question: &Question, mistakes: &mut Mistakes) -> Option<Summary> {
    let column = "kentongan_summary";
    let calculated = question.kind == QuestionKind::Calculate;
    let (summary, fits) = match cells.text(column) {
        "" => return None,
        "count" => (Summary::Count, question.list().is_some()),
        "sum" => (Summary::Sum, question.kind == QuestionKind::Integer || (calculated && question.list().is_none())),
        "month" => (Summary::Month, matches!(question.kind, QuestionKind::Date | QuestionKind::DateTime)),
        "area" => (Summary::Area, matches!(question.kind, QuestionKind::SelectOne(ListSource::Provided(_)))),
        word => {
            let kind = MistakeKind::UnknownWord { word: word.to_owned(), known: "count, sum, month, area" };
            cells.mistake(column, kind, mistakes);
            return None;
        }
    };
    if !fits {
        let why = "count is for selects and calculations with a list, sum for integers, month for dates, area for a \
                   select_one from a provided list";
        cells.mistake(column, MistakeKind::OutOfPlace(why), mistakes);
    }
    if question.tier == Tier::Sealed {
        cells.mistake(column, MistakeKind::OutOfPlace("what is sealed is in no summary"), mistakes);
    }
    Some(summary)
}

/// A default with `${`, or that is a function call, is computed. Any other is the answer itself.
fn default(cells: &Cells<'_>, question: &Question, mistakes: &mut Mistakes) -> Option<DefaultAnswer> {
    let written = cells.text("default");
    if written.is_empty() {
        return None;
    }
    if question.own_default {
        cells.expect_empty(&["default"], "default=own is the default already", mistakes);
    }
    let name = written.find(|c: char| !c.is_ascii_lowercase() && c != '-').and_then(|end| written.get(end..));
    let calls =
        written.starts_with(|first: char| first.is_ascii_lowercase()) && name.is_some_and(|rest| rest.starts_with('('));
    if calls || written.contains("${") {
        return cells.expression("default", &Place::Rule, mistakes).map(DefaultAnswer::Computed);
    }
    match Value::from_typed(question, written) {
        Ok(Some(value)) if known(&value, question, cells) => Some(DefaultAnswer::Fixed(value)),
        Ok(_) | Err(_) => {
            cells.mistake("default", MistakeKind::BadDefault(written.to_owned()), mistakes);
            None
        }
    }
}

fn known(value: &Value, question: &Question, cells: &Cells<'_>) -> bool {
    let Some(ListSource::Own(list)) = question.list() else { return true };
    let choices = cells.context.lists.get(&list).map_or(&[][..], Vec::as_slice);
    value.codes().iter().all(|code| choices.iter().any(|choice| choice.code == *code))
}

fn check(cells: &Cells<'_>, question: &Question, mistakes: &mut Mistakes) {
    match question.kind {
        QuestionKind::Calculate => {
            if cells.text("calculation").is_empty() {
                cells.mistake("calculation", MistakeKind::Empty, mistakes);
            }
            cells.expect_empty(&["default", "read_only"], "a calculation is never answered", mistakes);
        }
        QuestionKind::Note => {
            let elsewhere = ["required", "constraint", "calculation", "default", "kentongan_summary"];
            cells.expect_empty(&elsewhere, "a note has no answer", mistakes);
        }
        QuestionKind::Image => {
            let elsewhere = ["calculation", "constraint", "default", "read_only"];
            cells.expect_empty(&elsewhere, "a photo is taken by the person and judged by nobody", mistakes);
        }
        QuestionKind::SelectOne(_)
        | QuestionKind::SelectMultiple(_)
        | QuestionKind::Integer
        | QuestionKind::Decimal
        | QuestionKind::Text
        | QuestionKind::Date
        | QuestionKind::Time
        | QuestionKind::DateTime
        | QuestionKind::Acknowledge => {
            cells.expect_empty(&["calculation"], "only the type calculate has a calculation", mistakes);
        }
    }
    if question.phone_allowed && question.tier == Tier::Countable {
        let kind = MistakeKind::OutOfPlace("a phone number is always sealed");
        cells.mistake("kentongan_parameters", kind, mistakes);
    }
}
