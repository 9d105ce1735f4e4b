//! How numbers, money and dates look to a person: one deterministic formatter.
//!
//! The browser shows the text that the server made, so the two cannot disagree. The
//! language decides separators, names and order; the time zone decides the clock.
//!
//! | type | format | what it takes | in `en` |
//! | --- | --- | --- | --- |
//! | number | none | any number | `1,234.5` |
//! | number | `currency` | an amount in the unit people use | `€1,240.00`, `¥12,800` |
//! | number | `percent` | a ratio: 0.124 | `12.4%` |
//! | number | `compact` | any number | `1.2K` |
//! | number | `bytes` | bytes | `1.2 MB` |
//! | number | `duration` | seconds | `2 h 5 min` |
//! | date | none | a date | `Nov 23, 2026` |
//! | date | `relative` | a date | `3 h`, `2 d 4 h`, `in 8 min` |
//! | date | a Unicode date pattern, see [`Pattern`] | a date | `MMM dd, yyyy` → `Nov 23, 2026` |
//!
//! # Money
//!
//! `currency` takes the currency from the row's `currency`, else from the field's. Providers
//! that state amounts in a currency's smallest unit (Stripe) need a transform that knows the
//! currency: `"transform": "major(value, item.currency)"` is right for USD (two decimals), JPY
//! (none) and KWD (three); `value / 100` is right for the first only.

mod language;
pub mod money;
mod number;
mod pattern;
pub mod span;

use jiff::{Timestamp, tz::TimeZone};

pub use language::Language;
pub use number::{bytes, compact, decimal, percent};
pub use pattern::Pattern;

/// Who looks, and when.
#[derive(Debug, Clone)]
pub struct Viewing {
    pub now: Timestamp,
    pub time_zone: TimeZone,
    /// BCP 47. An unknown one is shown like `en`.
    pub locale: String,
}

impl Viewing {
    #[must_use]
    pub fn language(&self) -> &'static Language {
        Language::find(&self.locale)
    }
}

/// A moment on the user's own clock: "13:49" today, "Tue 13:49" within a week, else "3 Nov, 13:49".
#[must_use]
pub fn on_clock(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let days = (now.date() - at.date()).get_days().abs();
    let format = match days {
        0 => "%H:%M",
        1..7 => "%a %H:%M",
        _ => "%-d %b, %H:%M",
    };
    at.strftime(format).to_string()
}

/// At most `most` characters, the last one an ellipsis where something was cut.
#[must_use]
pub fn truncate(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) if most == 0 => String::new(),
        Some(_) => {
            let kept: String = text.chars().take(most - 1).collect();
            format!("{}…", kept.trim_end())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_as_shortly_as_it_is_clear() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a timestamp");
        let now = at("2026-11-20T14:00:00Z");
        let zone = TimeZone::get("Europe/Lisbon").expect("a known zone");
        let told = |moment: &str| on_clock(at(moment), now, &zone);
        assert_eq!(told("2026-11-20T13:49:00Z"), "13:49");
        assert_eq!(told("2026-11-19T23:30:00Z"), "Thu 23:30");
        assert_eq!(told("2026-11-03T09:00:00Z"), "3 Nov, 09:00");
    }
}
