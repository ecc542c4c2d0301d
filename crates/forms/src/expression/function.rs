//! The functions of the expression language: names and numbers of arguments.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Coalesce,
    Concat,
    Contains,
    CountSelected,
    Date,
    False,
    If,
    Int,
    Max,
    Min,
    Not,
    Now,
    Number,
    Round,
    Selected,
    SelectedAt,
    StartsWith,
    String,
    StringLength,
    Sum,
    Today,
    True,
}

const ANY: usize = usize::MAX;

/// Each function: its name, and the lowest and highest number of arguments.
pub(super) const FUNCTIONS: [(&str, Function, usize, usize); 22] = [
    ("coalesce", Function::Coalesce, 2, 2),
    ("concat", Function::Concat, 1, ANY),
    ("contains", Function::Contains, 2, 2),
    ("count-selected", Function::CountSelected, 1, 1),
    ("date", Function::Date, 1, 1),
    ("false", Function::False, 0, 0),
    ("if", Function::If, 3, 3),
    ("int", Function::Int, 1, 1),
    ("max", Function::Max, 1, ANY),
    ("min", Function::Min, 1, ANY),
    ("not", Function::Not, 1, 1),
    ("now", Function::Now, 0, 0),
    ("number", Function::Number, 1, 1),
    ("round", Function::Round, 1, 2),
    ("selected", Function::Selected, 2, 2),
    ("selected-at", Function::SelectedAt, 2, 2),
    ("starts-with", Function::StartsWith, 2, 2),
    ("string", Function::String, 1, 1),
    ("string-length", Function::StringLength, 1, 1),
    ("sum", Function::Sum, 1, ANY),
    ("today", Function::Today, 0, 0),
    ("true", Function::True, 0, 0),
];

impl Function {
    pub(super) fn named(name: &str) -> Option<Self> {
        FUNCTIONS.iter().find(|(own, ..)| *own == name).map(|(_, function, ..)| *function)
    }

    pub(super) fn takes(self, arguments: usize) -> bool {
        FUNCTIONS.iter().any(|(_, function, fewest, most)| *function == self && (*fewest..=*most).contains(&arguments))
    }
}
