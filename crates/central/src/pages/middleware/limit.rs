//! How many visitors at once, and how often each may ask.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::trouble_page;
use crate::Central;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::Visitor;

/// Refuses visitors at once when too many ask, before it looks up anything for them.
pub(crate) async fn limit(State(central): State<Central>, request: Request, next: Next) -> Response {
    let _under_way = match central.0.limits.enter_page(&request, central.0.settings.page_rate()) {
        Ok(under_way) => under_way,
        Err(seconds) => {
            return trouble_page::page(&Visitor::stranger(&central, &request), &Trouble::TooOften { seconds });
        }
    };
    let Ok(_place) = central.0.pages.try_acquire() else {
        return trouble_page::page(&Visitor::stranger(&central, &request), &Trouble::Crowded);
    };
    next.run(request).await
}
