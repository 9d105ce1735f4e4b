//! Points in time, however a provider writes them.

use std::fmt;

use jiff::{Timestamp, civil, fmt::rfc2822, tz::TimeZone};

/// A point in time, or a whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Of a whole day, its beginning where the user is.
    pub at: Timestamp,
    pub day: Option<civil::Date>,
}

impl Moment {
    /// Reads RFC 3339, ISO 8601 with or without a time, and RFC 2822. What names no zone is
    /// where the user is.
    #[must_use]
    pub fn from_text(text: &str, time_zone: &TimeZone) -> Option<Self> {
        // Shorter is a number, longer is prose.
        if !(8..=64).contains(&text.len()) || !text.is_ascii() {
            return None;
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(Self { at, day: None });
        }
        if let Some(day) = (text.len() == 10).then(|| text.parse::<civil::Date>().ok()).flatten() {
            let at = day.to_zoned(time_zone.clone()).ok()?.timestamp();
            return Some(Self { at, day: Some(day) });
        }
        if text.as_bytes()[0].is_ascii_digit() {
            let local = text.contains(['T', 't', ' ']).then(|| text.parse::<civil::DateTime>().ok()).flatten()?;
            return Some(Self { at: local.to_zoned(time_zone.clone()).ok()?.timestamp(), day: None });
        }
        rfc2822::parse(text).ok().map(|zoned| Self { at: zoned.timestamp(), day: None })
    }

    /// Seconds since 1970, or milliseconds where seconds would be thousands of years away.
    #[must_use]
    pub fn from_epoch(number: f64) -> Option<Self> {
        const LATEST_IN_SECONDS: f64 = 1e11;
        let seconds = if number.abs() < LATEST_IN_SECONDS { number } else { number / 1000.0 };
        // No provider is more precise than microseconds, and neither is a float of this size.
        let microseconds = (seconds * 1e6).round();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "not a number is refused, the rest saturates and is refused"
        )]
        let at = (!microseconds.is_nan()).then_some(microseconds as i64)?;
        Timestamp::from_microsecond(at).ok().map(|at| Self { at, day: None })
    }

    /// Where a date is wanted, digits in a text are an epoch: Slack's `"1763990531.000200"`.
    #[must_use]
    pub fn from_any_text(text: &str, time_zone: &TimeZone) -> Option<Self> {
        let is_epoch = (9..=17).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if is_epoch {
            return Self::from_epoch(text.parse().ok()?);
        }
        Self::from_text(text, time_zone)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.day {
            Some(day) => day.fmt(f),
            None => self.at.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let actual = Moment::from_any_text(text, &zone).map(|moment| moment.at.to_string());
        assert_eq!(actual.as_deref(), expected, "{text}");
    }

    #[test]
    fn dates_are_read_however_providers_write_them() {
        check("2026-11-23T10:00:00Z", Some("2026-11-23T10:00:00Z"));
        check("2026-11-23T10:00:00.123+02:00", Some("2026-11-23T08:00:00.123Z"));
        check("2026-11-23 10:00:00", Some("2026-11-23T09:00:00Z"));
        check("2026-11-23", Some("2026-11-22T23:00:00Z"));
        check("Mon, 23 Nov 2026 10:00:00 +0000", Some("2026-11-23T10:00:00Z"));
        check("1763990531.000200", Some("2025-11-24T13:22:11.0002Z"));
    }

    #[test]
    fn prose_is_no_date() {
        check("hello there", None);
        check("2026-13-45", None);
        check("12345678", None);
        check("", None);
        check(&"9".repeat(400), None);
    }

    #[test]
    fn epochs_are_seconds_or_milliseconds() {
        assert_eq!(Moment::from_epoch(1_763_990_531.0), Moment::from_epoch(1_763_990_531_000.0));
        assert_eq!(Moment::from_epoch(f64::NAN), None);
        assert_eq!(Moment::from_epoch(1e300), None);
    }
}
