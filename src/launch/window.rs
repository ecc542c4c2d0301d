//! A web view: a phone's whole screen, or a window of a phone's size on a desk.

use dioxus::LaunchBuilder;
// The same renderer under two names.
#[cfg(feature = "desktop")]
use dioxus::desktop as web_view;
#[cfg(not(feature = "desktop"))]
use dioxus::mobile as web_view;
use tokio::runtime::Runtime;

use super::start_result::StartResult;
use crate::screens::CannotStart;
use crate::{App, STYLE};

/// Draws until the app is closed.
pub(super) fn draw(runtime: &Runtime, started: StartResult) -> anyhow::Result<()> {
    // The components' futures (network, key derivation) run on this runtime.
    let _entered = runtime.enter();
    let window = LaunchBuilder::new().with_cfg(config());
    match started {
        StartResult::Phone(phone) => window.with_context(phone).launch(App),
        StartResult::Not(error) => window.with_context(error).launch(CannotStart),
    }
    Ok(())
}

fn config() -> web_view::Config {
    use web_view::{Config, LogicalSize, WindowBuilder};

    let window = WindowBuilder::new().with_title("Kentongan").with_inner_size(LogicalSize::new(412.0, 915.0));
    let head = format!(
        r#"<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><style>{STYLE}</style>"#
    );
    Config::new().with_menu(None).with_window(window).with_custom_head(head)
}
