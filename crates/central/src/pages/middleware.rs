//! What happens before and after every page: limits, the visitor, errors as pages, headers.

pub(super) mod headers;
pub(super) mod limit;
pub(super) mod receive;
mod trouble_page;
