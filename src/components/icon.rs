//! The line icons of the app, as paths in the code: the page loads none.

use dioxus::prelude::*;

/// Which icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The village drum the app is named after.
    Drum,
    /// A padlock: locked, or sealed.
    Lock,
    /// Back.
    Back,
    /// Next.
    Next,
    /// A place on a map.
    Pin,
    /// Shows more.
    Down,
    /// Shows less.
    Up,
    /// A leaf of a calendar: a day.
    Calendar,
    /// A shield: an incident's safe referral.
    Shield,
    /// People: an activity.
    Group,
    /// A telephone.
    Phone,
    /// A cloud with an arrow: sending.
    Cloud,
    /// A tick.
    Check,
    /// A pen: a draft.
    Pen,
    /// A triangle with an exclamation mark.
    Warning,
    /// A list of records.
    List,
    /// Sliders: settings.
    Settings,
    /// A bin.
    Bin,
    /// A magnifying glass.
    Search,
    /// A letter i in a circle.
    Info,
    /// A globe: a web address.
    Globe,
    /// A speech bubble: a message service.
    Message,
    /// A camera: photos.
    Camera,
    /// A question mark in a circle: help.
    Help,
    /// Two sheets: to copy.
    Copy,
    /// A clock: something to wait for.
    Clock,
    /// A key with a cross: takes the last digit away.
    Erase,
}

impl Shape {
    fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Drum => &["M8 3h8v18H8z", "M12 7v10", "M19 5l2 2M19 10l2-1M3 7l2 1"],
            Self::Lock => {
                &["M7 11h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2z", "M8 11V8a4 4 0 0 1 8 0v3"]
            }
            Self::Back => &["M15 5l-7 7 7 7"],
            Self::Next => &["M9 5l7 7-7 7"],
            Self::Pin => &[
                "M12 21c-4.500-4.500-7-8-7-11a7 7 0 0 1 14 0c0 3-2.500 6.500-7 11z",
                "M12 7.500a2.500 2.500 0 1 1 0 5a2.500 2.500 0 1 1 0-5z",
            ],
            Self::Down => &["M5 9l7 7 7-7"],
            Self::Up => &["M5 15l7-7 7 7"],
            Self::Calendar => {
                &["M6 5h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z", "M4 10h16M8 3v4M16 3v4"]
            }
            Self::Shield => &["M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z", "M12 9v4M12 16h.01"],
            Self::Group => &[
                "M9 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6z",
                "M17 6.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z",
                "M3 20c0-4 3-6 6-6s6 2 6 6M15 15c3-.5 6 1 6 5",
            ],
            Self::Phone => &[
                "M6 3h4l1.5 5-2.5 1.5a12 12 0 0 0 5.5 5.5L16 12.5l5 1.5v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z",
            ],
            Self::Cloud => {
                &["M7 18a4 4 0 1 1 .6-8 5.5 5.5 0 0 1 10.6 1.5A3.5 3.5 0 0 1 17.5 18", "M12 21v-8M9 15.5l3-3 3 3"]
            }
            Self::Check => &["M5 12.5l4.5 4.5L19 7.5"],
            Self::Pen => &["M4 20l1-5L16 4l4 4L9 19z"],
            Self::Warning => &["M12 4L2.5 20h19z", "M12 10v4M12 17h.01"],
            Self::List => &["M8 6h12M8 12h12M8 18h12", "M4 6h.01M4 12h.01M4 18h.01"],
            Self::Settings => &[
                "M4 7h9M19 7h1M4 17h1M11 17h9",
                "M16 4.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z",
                "M8 14.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z",
            ],
            Self::Bin => &["M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13", "M10 11v5M14 11v5"],
            Self::Search => &["M11 5a6 6 0 1 1 0 12a6 6 0 1 1 0-12z", "M20 20l-4.5-4.5"],
            Self::Info => &["M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 1 1 0-17z", "M12 11v5M12 8h.01"],
            Self::Globe => {
                &["M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 1 1 0-17z", "M3.5 12h17M12 3.5c5 5 5 12 0 17c-5-5-5-12 0-17z"]
            }
            Self::Camera => &[
                "M4 7h4l1.5-2h5L16 7h4a1.5 1.5 0 0 1 1.5 1.5V18a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 18V8.5A1.5 1.5 0 0 1 4 7z",
                "M12 9.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z",
            ],
            Self::Help => &[
                "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 1 1 0-17z",
                "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5h.01",
            ],
            Self::Copy => &[
                "M11 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z",
                "M5 15a2 2 0 0 1-1-1.7V6a2 2 0 0 1 2-2h7.3A2 2 0 0 1 15 5",
            ],
            Self::Clock => &["M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 1 1 0-17z", "M12 7v5l3 2"],
            Self::Erase => &["M9 5h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-6-7z", "M11.5 9.5l5 5M16.5 9.5l-5 5"],
            Self::Message => &["M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z"],
        }
    }
}

/// An icon beside words with the same meaning: screen readers skip it.
#[component]
pub fn Icon(shape: Shape, #[props(default)] class: String) -> Element {
    rsx! {
        svg { class: "i {class}", view_box: "0 0 24 24", "aria-hidden": "true",
            for path in shape.paths() {
                path { d: *path }
            }
        }
    }
}
