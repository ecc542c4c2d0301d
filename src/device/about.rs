//! Which device this is, for the person who helps its owner.

/// A phone's maker. Makers hide the settings that keep an app alive in different places.
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
    /// Any other maker.
    Other,
}

impl Make {
    /// The make at the beginning of a model's name (`Build.MANUFACTURER` and `Build.MODEL`).
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
    /// Its maker and model, as the system names them. Never anything that identifies one phone.
    fn model(&self) -> String;

    /// Its system and the version.
    fn system(&self) -> String;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_model_name_tells_the_make() {
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
