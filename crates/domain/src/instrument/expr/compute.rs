//! Functions that give texts, numbers, truths and dates.

use super::call::Call;
use super::eval::{EvalError, Evaluated};
use super::functions::{OfDate, OfNumber, OfText, OfTruth};
use super::pattern::Pattern;
use super::value::Value;
use super::{dates, geo, numbers, parse, texts};

impl<'a> Call<'_, 'a> {
    pub fn of_text(&mut self, function: OfText) -> Evaluated<Value<'a>> {
        Ok(match function {
            OfText::Concat => Value::text(texts::join("", &self.texts(0)?)),
            OfText::Join => {
                let separator = self.text(0)?;
                let all = self.texts(1)?;
                self.run.spend(all.len() * (1 + separator.len() / 16))?;
                Value::text(texts::join(&separator, &all))
            }
            OfText::StartsWith => Value::Bool(self.text(0)?.starts_with(&*self.text(1)?)),
            OfText::EndsWith => Value::Bool(self.text(0)?.ends_with(&*self.text(1)?)),
            OfText::Contains => Value::Bool(self.text(0)?.contains(&*self.text(1)?)),
            OfText::SubstringBefore | OfText::SubstringAfter => {
                let (text, mark) = (self.text(0)?, self.text(1)?);
                let parts = text.split_once(&*mark).unwrap_or_default();
                let part = if function == OfText::SubstringBefore { parts.0 } else { parts.1 };
                Value::text(part.to_owned())
            }
            OfText::Substring => {
                let (text, start) = (self.text(0)?, self.number(1)?);
                let length = if self.has(2) { Some(self.number(2)?) } else { None };
                Value::text(texts::substring(&text, start, length))
            }
            OfText::Substr => self.substr()?,
            OfText::StringLength => Value::Number(self.text(0)?.chars().count() as f64),
            OfText::NormalizeSpace => Value::text(texts::normalize(&self.text(0)?)),
            OfText::Translate => {
                let (text, from, to) = (self.text(0)?, self.text(1)?, self.text(2)?);
                self.run.spend(text.len().saturating_mul(from.len() + to.len()) / 16)?;
                Value::text(texts::translate(&text, &from, &to))
            }
            OfText::Coalesce => {
                let first = self.text(0)?;
                Value::Text(if first.is_empty() { self.text(1)? } else { first })
            }
            OfText::Once => {
                let own = self.run.world.text(self.context.node);
                Value::Text(if own.is_empty() { self.text(0)? } else { own })
            }
            OfText::SelectedAt => {
                let (list, place) = (self.text(0)?, self.whole(1)?);
                let place = place.and_then(|place| usize::try_from(place).ok());
                let word = place.and_then(|place| texts::words(&list).nth(place));
                Value::text(word.unwrap_or("").to_owned())
            }
            OfText::ChoiceName => {
                let (value, question) = (self.text(0)?, self.text(1)?);
                let name = parse::choice_question(&question).unwrap_or("");
                Value::text((self.run.world.choice_name)(name, &value).unwrap_or_default())
            }
            OfText::Text => Value::Text(self.text(0)?),
        })
    }

    /// A whole number, as ODK Web Forms reads an index.
    fn whole(&mut self, place: usize) -> Evaluated<Option<i64>> {
        Ok(numbers::leading_whole(&self.text(place)?))
    }

    fn substr(&mut self) -> Evaluated<Value<'a>> {
        let (text, start) = (self.text(0)?, self.whole(1)?);
        let end = if self.has(2) { Some(self.whole(2)?) } else { None };
        Ok(match (start, end) {
            (Some(start), None) => Value::text(texts::substr(&text, start, None)),
            (Some(start), Some(Some(end))) => Value::text(texts::substr(&text, start, Some(end))),
            (None, _) | (_, Some(None)) => Value::text(""),
        })
    }

    pub fn of_number(&mut self, function: OfNumber) -> Evaluated<f64> {
        Ok(match function {
            OfNumber::Sum => {
                let (nodes, world) = (self.nodes(0)?, self.run.world);
                self.run.spend(nodes.len())?;
                nodes.iter().fold(0.0, |sum, node| sum + world.number(*node))
            }
            OfNumber::Min => extreme(&self.numbers(0)?, |a, b| a < b),
            OfNumber::Max => extreme(&self.numbers(0)?, |a, b| a > b),
            OfNumber::Round => {
                let number = self.number(0)?;
                numbers::round_to(number, if self.has(1) { self.number(1)? } else { 0.0 })
            }
            OfNumber::Pow => numbers::power(self.number(0)?, self.number(1)?),
            OfNumber::Atan2 => libm::atan2(self.number(0)?, self.number(1)?),
            OfNumber::Pi => std::f64::consts::PI,
            OfNumber::CountSelected => texts::words(&self.text(0)?).count() as f64,
            OfNumber::Area => geo::area(&self.texts(0)?),
            OfNumber::Distance => geo::distance(&self.texts(0)?),
            OfNumber::Floor => self.number(0)?.floor(),
            OfNumber::Ceiling => self.number(0)?.ceil(),
            OfNumber::Int => self.number(0)?.trunc(),
            OfNumber::Abs => self.number(0)?.abs(),
            OfNumber::Sqrt => libm::sqrt(self.number(0)?),
            OfNumber::Log => libm::log(self.number(0)?),
            OfNumber::Log10 => libm::log10(self.number(0)?),
            OfNumber::Exp => libm::exp(self.number(0)?),
            OfNumber::Exp10 => numbers::power_of_ten(self.number(0)?),
            OfNumber::Sin => libm::sin(self.number(0)?),
            OfNumber::Cos => libm::cos(self.number(0)?),
            OfNumber::Tan => libm::tan(self.number(0)?),
            OfNumber::Asin => libm::asin(self.number(0)?),
            OfNumber::Acos => libm::acos(self.number(0)?),
            OfNumber::Atan => libm::atan(self.number(0)?),
            OfNumber::Number => self.number(0)?,
        })
    }

    pub fn of_truth(&mut self, function: OfTruth) -> Evaluated<Value<'a>> {
        Ok(Value::Bool(match function {
            OfTruth::True => true,
            OfTruth::False => false,
            OfTruth::Not => !self.value(0)?.to_bool(),
            OfTruth::BooleanFromString => matches!(&*self.text(0)?, "1" | "true"),
            OfTruth::If => {
                let place = if self.value(0)?.to_bool() { 1 } else { 2 };
                return self.value(place);
            }
            OfTruth::Selected => texts::selected(&self.text(0)?, &self.text(1)?),
            OfTruth::Regex => {
                let (text, pattern) = (self.text(0)?, self.text(1)?);
                // Compiling is slow.
                self.run.spend(2000 + text.len() * (1 + pattern.len() / 16))?;
                let found = Pattern::new(&pattern).map(|pattern| pattern.is_found_in(&text));
                found.ok_or_else(|| EvalError::UnsupportedPattern(pattern.into_owned()))?
            }
            OfTruth::Checklist => {
                let (least, most) = (self.number(0)?, self.number(1)?);
                let all = self.each(2)?;
                let marked = all.iter().filter(|value| self.is_marked(value)).count();
                within(marked as f64, least, most)
            }
            OfTruth::WeightedChecklist => return self.weighted(),
            OfTruth::Geofence => geo::geofence(&self.text(0)?, &self.text(1)?),
            OfTruth::Boolean => self.value(0)?.to_bool(),
        }))
    }

    /// Whether an answer counts in a checklist: a node with more than blanks, otherwise as `boolean()`.
    fn is_marked(&self, value: &Value<'a>) -> bool {
        match value {
            Value::Nodes(_) => !value.to_text(self.run.world).trim_matches(numbers::is_blank).is_empty(),
            Value::Text(_) | Value::Number(_) | Value::Bool(_) => value.to_bool(),
        }
    }

    fn weighted(&mut self) -> Evaluated<Value<'a>> {
        let (least, most) = (self.number(0)?, self.number(1)?);
        let mut sum = 0.0;
        for place in (2..self.arguments.len()).step_by(2) {
            let (marks, weights) = (self.one(place)?, self.one(place + 1)?);
            for (at, weight) in weights.iter().enumerate() {
                let Some(mark) = marks.get(at) else { return Ok(Value::Bool(false)) };
                if self.is_marked(mark) {
                    sum += weight.to_number(self.run.world);
                }
            }
        }
        Ok(Value::Bool(within(sum, least, most)))
    }

    pub fn of_date(&mut self, function: OfDate) -> Evaluated<Value<'a>> {
        let (zone, world) = (self.zone(), self.run.world);
        let text = |local: i64| Value::text(dates::to_text(local, zone));
        Ok(match function {
            OfDate::Today => text(i64::from(world.today.days()) * dates::DAY),
            OfDate::Now => text(world.now.local()),
            OfDate::Date | OfDate::DateTime => self.moment(function)?.map_or(Value::text(""), text),
            OfDate::DecimalDateTime => {
                let utc = self.moment(function)?.map(|local| dates::to_utc(local, zone));
                Value::Number(utc.map_or(f64::NAN, dates::to_days))
            }
            OfDate::DecimalTime => {
                Value::Number(dates::decimal_time(&self.text(0)?, zone).unwrap_or(f64::NAN))
            }
            OfDate::FormatDate | OfDate::FormatDateTime => {
                let moment = self.moment(function)?;
                let form = self.text(1)?;
                Value::text(moment.map_or(String::new(), |local| dates::format(local, &form, true)))
            }
            OfDate::DecimalDate => Value::Number(
                self.moment(function)?.map_or(f64::NAN, |local| local.div_euclid(dates::DAY) as f64),
            ),
        })
    }

    /// The first argument as a moment: a date as text, or days as a number. For `date-time()` and
    /// `decimal-date-time()` days count from midnight UTC, otherwise on the local calendar, so that
    /// `date(number(d))` is `d` everywhere.
    fn moment(&mut self, function: OfDate) -> Evaluated<Option<i64>> {
        let (value, zone) = (self.value(0)?, self.zone());
        let utc = matches!(function, OfDate::DateTime | OfDate::DecimalDateTime);
        Ok(match value {
            Value::Bool(_) => None,
            Value::Number(days) => {
                dates::from_days(days).map(|at| at - if utc { dates::to_utc(0, zone) } else { 0 })
            }
            Value::Nodes(_) | Value::Text(_) => {
                let text = value.to_text(self.run.world);
                self.run.spend_on(&text)?;
                dates::parse_loosely(&text, zone)
            }
        })
    }
}

fn within(count: f64, least: f64, most: f64) -> bool {
    if most == -1.0 { least < 1.0 || count >= least } else { count >= least && count <= most }
}

/// The least or most number; NaN when one is, or there is none (JavaScript's `Math.min` and XPath 3.0).
fn extreme(numbers: &[f64], beats: fn(f64, f64) -> bool) -> f64 {
    if numbers.iter().any(|number| number.is_nan()) {
        return f64::NAN;
    }
    numbers
        .iter()
        .copied()
        .reduce(|found, each| if beats(each, found) { each } else { found })
        .unwrap_or(f64::NAN)
}
