//! What there is on tidewell's Stripe: customers of a sailing school, and their payments.
//!
//! Amounts are in the currency's smallest unit: cents and öre, but whole yen.

use crate::world::Dice;

pub(super) struct Customer {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) currency: &'static str,
    pub(super) country: &'static str,
    pub(super) brand: &'static str,
    pub(super) last4: &'static str,
    /// Days since the first booking.
    pub(super) since: i64,
}

#[rustfmt::skip]
pub(super) const CUSTOMERS: [Customer; 22] = [
    customer("Ines Caldeira", "ines.caldeira@example.com", "eur", "PT", "visa", "4242", 410),
    customer("Harbour Youth Club", "office@harbour-youth.example", "eur", "NL", "mastercard", "4444", 720),
    customer("Kenji Sato", "kenji.sato@example.jp", "jpy", "JP", "jcb", "0505", 96),
    customer("Dana Whitfield", "dana.whitfield@example.com", "usd", "US", "visa", "0069", 210),
    customer("Lars Öberg", "lars.oberg@example.se", "sek", "SE", "mastercard", "8210", 330),
    customer("Rosa Lindner", "rosa.lindner@example.de", "eur", "DE", "visa", "1881", 505),
    customer("Matteo Ferri", "matteo.ferri@example.it", "eur", "IT", "visa", "3155", 61),
    customer("Chloé Marchand", "chloe.marchand@example.fr", "eur", "FR", "cartes_bancaires", "1001", 144),
    customer("Sven Dahl", "sven.dahl@example.se", "sek", "SE", "visa", "0341", 88),
    customer("Grace Okafor", "grace.okafor@example.co.uk", "gbp", "GB", "visa", "5556", 275),
    customer("Yuki Tanaka", "yuki.tanaka@example.jp", "jpy", "JP", "visa", "0077", 40),
    customer("Peter van Dijk", "p.vandijk@example.nl", "eur", "NL", "mastercard", "2222", 640),
    customer("Marta Nowak", "marta.nowak@example.pl", "eur", "PL", "visa", "0008", 180),
    customer("Oliver Grant", "oliver.grant@example.com", "usd", "US", "amex", "8431", 120),
    customer("Bay Sailing Society", "treasurer@baysailing.example", "gbp", "GB", "mastercard", "5100", 810),
    customer("Hannah Klein", "hannah.klein@example.ch", "chf", "CH", "visa", "9995", 33),
    customer("Diego Fuentes", "diego.fuentes@example.es", "eur", "ES", "mastercard", "0119", 52),
    customer("Freja Holm", "freja.holm@example.dk", "eur", "DK", "visa", "9235", 301),
    customer("Amara Diallo", "amara.diallo@example.fr", "eur", "FR", "visa", "0341", 19),
    customer("Noah Bennett", "noah.bennett@example.com", "usd", "US", "discover", "1117", 67),
    customer("Saltwater Scouts", "crew@saltwater-scouts.example", "eur", "PT", "visa", "7726", 560),
    customer("Elin Sjöberg", "elin.sjoberg@example.se", "sek", "SE", "visa", "4010", 240),
];

const fn customer(
    name: &'static str,
    email: &'static str,
    currency: &'static str,
    country: &'static str,
    brand: &'static str,
    last4: &'static str,
    since: i64,
) -> Customer {
    Customer { name, email, currency, country, brand, last4, since }
}

impl Customer {
    pub(super) fn id(&self) -> String {
        format!("cus_{}", Dice::new(self.email).word(14))
    }
}

/// Why a bank says no: Stripe's code, the bank's, and the words Stripe puts to it.
///
/// Source: <https://docs.stripe.com/declines/codes>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decline {
    pub(super) code: &'static str,
    pub(super) reason: &'static str,
    pub(super) message: &'static str,
}

const EXPIRED: Decline = Decline { code: "expired_card", reason: "expired_card", message: "Your card has expired." };
const FUNDS: Decline =
    Decline { code: "card_declined", reason: "insufficient_funds", message: "Your card has insufficient funds." };
const GENERIC: Decline =
    Decline { code: "card_declined", reason: "generic_decline", message: "Your card was declined." };
const CVC: Decline =
    Decline { code: "incorrect_cvc", reason: "incorrect_cvc", message: "Your card's security code is incorrect." };
const LOST: Decline = Decline { code: "card_declined", reason: "lost_card", message: "Your card was declined." };

#[derive(Debug, Clone)]
pub(super) struct Charge {
    pub(super) id: String,
    pub(super) customer: usize,
    pub(super) amount: i64,
    pub(super) description: &'static str,
    /// Minutes ago.
    pub(super) at: i64,
    pub(super) declined: Option<Decline>,
    pub(super) refund: Option<Refund>,
    pub(super) disputed: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Refund {
    pub(super) amount: i64,
    pub(super) reason: Option<&'static str>,
    /// Minutes ago.
    pub(super) at: i64,
    pub(super) status: &'static str,
}

impl Charge {
    pub(super) fn customer(&self) -> &'static Customer {
        &CUSTOMERS[self.customer]
    }

    /// The part of an id that its intent, refund and dispute share.
    pub(super) fn stem(&self) -> &str {
        self.id.trim_start_matches("ch_")
    }
}

/// What can be bought, with its price in euros. Other currencies have prices of their own,
/// see [`price`].
const OFFERS: [(&str, i64); 14] = [
    ("Keelboat weekend", 1_240),
    ("Private lesson", 78),
    ("Skipper course", 289),
    ("Day charter", 340),
    ("Gift voucher", 150),
    ("Dinghy place", 168),
    ("Night sailing", 95),
    ("Radio licence evening", 65),
    ("Family sail", 210),
    ("Navigation course", 180),
    ("Boat storage, a month", 85),
    ("Safety training", 120),
    ("Sunset trip", 49),
    ("Club regatta entry", 35),
];

/// In the smallest unit, the way prices are written in that currency.
fn price(euros: i64, currency: &str) -> i64 {
    match currency {
        "jpy" => euros * 164 / 100 * 100,
        "sek" => euros * 11 * 100,
        "usd" => euros * 108,
        "gbp" => euros * 84,
        "chf" => euros * 96,
        _ => euros * 100,
    }
}

const H: i64 = 60;
const D: i64 = 24 * H;

/// Newest first: today's by hand, six weeks before that by chance.
pub(super) fn charges() -> Vec<Charge> {
    let today = [
        (0, 124_000, "Keelboat weekend", 18, None),
        (1, 201_600, "12 dinghy places", 52, None),
        (2, 12_800, "Private lesson", 3 * H + 30, None),
        (3, 42_000, "Gift voucher", 4 * H + 3, Some(EXPIRED)),
        (4, 315_000, "Skipper course", 5 * H + 35, None),
        (9, 17_640, "Family sail", 7 * H, None),
        (15, 11_520, "Safety training", 9 * H + 12, Some(FUNDS)),
        (6, 34_000, "Day charter", 11 * H, None),
    ];
    let mut charges: Vec<_> = today
        .into_iter()
        .map(|(customer, amount, description, at, declined)| Charge {
            id: format!("ch_{}", Dice::new(&format!("today {at}")).word(24)),
            customer,
            amount,
            description,
            at,
            declined,
            refund: None,
            disputed: false,
        })
        .collect();

    let mut dice = Dice::new("tidewell charges");
    let mut at = 14 * H;
    for index in 0_i64..150 {
        let customer = usize::try_from(dice.between(0, CUSTOMERS.len() as i64 - 1)).unwrap_or_default();
        let (description, euros) = dice.pick(&OFFERS);
        let amount = price(euros, CUSTOMERS[customer].currency);
        let declined = (index % 9 == 4).then(|| dice.pick(&[EXPIRED, FUNDS, FUNDS, GENERIC, CVC, LOST]));
        let refund = (declined.is_none() && index % 8 == 2).then(|| {
            let whole = dice.roll().is_multiple_of(3);
            Refund {
                // Half of it in the smallest unit, a whole one.
                amount: if whole { amount } else { amount / 2 },
                reason: dice.pick(&[
                    Some("requested_by_customer"),
                    Some("requested_by_customer"),
                    Some("duplicate"),
                    None,
                ]),
                at: (at - dice.between(2 * H, 2 * D)).max(40),
                status: if index == 2 { "pending" } else { "succeeded" },
            }
        });
        let disputed = declined.is_none() && refund.is_none() && index % 41 == 16;
        charges.push(Charge {
            id: format!("ch_{}", dice.word(24)),
            customer,
            amount,
            description,
            at,
            declined,
            refund,
            disputed,
        });
        at += dice.between(70, 800);
    }
    charges
}

pub(super) struct Plan {
    pub(super) name: &'static str,
    pub(super) euros: i64,
    pub(super) interval: &'static str,
}

pub(super) const PLANS: [Plan; 4] = [
    Plan { name: "Club membership", euros: 29, interval: "month" },
    Plan { name: "Season pass", euros: 490, interval: "year" },
    Plan { name: "Boat storage", euros: 85, interval: "month" },
    Plan { name: "Crew licence", euros: 12, interval: "month" },
];

pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) customer: usize,
    pub(super) plan: usize,
    pub(super) quantity: i64,
    pub(super) status: &'static str,
    /// Days ago.
    pub(super) started: i64,
    /// Days until the current period ends.
    pub(super) renews_in: i64,
    pub(super) ends_with_period: bool,
}

impl Subscription {
    pub(super) fn customer(&self) -> &'static Customer {
        &CUSTOMERS[self.customer]
    }

    pub(super) fn plan(&self) -> &'static Plan {
        &PLANS[self.plan]
    }

    pub(super) fn unit_amount(&self) -> i64 {
        price(self.plan().euros, self.customer().currency)
    }
}

/// Newest first.
pub(super) fn subscriptions() -> Vec<Subscription> {
    // Customer, plan, quantity, status, started, renews in, ends with the period.
    let table = [
        (18, 0, 1, "trialing", 5, 9, false),
        (15, 0, 1, "active", 12, 18, false),
        (10, 3, 1, "active", 21, 9, false),
        (6, 0, 1, "past_due", 44, 16, false),
        (8, 2, 1, "active", 60, 1, false),
        (3, 0, 1, "past_due", 75, 15, false),
        (13, 1, 1, "active", 98, 267, false),
        (7, 0, 1, "active", 130, 20, true),
        (12, 2, 2, "active", 155, 25, false),
        (9, 0, 1, "active", 190, 20, false),
        (3, 2, 1, "canceled", 200, -12, false),
        (21, 1, 1, "active", 230, 135, false),
        (4, 0, 1, "active", 300, 30, false),
        (17, 0, 1, "active", 299, 1, true),
        (0, 0, 1, "active", 395, 25, false),
        (5, 2, 1, "active", 480, 30, false),
        (20, 3, 14, "active", 540, 30, false),
        (11, 1, 1, "active", 630, 100, false),
        (1, 3, 24, "active", 700, 20, false),
        (14, 3, 31, "active", 790, 20, false),
    ];
    table
        .into_iter()
        .map(|(customer, plan, quantity, status, started, renews_in, ends_with_period)| Subscription {
            id: format!("sub_{}", Dice::new(&format!("{customer} {plan}")).word(24)),
            customer,
            plan,
            quantity,
            status,
            started,
            renews_in,
            ends_with_period,
        })
        .collect()
}

/// Currency, available, pending.
pub(super) const BALANCE: [(&str, i64, i64); 6] = [
    ("eur", 1_846_250, 341_200),
    ("sek", 4_210_000, 630_000),
    ("gbp", 214_380, 35_280),
    ("usd", 98_640, 12_960),
    ("jpy", 164_000, 25_600),
    ("chf", 41_280, 0),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn payments_are_in_several_currencies_and_some_fail_or_are_given_back() {
        let charges = charges();
        let currencies: BTreeSet<_> = charges.iter().map(|charge| charge.customer().currency).collect();
        assert_eq!(currencies.into_iter().collect::<Vec<_>>(), ["chf", "eur", "gbp", "jpy", "sek", "usd"]);
        assert!(charges.iter().filter(|charge| charge.declined.is_some()).count() >= 12);
        assert!(charges.iter().filter(|charge| charge.refund.is_some()).count() >= 12);
        assert!(charges.iter().filter(|charge| charge.disputed).count() >= 2);
        assert!(charges.is_sorted_by_key(|charge| charge.at));
        assert!(
            charges.iter().all(|charge| charge
                .refund
                .is_none_or(|refund| refund.amount <= charge.amount && refund.at < charge.at))
        );
    }

    #[test]
    fn every_id_is_of_one_thing() {
        let ids: Vec<_> = charges()
            .into_iter()
            .map(|charge| charge.id)
            .chain(subscriptions().into_iter().map(|one| one.id))
            .collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }

    #[test]
    fn yen_have_no_cents() {
        assert_eq!(price(78, "jpy"), 12_700);
        assert_eq!(price(78, "eur"), 7_800);
        assert_eq!(price(289, "sek"), 317_900);
    }
}
