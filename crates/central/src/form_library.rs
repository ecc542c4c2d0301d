//! Forms, parsed once and cached. A version's text never changes, so a cached definition stays right.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kentongan_exchange::FormReference;
use kentongan_forms::FormDefinition;

/// Definitions by id and version.
#[derive(Default)]
pub(crate) struct FormLibrary(RwLock<HashMap<FormReference, Arc<FormDefinition>>>);

impl FormLibrary {
    /// The definition, if it is cached.
    pub(crate) fn known(&self, form: &FormReference) -> Option<Arc<FormDefinition>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(form).cloned()
    }

    /// Parses a form's text and caches the definition; `None` when the text is no form. Parsing takes milliseconds, and
    /// nobody waits at the cache meanwhile.
    pub(crate) fn parse(&self, form: &FormReference, csv: &str) -> Option<Arc<FormDefinition>> {
        let definition = Arc::new(FormDefinition::from_csv(csv).ok()?);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(form.clone(), Arc::clone(&definition));
        Some(definition)
    }
}
