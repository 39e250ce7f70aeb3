//! The column `parameters`: `start=0 end=10 step=1`, with blanks, commas or semicolons between.

use super::compile::Compiler;
use super::dialect::Field;
use super::messages::FaultKind;
use super::survey::Node;
use super::types::Type;
use domain::instrument::Kind;

/// Parameters that a type may have.
fn known(what: &Type) -> &'static [&'static str] {
    match what {
        Type::Range => &["start", "end", "step", "tick_interval", "placeholder", "tick_labelset"],
        Type::Text => &["rows"],
        Type::One(..) | Type::Several(..) | Type::Rank(_) => &["randomize", "seed"],
        Type::Elsewhere(_) => &["randomize", "seed", "value", "label"],
        Type::Image => &["max-pixels", "app"],
        Type::Audio => &["quality"],
        Type::Point => &["capture-accuracy", "warning-accuracy", "allow-mock-accuracy", "reference-geometry"],
        Type::Trace | Type::Shape => &["allow-mock-accuracy", "incremental", "reference-geometry"],
        Type::Unanswered | Type::Unasked | Type::Clock | Type::Data => &[
            "quality",
            "track-changes",
            "track-changes-reasons",
            "identify-user",
            "location-priority",
            "location-min-interval",
            "location-max-age",
        ],
        Type::Integer
        | Type::Decimal
        | Type::Date
        | Type::Time
        | Type::Moment
        | Type::Note
        | Type::Calculate
        | Type::Hidden
        | Type::Acknowledge
        | Type::Barcode
        | Type::Group
        | Type::Repeat
        | Type::EndGroup
        | Type::EndRepeat
        | Type::Today
        | Type::Other => &[],
    }
}

/// Splits `a=1 b = 2;c=3`; none when it is not of that form.
fn split(text: &str) -> Option<Vec<(String, String)>> {
    let spaced = text.replace([',', ';'], " ").replace('=', " = ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words
        .chunks(3)
        .map(|chunk| match chunk {
            [key, "=", value] if *key != "=" && *value != "=" => {
                Some((key.to_lowercase(), (*value).to_owned()))
            }
            _ => None,
        })
        .collect()
}

impl<'b> Compiler<'b, '_> {
    /// The parameters of a row that its type may have.
    pub(super) fn parameters(&mut self, node: &Node<'b>) -> Vec<(String, String)> {
        let Some(text) = self.table.text(node.row, Field::Parameters) else { return Vec::new() };
        let at = self.table.place(node.row, Field::Parameters);
        let Some(all) = split(text) else {
            self.found.error(at, FaultKind::ParametersUnreadable, &[]);
            return Vec::new();
        };
        let known = known(&node.what);
        for (key, value) in &all {
            if !known.contains(&key.as_str()) {
                self.found.strict(at, FaultKind::ParameterUnknown, &[("name", key)]);
            } else if !matches!(key.as_str(), "start" | "end" | "step" | "rows") {
                self.found.keep(at, FaultKind::ParameterKept, &format!("{key}={value}"));
            }
        }
        all
    }

    /// A range: `start`, `end` and `step`, which are 1, 10 and 1 when they are not said.
    pub(super) fn range(&mut self, node: &Node<'b>) -> Kind {
        let parameters = self.parameters(node);
        let at = self.table.place(node.row, Field::Parameters);
        let mut values = [(1, 0), (10, 0), (1, 0)];
        for (slot, name) in values.iter_mut().zip(["start", "end", "step"]) {
            let Some((_, text)) = parameters.iter().find(|(key, _)| key == name) else { continue };
            match decimal(text) {
                Some(value) => *slot = value,
                None => {
                    self.found.error(at, FaultKind::ParameterBad, &[("name", name), ("value", text)]);
                }
            }
        }
        let decimals = values.iter().map(|(_, decimals)| *decimals).max().unwrap_or(0);
        let [start, end, step] = values.map(|(value, places)| scaled(value, decimals - places));
        if step <= 0 || step > (end - start).abs() {
            self.found.error(at, FaultKind::RangeBad, &[]);
        }
        let (min, max) = (start.min(end), start.max(end));
        if start > end {
            let details = [("from", min.to_string()), ("to", max.to_string())];
            let [(_, from), (_, to)] = &details;
            self.found.warn(at, FaultKind::RangeReversed, &[("from", from), ("to", to)]);
        }
        if step > 1 {
            let said =
                parameters.iter().find(|(key, _)| key == "step").map_or("1", |(_, value)| value.as_str());
            self.found.keep(at, FaultKind::ParameterKept, &format!("step={said}"));
        }
        Kind::Number {
            decimals: u8::try_from(decimals).unwrap_or(6),
            min: Some(min),
            max: Some(max),
            unit: None,
        }
    }
}

fn scaled(value: i64, places: u32) -> i64 {
    value.saturating_mul(10_i64.saturating_pow(places))
}

/// A decimal number as a whole one and its places after the point, at most six.
pub(super) fn decimal(text: &str) -> Option<(i64, u32)> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let places = u32::try_from(part.len()).ok().filter(|places| *places <= 6)?;
    let digits = part.chars().all(|c| c.is_ascii_digit()) && whole.len() <= 12 && !whole.is_empty();
    let value: i64 = digits.then(|| format!("{whole}{part}").parse().ok()).flatten()?;
    Some((value, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_split() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            split("start=0 end = 10;Step=0.5"),
            Some(vec![pair("start", "0"), pair("end", "10"), pair("step", "0.5")])
        );
        assert_eq!(split("start"), None);
        assert_eq!(split("a==1"), None);
        assert_eq!(decimal("-0.50"), Some((-5, 1)));
        assert_eq!(decimal("1e3"), None);
    }
}
