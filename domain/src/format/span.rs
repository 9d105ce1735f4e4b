//! Lengths of time: `8 min`, `5 h`, `2 d 4 h`.

use jiff::Timestamp;

use super::Language;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;
const MONTH: u64 = 30 * DAY;
const TWO_MONTHS: u64 = 2 * MONTH;
const YEAR: u64 = 365 * DAY;
const TWO_YEARS: u64 = 2 * YEAR;

/// How far `at` lies from `now`: its age, or `in …` when it is still to come.
///
/// Precise where it matters: hours are named beside days for a week, minutes never beside hours.
#[must_use]
pub fn relative(at: Timestamp, now: Timestamp, language: &Language) -> String {
    let seconds = now.duration_since(at).as_secs();
    let units = &language.units;
    let text = match seconds.unsigned_abs() {
        ..MINUTE => return units.now.to_owned(),
        length @ MINUTE..HOUR => one(length / MINUTE, units.minute),
        length @ HOUR..DAY => one(length / HOUR, units.hour),
        length @ DAY..WEEK => two((length / DAY, units.day), (length % DAY / HOUR, units.hour)),
        length @ WEEK..TWO_MONTHS => one(length / DAY, units.day),
        length @ TWO_MONTHS..TWO_YEARS => one(length / MONTH, units.month),
        length => one(length / YEAR, units.year),
    };
    if seconds < 0 { format!("{}\u{a0}{text}", units.ahead) } else { text }
}

/// A length of time in its two largest units: `2 h 5 min`, `1 min 12 s`, `0.4 s`.
#[must_use]
pub fn long(seconds: f64, language: &Language) -> String {
    let units = &language.units;
    let minus = if seconds < 0.0 { "-" } else { "" };
    let length = seconds.abs();
    if length < 10.0 {
        return format!("{}\u{a0}{}", super::decimal(seconds, 1, language), units.second);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative; saturates")]
    let length = length.round() as u64;
    let text = match length {
        ..MINUTE => one(length, units.second),
        MINUTE..HOUR => two((length / MINUTE, units.minute), (length % MINUTE, units.second)),
        HOUR..DAY => two((length / HOUR, units.hour), (length % HOUR / MINUTE, units.minute)),
        _ => two((length / DAY, units.day), (length % DAY / HOUR, units.hour)),
    };
    format!("{minus}{text}")
}

fn one(count: u64, unit: &str) -> String {
    format!("{count}\u{a0}{unit}")
}

fn two((count, unit): (u64, &str), (rest, smaller): (u64, &str)) -> String {
    if rest == 0 { one(count, unit) } else { format!("{} {}", one(count, unit), one(rest, smaller)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_relative(locale: &str, seconds: i64, expected: &str) {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let at = now - jiff::SignedDuration::from_secs(seconds);
        assert_eq!(relative(at, now, Language::find(locale)).replace('\u{a0}', " "), expected);
    }

    #[test]
    fn ages_are_as_precise_as_one_needs() {
        check_relative("en", 0, "now");
        check_relative("en", 8 * 60 + 30, "8 min");
        check_relative("en", 3 * 3600 + 1800, "3 h");
        check_relative("en", 52 * 3600, "2 d 4 h");
        check_relative("en", 48 * 3600, "2 d");
        check_relative("en", 20 * 86_400, "20 d");
        check_relative("en", 100 * 86_400, "3 mo");
        check_relative("en", 800 * 86_400, "2 y");
        check_relative("de", 52 * 3600, "2 T 4 Std.");
        check_relative("en", -3600, "in 1 h");
        check_relative("fr", -86_400, "dans 1 j");
    }

    #[test]
    fn lengths_name_two_units() {
        let long = |seconds| long(seconds, Language::ENGLISH).replace('\u{a0}', " ");
        assert_eq!(long(0.42), "0.4 s");
        assert_eq!(long(59.0), "59 s");
        assert_eq!(long(75.0), "1 min 15 s");
        assert_eq!(long(7_500.0), "2 h 5 min");
        assert_eq!(long(-90_000.0), "-1 d 1 h");
        assert_eq!(long(1e300), long(u64::MAX as f64));
    }
}
