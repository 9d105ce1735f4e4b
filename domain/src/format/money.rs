//! Amounts of money. Every currency has its own number of decimals: two for most, none
//! for JPY, three for KWD.

use iso_currency::Currency;

use super::{Language, language::MoneyOrder, number::grouped};

/// The currency of an ISO 4217 code, in any case.
#[must_use]
pub fn currency(code: &str) -> Option<Currency> {
    if code.len() != 3 {
        return None;
    }
    Currency::from_code(&code.to_ascii_uppercase())
}

/// An amount in the smallest unit, in the unit people use: 1999 is 19.99 USD and 1999 JPY.
#[must_use]
pub fn major(minor: f64, currency: Currency) -> f64 {
    minor / 10_f64.powi(decimals(currency).into())
}

/// `amount` in the unit people use, rounded to the decimals of `currency`.
#[must_use]
pub fn format(amount: f64, currency: Currency, language: &Language) -> String {
    let decimals = usize::from(decimals(currency));
    let digits = format!("{:.decimals$}", amount.abs());
    let is_zero = !digits.bytes().any(|digit| digit.is_ascii_digit() && digit != b'0');
    let minus = if amount < 0.0 && !is_zero { "-" } else { "" };
    let number = match digits.split_once('.') {
        Some((whole, fraction)) => format!("{}{}{fraction}", grouped(whole, language), language.decimal),
        None => grouped(&digits, language),
    };

    let sign = sign(currency);
    // A code needs a gap, `$` does not.
    let is_code = sign.chars().all(|c| c.is_ascii_alphabetic());
    match language.money {
        MoneyOrder::Before if !is_code => format!("{minus}{sign}{number}"),
        MoneyOrder::Before | MoneyOrder::BeforeWithGap => format!("{minus}{sign}\u{a0}{number}"),
        MoneyOrder::After => format!("{minus}{number}\u{a0}{sign}"),
    }
}

fn decimals(currency: Currency) -> u8 {
    // `None` is gold and the like, which nobody is paid in.
    u8::try_from(currency.exponent().unwrap_or(2)).unwrap_or(2)
}

/// A sign that means one currency only, else its code. `$` is the US one, as in CLDR's `en`.
fn sign(currency: Currency) -> &'static str {
    match currency {
        Currency::USD => "$",
        Currency::EUR => "€",
        Currency::GBP => "£",
        Currency::JPY => "¥",
        Currency::INR => "₹",
        Currency::KRW => "₩",
        Currency::BRL => "R$",
        Currency::CAD => "CA$",
        Currency::AUD => "A$",
        Currency::NZD => "NZ$",
        Currency::MXN => "MX$",
        Currency::HKD => "HK$",
        Currency::CNY => "CN¥",
        Currency::ILS => "₪",
        Currency::VND => "₫",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(locale: &str, amount: f64, code: &str, expected: &str) {
        let text = format(amount, currency(code).unwrap(), Language::find(locale));
        assert_eq!(text.replace(['\u{a0}', '\u{202f}'], " "), expected, "{locale} {code}");
    }

    #[test]
    fn every_currency_has_its_own_decimals() {
        check("en", 1240.0, "EUR", "€1,240.00");
        check("en", 12_800.0, "jpy", "¥12,800");
        check("en", 3_150.0, "SEK", "SEK 3,150.00");
        check("en", 1.999, "KWD", "KWD 1.999");
        check("en", -420.0, "USD", "-$420.00");
        check("en", -0.001, "USD", "$0.00");
    }

    #[test]
    fn every_language_has_its_own_order() {
        check("de", 1240.0, "EUR", "1.240,00 €");
        check("de-AT", 1240.0, "EUR", "€ 1 240,00");
        check("de-CH", 1240.5, "CHF", "CHF 1’240.50");
        check("fr", 1240.0, "EUR", "1 240,00 €");
        check("es", 1240.0, "EUR", "1240,00 €");
        check("it", 1240.0, "EUR", "1.240,00 €");
        check("pt-BR", 1240.0, "BRL", "R$ 1.240,00");
        check("nl", 1240.0, "EUR", "€ 1.240,00");
    }

    #[test]
    fn smallest_units_become_the_ones_people_use() {
        let major = |minor, code| major(minor, currency(code).unwrap());
        assert_eq!(major(1999.0, "USD"), 19.99);
        assert_eq!(major(1999.0, "JPY"), 1999.0);
        assert_eq!(major(1999.0, "KWD"), 1.999);
    }

    #[test]
    fn what_is_no_code_is_no_currency() {
        for code in ["", "EURO", "€", "ééé", "xx1"] {
            assert_eq!(currency(code), None, "{code}");
        }
    }

    proptest! {
        #[test]
        fn no_cent_is_lost_between_the_smallest_unit_and_the_text(
            minor in -10_000_000_000_000_i64..10_000_000_000_000,
            code in prop::sample::select(vec!["USD", "EUR", "JPY", "KWD", "SEK"]),
            locale in prop::sample::select(vec!["en", "de", "de-CH", "fr", "es", "it", "pt", "nl"]),
        ) {
            let currency = currency(code).unwrap();
            #[expect(clippy::cast_precision_loss, reason = "well below 2^53")]
            let text = format(major(minor as f64, currency), currency, Language::find(locale));

            let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
            prop_assert_eq!(digits.parse::<i64>().unwrap(), minor, "{}", text);
        }
    }
}
