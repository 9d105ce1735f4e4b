//! Numbers without a currency.

use super::Language;

/// A number with at most `decimals` decimals, trailing zeros left out.
#[must_use]
pub fn decimal(number: f64, decimals: usize, language: &Language) -> String {
    // Beyond this the digits are noise.
    if number.abs() >= 1e18 {
        return format!("{number:e}");
    }
    let written = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let fraction = fraction.trim_end_matches('0');
    // "-0" is no number people write.
    let is_zero = fraction.is_empty() && whole.bytes().all(|digit| digit == b'0');
    let sign = if number < 0.0 && !is_zero { "-" } else { "" };
    let whole = grouped(whole, language);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{}{fraction}", language.decimal) }
}

/// A ratio in hundredths: 0.124 is `12.4%`.
#[must_use]
pub fn percent(ratio: f64, language: &Language) -> String {
    format!("{}{}%", decimal(ratio * 100.0, 1, language), language.percent_gap)
}

/// `1.2K`, `3.4M`. One decimal below ten, none above a hundred.
#[must_use]
pub fn compact(number: f64, language: &Language) -> String {
    let magnitude = number.abs();
    let steps = [(1e9, 2), (1e6, 1), (1e3, 0)];
    // What rounds up to the next step belongs to it: 999,950 is 1M.
    let step = steps.into_iter().find(|(size, _)| magnitude >= size * 0.9995);
    match step {
        Some((size, name)) => {
            let scaled = number / size;
            let decimals = usize::from(scaled.abs() < 99.95);
            format!("{}{}", decimal(scaled, decimals, language), language.compact[name])
        }
        None => decimal(number, usize::from(magnitude < 99.95), language),
    }
}

/// `1.2 MB`: powers of a thousand, as the units are defined.
#[must_use]
pub fn bytes(count: f64, language: &Language) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut scaled = count;
    let mut unit = 0;
    while scaled.abs() >= 999.5 && unit + 1 < UNITS.len() {
        scaled /= 1000.0;
        unit += 1;
    }
    let decimals = usize::from(unit > 0 && scaled.abs() < 99.95);
    format!("{}\u{a0}{}", decimal(scaled, decimals, language), UNITS[unit])
}

/// Digits in groups of three.
pub(super) fn grouped(digits: &str, language: &Language) -> String {
    if digits.len() < language.grouped_from {
        return digits.to_owned();
    }
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push_str(language.group);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(locale: &str, write: impl Fn(&Language) -> String, expected: &str) {
        assert_eq!(write(Language::find(locale)).replace(['\u{a0}', '\u{202f}'], " "), expected, "{locale}");
    }

    #[test]
    fn decimals_follow_the_language() {
        check("en", |l| decimal(1_234_567.891, 2, l), "1,234,567.89");
        check("de", |l| decimal(1_234_567.891, 2, l), "1.234.567,89");
        check("de-CH", |l| decimal(1_234_567.891, 2, l), "1’234’567.89");
        check("fr", |l| decimal(1_234.5, 2, l), "1 234,5");
        check("es", |l| decimal(1_234.5, 2, l), "1234,5");
        check("es", |l| decimal(12_345.0, 2, l), "12.345");
        check("en", |l| decimal(-0.001, 2, l), "0");
        check("en", |l| decimal(1e300, 2, l), "1e300");
    }

    #[test]
    fn short_forms_are_short() {
        check("en", |l| compact(999.0, l), "999");
        check("en", |l| compact(1_234.0, l), "1.2K");
        check("en", |l| compact(999_950.0, l), "1M");
        check("de", |l| compact(-2_500_000.0, l), "-2,5 Mio.");
        check("en", |l| bytes(1_234_567.0, l), "1.2 MB");
        check("en", |l| bytes(12.0, l), "12 B");
        check("en", |l| percent(0.124, l), "12.4%");
        check("de", |l| percent(0.5, l), "50 %");
    }
}
