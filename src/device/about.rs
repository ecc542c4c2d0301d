//! Which device this is, for whoever helps its owner.

/// Who made a phone, where its makers hide what keeps an app alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// Xiaomi, Redmi, Poco.
    Xiaomi,
    /// Oppo, Realme, OnePlus.
    Oppo,
    /// Vivo, iQOO.
    Vivo,
    /// Samsung.
    Samsung,
    /// Anybody else.
    Other,
}

impl Make {
    /// The make that a model's name (`Build.MANUFACTURER` and `Build.MODEL`) begins with.
    #[must_use]
    pub fn of(model: &str) -> Self {
        let model = model.to_lowercase();
        let begins = |names: &[&str]| names.iter().any(|name| model.starts_with(name));
        if begins(&["xiaomi", "redmi", "poco"]) {
            Self::Xiaomi
        } else if begins(&["oppo", "realme", "oneplus"]) {
            Self::Oppo
        } else if begins(&["vivo", "iqoo"]) {
            Self::Vivo
        } else if begins(&["samsung"]) {
            Self::Samsung
        } else {
            Self::Other
        }
    }
}

/// Which device this is.
pub trait About {
    /// Its maker and model, as the system names them. Nothing that tells one phone of a model from another.
    fn model(&self) -> String;

    /// Its system and the version.
    fn system(&self) -> String;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_make_is_known_by_what_the_model_begins_with() {
        for (model, make) in [
            ("Xiaomi 220333QAG", Make::Xiaomi),
            ("Redmi 9A", Make::Xiaomi),
            ("OPPO CPH2185", Make::Oppo),
            ("realme RMX3231", Make::Oppo),
            ("vivo V2111", Make::Vivo),
            ("samsung SM-A035F", Make::Samsung),
            ("INFINIX X6511", Make::Other),
            ("", Make::Other),
        ] {
            assert_eq!(Make::of(model), make, "{model}");
        }
    }
}
