//! tidewell, a sailing school with a booking system: who works there and what its clock says.

use jiff::{SignedDuration, Timestamp};

/// Somebody of the team.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) login: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
}

pub(crate) const MAJA: Person =
    Person { login: "majalindqvist", name: "Maja Lindqvist", email: "maja@tidewell.example" };
pub(crate) const TOMAS: Person = Person { login: "tomasrey", name: "Tomás Rey", email: "tomas@tidewell.example" };
pub(crate) const AIKO: Person = Person { login: "aikomori", name: "Aiko Mori", email: "aiko@tidewell.example" };
pub(crate) const PRIYA: Person = Person { login: "priyanair", name: "Priya Nair", email: "priya@tidewell.example" };
pub(crate) const JONAS: Person = Person { login: "jonasweber", name: "Jonas Weber", email: "jonas@tidewell.example" };
pub(crate) const ELIF: Person = Person { login: "elifdemir", name: "Elif Demir", email: "elif@tidewell.example" };
pub(crate) const ROBOT: Person = Person { login: "tidewell-bot", name: "tidewell bot", email: "bot@tidewell.example" };

pub(crate) const TEAM: [Person; 6] = [MAJA, TOMAS, AIKO, PRIYA, JONAS, ELIF];

/// The world's time. It stands still for ten minutes at a time, so that two readings of
/// the same thing agree and conditional requests have something to confirm.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock(Timestamp);

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the sandbox's one clock")]
    pub(crate) fn read() -> Self {
        Self::at(Timestamp::now())
    }

    pub(crate) fn at(now: Timestamp) -> Self {
        const STEP: i64 = 600;
        let second = now.as_second();
        Self(Timestamp::from_second(second - second.rem_euclid(STEP)).unwrap_or(now))
    }

    pub(crate) fn ago(self, minutes: i64) -> Timestamp {
        self.0.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MIN)
    }
}

/// Chance that comes out the same each time: a number for a place in the world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(place: &str) -> Self {
        // FNV-1a.
        Self(
            place
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    /// SplitMix64.
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or_default() + 1;
        low + i64::try_from(self.roll() % span).unwrap_or_default()
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.roll() % from.len() as u64).unwrap_or_default()]
    }

    /// Letters and digits, as ids are made of.
    pub(crate) fn word(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..length).map(|_| char::from(self.pick(LETTERS))).collect()
    }

    pub(crate) fn hex(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(self.pick(b"0123456789abcdef"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_still_for_ten_minutes() {
        let at = |raw: &str| Clock::at(raw.parse().expect("a timestamp")).ago(0).to_string();
        assert_eq!(at("2026-11-23T05:00:00Z"), "2026-11-23T05:00:00Z");
        assert_eq!(at("2026-11-23T05:09:59.999Z"), "2026-11-23T05:00:00Z");
        assert_eq!(at("2026-11-23T05:10:00Z"), "2026-11-23T05:10:00Z");
    }

    #[test]
    fn chance_comes_out_the_same_each_time() {
        let mut dice = Dice::new("here");
        let mut again = Dice::new("here");
        assert_eq!([dice.roll(), dice.roll()], [again.roll(), again.roll()]);
        assert_ne!(Dice::new("there").roll(), Dice::new("here").roll());
    }
}
