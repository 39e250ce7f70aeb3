//! Numbers and texts of numbers, per XPath 1.0 (sections 4.2 and 4.4) and ODK.

/// Blanks of XML.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// A number as XPath's `string()` writes it: without a point when whole, without an exponent, the fewest digits
/// that tell it from other numbers; `NaN`, `Infinity`, `-Infinity`; minus zero is `0`.
pub(super) fn number_to_text(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number == 0.0 {
        "0".to_owned()
    } else {
        // The standard library writes the shortest digits that read back as the same number, without exponent.
        number.to_string()
    }
}

/// A text as a number: blanks, an optional minus, digits with at most one point. Anything else is NaN, also
/// exponents, a plus sign, and the empty text.
pub(super) fn text_to_number(text: &str) -> f64 {
    let text = text.trim_matches(is_blank);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let proper = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().any(|b| b.is_ascii_digit())
        && digits.bytes().filter(|b| *b == b'.').count() <= 1;
    if proper { text.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

/// The whole number at the beginning of a text, as ODK Web Forms reads the indexes of `substr()` and
/// `selected-at()`: `1.9` is 1, `2nd` is 2, `x` is none.
pub(super) fn leading_whole(text: &str) -> Option<i64> {
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let digits = digits.get(..count).filter(|digits| !digits.is_empty())?;
    let value = digits.parse::<i64>().unwrap_or(i64::MAX);
    Some(if negative { -value } else { value })
}

/// XPath's `round()`: halves go up.
pub(super) fn round_half_up(number: f64) -> f64 {
    let low = number.floor();
    if number - low >= 0.5 { low + 1.0 } else { low }
}

/// ODK's `round()`: to that many decimals (negative ones are tens), halves away from zero as in Web Forms.
/// (XPath and JavaRosa round negative halves towards zero.)
pub(super) fn round_to(number: f64, decimals: f64) -> f64 {
    if number.is_nan() || decimals.is_nan() {
        return f64::NAN;
    }
    let scale = power_of_ten(decimals);
    let rounded = round_half_up(number.abs() * scale) / scale;
    if number < 0.0 { -rounded } else { rounded }
}

/// Ten to that power. Whole powers are exact where a number can be.
pub(super) fn power_of_ten(exponent: f64) -> f64 {
    if exponent == exponent.trunc() && exponent.abs() <= 350.0 {
        // Reading digits rounds correctly; multiplying or `pow` might not.
        format!("1e{exponent}").parse().unwrap_or(f64::NAN)
    } else {
        libm::pow(10.0, exponent)
    }
}

/// As JavaScript's `Math.pow`: NaN for an unbounded power of one.
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if base.is_nan() || exponent.is_nan() || (base.abs() == 1.0 && exponent.is_infinite()) {
        f64::NAN
    } else {
        libm::pow(base, exponent)
    }
}
