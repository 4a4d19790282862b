//! The variants of a study by what is changed.

use super::summary::{Summary, VariantSummary};

/// All values of one key that were studied.
pub struct Comparison<'a> {
    /// None where nothing was varied.
    pub key: Option<&'a str>,
    /// With the names of the values, the configured one first.
    pub variants: Vec<(String, &'a VariantSummary)>,
}

impl Summary {
    /// The variants by what is changed, each time with the configuration as it is.
    pub fn comparisons(&self) -> Vec<Comparison<'_>> {
        let mut keys: Vec<Option<&str>> = Vec::new();
        for key in self.variants.iter().filter_map(|variant| variant.key.as_deref()).map(Some) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        if keys.is_empty() {
            keys.push(None);
        }
        keys.into_iter().map(|key| self.comparison(key)).collect()
    }

    fn comparison<'a>(&'a self, key: Option<&'a str>) -> Comparison<'a> {
        let is_compared =
            |variant: &&VariantSummary| variant.key.is_none() || variant.key.as_deref() == key;
        let configured = key.and_then(|key| self.configured.get(key));
        let named = |variant: &'a VariantSummary| {
            let name = match (&variant.value, configured) {
                (Some(value), _) => value.clone(),
                (None, Some(value)) => format!("{value}, {}", variant.name),
                (None, None) => variant.name.clone(),
            };
            (name, variant)
        };
        Comparison { key, variants: self.variants.iter().filter(is_compared).map(named).collect() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::summary::tests::summary;
    use super::super::variant::Variant;
    use super::*;

    #[test]
    fn each_key_is_compared_with_what_is_configured() {
        let mut summary = summary();
        let names = |comparison: &Comparison| -> Vec<String> {
            comparison.variants.iter().map(|(name, _)| name.clone()).collect()
        };
        let mean = Variant::named("encoder=mean").unwrap();
        summary.variants.push(VariantSummary::new(&mean, vec![], &summary.conditions));
        let comparisons = summary.comparisons();
        assert_eq!(comparisons.len(), 2);
        assert_eq!(names(&comparisons[0]), ["max, as configured", "average"]);
        assert_eq!(names(&comparisons[1]), ["as configured", "mean"]);
        summary.variants.truncate(1);
        let alone = &summary.comparisons()[0];
        assert_eq!((alone.key, names(alone)), (None, vec!["as configured".to_owned()]));
    }
}
