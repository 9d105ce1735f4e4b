//! How moments are written down: RFC 3339 in UTC, `2026-11-20T14:00:00.25Z`.
//!
//! The text is the same as jiff's own. jiff's reader knows every way to write a date and explains
//! every mistake in it; that would be a tenth of all the code a browser loads, which meets no
//! other text than this one.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serializer, de, ser};

pub(crate) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&write(*at).ok_or_else(|| ser::Error::custom("a moment before the year 0"))?)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    read(&text).ok_or_else(|| de::Error::custom("not a moment in UTC"))
}

/// Of a moment that may be missing. The field needs `default` as well.
pub(crate) mod optional {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| read(&text).ok_or_else(|| de::Error::custom("not a moment in UTC"))).transpose()
    }
}

const SECONDS_A_DAY: i64 = 86_400;

/// `None` before the year 0, which takes more than four digits.
fn write(at: Timestamp) -> Option<String> {
    // The fraction of a moment before 1970 is negative; the second it belongs to begins before it.
    let (mut seconds, mut nanoseconds) = (at.as_second(), at.subsec_nanosecond());
    if nanoseconds < 0 {
        (seconds, nanoseconds) = (seconds - 1, nanoseconds + 1_000_000_000);
    }
    let (year, month, day) = date_of(seconds.div_euclid(SECONDS_A_DAY));
    if year < 0 {
        return None;
    }
    let second = seconds.rem_euclid(SECONDS_A_DAY);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let fraction = match nanoseconds {
        0 => String::new(),
        _ => format!(".{nanoseconds:09}").trim_end_matches('0').to_owned(),
    };
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

fn read(text: &str) -> Option<Timestamp> {
    let (moment, fraction) = text.strip_suffix('Z')?.split_at_checked("0000-00-00T00:00:00".len())?;
    let separated = moment.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    if !separated {
        return None;
    }
    let number = |from: usize, to: usize| moment.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let days = days_to(year, month, day);
    // A day that is not in the calendar comes back as another one.
    if date_of(days) != (year, month, day) || 23 < hour || 59 < minute || 59 < second {
        return None;
    }
    let nanoseconds = match fraction.strip_prefix('.') {
        None if fraction.is_empty() => 0,
        Some(digits) if matches!(digits.len(), 1..=9) && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{digits:0<9}").parse().ok()?
        }
        _ => return None,
    };
    Timestamp::new(days * SECONDS_A_DAY + hour * 3_600 + minute * 60 + second, nanoseconds).ok()
}

/// The days from 1970-01-01 to this day of the Gregorian calendar.
///
/// Source: <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>.
fn days_to(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day - 719_468
}

/// The other way round: year, month and day.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_what_jiff_writes_and_reads(second in -62_167_219_200_i64..253_402_207_200, nanosecond in 0..1_000_000_000_i32) {
            for nanosecond in [0, nanosecond, nanosecond / 1_000_000 * 1_000_000] {
                let at = Timestamp::new(second, 0).unwrap() + jiff::SignedDuration::from_nanos(nanosecond.into());
                prop_assert_eq!(write(at), Some(at.to_string()));
                prop_assert_eq!(read(&at.to_string()), Some(at));
            }
        }
    }

    #[test]
    fn what_is_not_in_the_calendar_or_not_in_utc_is_refused() {
        for text in [
            "",
            "Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00+01:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.0000000000Z",
            "+026-01-01T00:00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00Z".parse().ok());
    }
}
