//! The forms that are shipped: they load, and do what the field agreed on.

use kentongan_forms::FormDefinition;

#[test]
fn both_forms_load() {
    for csv in [include_str!("../../../assets/forms/incident.csv"), include_str!("../../../assets/forms/activity.csv")]
    {
        if let Err(error) = FormDefinition::from_csv(csv) {
            panic!("{error}");
        }
    }
}
