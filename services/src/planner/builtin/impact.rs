//! What a problem costs, when its owner says so: "30 minutes every morning" is worth
//! "Save 30 min/day".

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::text::{Phrase, Word, joined, one_of, sentences, words};

/// Number words, units and frequencies in the languages we read.
#[derive(Deserialize)]
struct Vocabulary {
    numbers: BTreeMap<Phrase, f64>,
    /// Between the two ends of a range.
    between: Vec<Phrase>,
    /// By their length in minutes.
    minutes: BTreeMap<u32, Vec<Phrase>>,
    hours: Vec<Phrase>,
    days: Vec<Phrase>,
    half_more: Vec<Phrase>,
    /// Before a day, they make a part of one.
    halves: Vec<Phrase>,
    times: Vec<Phrase>,
    times_words: BTreeMap<Phrase, f64>,
    /// `day` → "every morning", "per day".
    every: BTreeMap<String, Vec<Phrase>>,
    /// A duration in a sentence with one of these is spent, whether or not it says how often.
    cost: Vec<Phrase>,
    /// A count in a sentence with one of these is lost.
    loss: Vec<Phrase>,
    /// A number after one of these is a stretch of the calendar or a threshold, not a cost.
    span: Vec<Phrase>,
    /// Longer stretches, which count when something came so late. By their plural.
    weeks: BTreeMap<String, Vec<Phrase>>,
    late: Vec<Phrase>,
    /// Before a duration: how often somebody looks.
    intervals: Vec<Phrase>,
    /// Before minutes or hours: how long somebody is at it.
    lasting: Vec<Phrase>,
    /// Whom it concerns.
    people: Vec<Phrase>,
    /// Where people look: how many there are is no cost.
    places: Vec<Phrase>,
    /// Who does not see it: a state that lasted so long came to light so late.
    unseen: Vec<Phrase>,
    /// "1 in 20".
    share: Vec<Phrase>,
    /// "all morning", "the whole Monday afternoon".
    whole: Vec<Phrase>,
    parts_of_a_day: BTreeMap<String, Vec<Phrase>>,
    /// What follows an amount, in lower case.
    currencies: Vec<String>,
}

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| serde_json::from_str(include_str!("numbers.json")).expect("numbers.json is checked by a test"));

/// The first word of what says how often → that phrase and its period, in order.
static EVERY: LazyLock<HashMap<&str, Vec<(&Phrase, &str)>>> = LazyLock::new(|| {
    let mut every: HashMap<&str, Vec<(&Phrase, &str)>> = HashMap::new();
    for (period, phrases) in &VOCABULARY.every {
        for phrase in phrases {
            every.entry(first(phrase)).or_default().push((phrase, period));
        }
    }
    every
});

/// Words a number may begin with.
static COUNTING: LazyLock<HashSet<&str>> =
    LazyLock::new(|| VOCABULARY.numbers.keys().map(|number| first(number)).collect());

fn first(phrase: &str) -> &str {
    phrase.split(' ').next().unwrap_or(phrase)
}

/// What was said to be spent or lost, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Impact<'a> {
    /// "Save 30 min/day".
    pub(super) metric: String,
    /// The sentence that says so.
    pub(super) sentence: &'a str,
}

/// The first cost that is stated: time before money, money before a count, and how many
/// people it concerns when nothing else is said.
pub(super) fn impact(problem: &str) -> Option<Impact<'_>> {
    let pieces: Vec<(&str, Vec<Word>)> = sentences(problem).into_iter().map(|text| (text, words(text))).collect();
    let anywhere = every(&words(problem));
    let sentences: Vec<Sentence<'_, '_>> =
        pieces.iter().map(|(text, words)| Sentence { text, words, period: every(words).or(anywhere) }).collect();
    let found = |read: Reading| sentences.iter().find_map(|sentence| Some((read(sentence)?, sentence.text)));
    let (metric, sentence) = READINGS.into_iter().find_map(found)?;
    Some(Impact { metric, sentence })
}

/// One way to read a cost off a sentence.
type Reading = fn(&Sentence<'_, '_>) -> Option<String>;

/// In the order they are preferred.
const READINGS: [Reading; 10] =
    [interval, duration, delay, frequency, money, repetition, share, count, people, part_of_a_day];

/// A number as it is said somewhere: how far it reaches in words.
pub(super) struct Number {
    pub(super) text: String,
    pub(super) value: f64,
    pub(super) words: usize,
}

/// The number that begins at `words[at]`, in digits or in a word.
pub(super) fn number(words: &[Word], at: usize) -> Option<Number> {
    let word = words.get(at)?;
    if word.folded.starts_with(|c: char| c.is_ascii_digit()) {
        let value = parse_digits(&word.folded)?;
        return Some(Number { text: short(value), value, words: 1 });
    }
    if !COUNTING.contains(word.folded.as_str()) {
        return None;
    }
    (1..=4).rev().find_map(|length| {
        let phrase = joined(words.get(at..at + length)?);
        let value = *VOCABULARY.numbers.get(phrase.as_str())?;
        Some(Number { text: short(value), value, words: length })
    })
}

struct Sentence<'t, 'w> {
    text: &'t str,
    words: &'w [Word],
    /// How often, if the problem says so.
    period: Option<&'static str>,
}

impl Sentence<'_, '_> {
    fn has_any(&self, of: &[Phrase]) -> bool {
        self.words.iter().any(|word| one_of(of, &word.folded))
    }

    fn says_any(&self, of: &[Phrase]) -> bool {
        (0..self.words.len()).any(|at| of.iter().any(|phrase| starts_with(&self.words[at..], phrase)))
    }

    fn per(&self, amount: &str) -> String {
        format!("Save {}", self.over_time(amount))
    }

    fn over_time(&self, amount: &str) -> String {
        self.period.map_or_else(|| amount.to_owned(), |period| format!("{amount}/{period}"))
    }

    fn follows(&self, of: &[Phrase], at: usize) -> bool {
        of.iter().any(|phrase| ends_with(&self.words[..at], phrase))
    }

    /// Whether the number at `at` ends "the last …", "more than …".
    fn is_span(&self, at: usize) -> bool {
        self.follows(&VOCABULARY.span, at)
    }

    /// The numbers from two on that are no span, and where what they count begins.
    fn counts(&self) -> impl Iterator<Item = (Number, usize)> {
        (0..self.words.len()).filter(|at| !self.is_span(*at)).filter_map(|at| {
            let number = number(self.words, at).filter(|number| number.value > 1.0)?;
            let next = at + number.words;
            Some((number, next))
        })
    }
}

/// "I look every 10 minutes".
fn interval(sentence: &Sentence<'_, '_>) -> Option<String> {
    (0..sentence.words.len()).filter(|at| sentence.follows(&VOCABULARY.intervals, *at)).find_map(|at| {
        let number = number(sentence.words, at).filter(|number| number.value > 1.0)?;
        let unit = &sentence.words.get(at + number.words)?.folded;
        (minutes_in(unit) == Some(1)).then(|| format!("Save a check every {} min", number.text))
    })
}

/// "30 minutes every morning", "an hour a day", "eine halbe Stunde pro Woche".
fn duration(sentence: &Sentence<'_, '_>) -> Option<String> {
    let spent = sentence.has_any(&VOCABULARY.cost);
    (0..sentence.words.len()).find_map(|at| {
        let from = number(sentence.words, at)?;
        let (text, value, next) = range(sentence.words, at, from);
        let unit = &sentence.words.get(next)?.folded;
        let half = VOCABULARY.half_more.iter().any(|half| starts_with(&sentence.words[next + 1..], half));
        let amount = if let Some(length) = minutes_in(unit) {
            let text = if length == 1 { text } else { short(value * f64::from(length)) };
            format!("{text} min")
        } else if one_of(&VOCABULARY.hours, unit) {
            hours(&text, value + if half { 0.5 } else { 0.0 })
        } else if one_of(&VOCABULARY.days, unit) && spent && sentence.period != Some("day") {
            days(&text, value)
        } else {
            return None;
        };
        let lasting = sentence.follows(&VOCABULARY.lasting, at) && !one_of(&VOCABULARY.days, unit);
        // "the last 24 hours" costs nothing, "24 hours a week" does.
        ((sentence.period.is_some() || spent || lasting) && !sentence.is_span(at)).then(|| sentence.per(&amount))
    })
}

/// "we noticed 3 weeks later", "an answer 3 hours late".
fn delay(sentence: &Sentence<'_, '_>) -> Option<String> {
    (0..sentence.words.len()).find_map(|at| {
        let number = number(sentence.words, at).filter(|number| number.value >= 1.0)?;
        let unit = unit(&sentence.words.get(at + number.words)?.folded)?;
        let after = &sentence.words[at + number.words + 1..];
        let unit = if number.value == 1.0 { unit.trim_end_matches('s') } else { unit };
        let late = VOCABULARY.late.iter().any(|late| starts_with(after, late));
        let unseen = sentence.follows(&VOCABULARY.lasting, at) && sentence.says_any(&VOCABULARY.unseen);
        (late || unseen).then(|| format!("Know {} {unit} sooner", number.text))
    })
}

/// A unit of time, in the plural.
fn unit(word: &str) -> Option<&'static str> {
    let longer = VOCABULARY.weeks.iter().find(|(_, words)| one_of(words, word)).map(|(unit, _)| unit.as_str());
    longer
        .or_else(|| one_of(&VOCABULARY.days, word).then_some("days"))
        .or_else(|| one_of(&VOCABULARY.hours, word).then_some("hours"))
        .or_else(|| (minutes_in(word) == Some(1)).then_some("minutes"))
}

fn days(text: &str, value: f64) -> String {
    match value {
        0.5 => "half a day".to_owned(),
        1.0 => format!("{text} day"),
        _ => format!("{text} days"),
    }
}

fn hours(text: &str, value: f64) -> String {
    if value < 1.0 {
        return format!("{} min", short(value * 60.0));
    }
    let text = if text.contains('–') { text.to_owned() } else { short(value) };
    format!("{text} {}", if value == 1.0 { "hour" } else { "hours" })
}

/// "20 to 30 minutes", "2-3 hours": both ends are kept.
fn range(words: &[Word], at: usize, from: Number) -> (String, f64, usize) {
    let next = at + from.words;
    let joint = usize::from(words.get(next).is_some_and(|word| one_of(&VOCABULARY.between, &word.folded)));
    match number(words, next + joint) {
        Some(to) if to.value > from.value && to.words == 1 && words[next + joint].folded != "half" => {
            (format!("{}–{}", from.text, to.text), to.value, next + joint + to.words)
        }
        _ => (from.text, from.value, next),
    }
}

/// "10 times a day", "zehnmal am Tag", "twice a week".
fn frequency(sentence: &Sentence<'_, '_>) -> Option<String> {
    sentence.period?;
    let times = times(sentence)?;
    let noun = if times == "1" { "check" } else { "checks" };
    Some(sentence.per(&format!("{times} {noun}")))
}

/// "it happened 4 times", "twice we paid too late".
fn repetition(sentence: &Sentence<'_, '_>) -> Option<String> {
    times(sentence).filter(|times| times != "1").map(|times| format!("Avoid it {times} times"))
}

fn times(sentence: &Sentence<'_, '_>) -> Option<String> {
    (0..sentence.words.len()).find_map(|at| {
        let word = &sentence.words[at].folded;
        if let Some(times) = VOCABULARY.times_words.get(word.as_str()) {
            return Some(short(*times));
        }
        let number = number(sentence.words, at)?;
        let unit = sentence.words.get(at + number.words)?;
        one_of(&VOCABULARY.times, &unit.folded).then_some(number.text)
    })
}

/// "we lose $2,000 a month", "5 % of our customers"; "I pay them 3000 euros a month" is at stake.
fn money(sentence: &Sentence<'_, '_>) -> Option<String> {
    let lost = sentence.has_any(&VOCABULARY.loss);
    if !lost && sentence.period.is_none() {
        return None;
    }
    let amount = (0..sentence.words.len()).filter(|at| !sentence.is_span(*at)).find_map(|at| amount(sentence, at))?;
    Some(if lost { sentence.per(&amount) } else { format!("Protect {}", sentence.over_time(&amount)) })
}

/// The amount at a word, as it is written: "$2,000", "300 euro".
fn amount(sentence: &Sentence<'_, '_>, at: usize) -> Option<String> {
    let word = &sentence.words[at];
    parse_digits(&word.folded)?;
    let digits = &sentence.text[word.start..word.end];
    if let Some(sign @ ('$' | '€' | '£' | '¥')) = word.sign {
        return Some(format!("{sign}{digits}"));
    }
    let after = sentence.text[word.end..].trim_start().to_lowercase();
    let follows = |currency: &&String| after.starts_with(currency.as_str());
    let currency = VOCABULARY.currencies.iter().filter(follows).max_by_key(|currency| currency.len())?;
    Some(format!("{digits} {currency}"))
}

/// "we miss 5 payments a week": what is lost, in the user's own word.
fn count(sentence: &Sentence<'_, '_>) -> Option<String> {
    if !sentence.has_any(&VOCABULARY.loss) {
        return None;
    }
    sentence.counts().find_map(|(number, next)| {
        let what = sentence.words.get(next)?;
        if every(&sentence.words[next..sentence.words.len().min(next + 2)]).is_some() {
            // "about 12 a month": of what, the sentence has said.
            return Some(sentence.per(&number.text));
        }
        if IS.contains(&what.folded.as_str()) {
            // "60 are open": of what, the sentence has said.
            return Some(format!("Keep up with {}", number.text));
        }
        let countable = what.folded.len() > 3
            && what.folded.starts_with(char::is_alphabetic)
            && !one_of(&VOCABULARY.places, &what.folded)
            && !one_of(&VOCABULARY.times, &what.folded)
            && unit(&what.folded).is_none();
        let counted = format!("{} {}", number.text, &sentence.text[what.start..what.end]);
        countable.then(|| sentence.period.map_or_else(|| format!("Keep up with {counted}"), |_| sentence.per(&counted)))
    })
}

/// A number before one of these counts what the sentence is about.
const IS: [&str; 9] = ["are", "were", "sind", "son", "estan", "sont", "sono", "sao", "zijn"];

/// "1 in 20 of our charges".
fn share(sentence: &Sentence<'_, '_>) -> Option<String> {
    (0..sentence.words.len()).filter(|at| !sentence.is_span(*at)).find_map(|at| {
        let few = number(sentence.words, at)?;
        let next = at + few.words;
        let after = sentence.words.get(next..)?;
        let of = VOCABULARY.share.iter().find(|of| starts_with(after, of))?;
        let next = next + of.split(' ').count();
        let many = number(sentence.words, next).filter(|many| many.value > few.value)?;
        // "5 in 20 minutes" is no share.
        let timed = sentence.words.get(next + many.words).is_some_and(|word| unit(&word.folded).is_some());
        (!timed).then(|| format!("Avoid {} in {}", few.text, many.text))
    })
}

/// "takes me all Monday morning".
fn part_of_a_day(sentence: &Sentence<'_, '_>) -> Option<String> {
    if !sentence.has_any(&VOCABULARY.cost) {
        return None;
    }
    (0..sentence.words.len()).find_map(|at| {
        let whole = VOCABULARY.whole.iter().find(|whole| starts_with(&sentence.words[at..], whole))?;
        let after = &sentence.words[at + whole.split(' ').count()..];
        let named = |from: usize| {
            let rest = after.get(from..)?;
            VOCABULARY.parts_of_a_day.iter().find(|(_, words)| words.iter().any(|word| starts_with(rest, word)))
        };
        // A weekday may stand between.
        let (part, _) = named(0).or_else(|| named(1))?;
        Some(sentence.per(&format!("1 {part}")))
    })
}

/// "we are 6 devs", "two of us": whom it concerns.
fn people(sentence: &Sentence<'_, '_>) -> Option<String> {
    sentence.counts().find_map(|(number, next)| {
        let after = sentence.words.get(next..)?;
        let who = VOCABULARY.people.iter().find(|people| starts_with(after, people))?;
        Some(format!("Help {} {}", number.text, &**who))
    })
}

/// The period of the first frequency that is said.
fn every(words: &[Word]) -> Option<&'static str> {
    // "half a day" is no frequency.
    let half = |at: usize| one_of(&VOCABULARY.halves, &words[at].folded);
    let halved = |at: usize| at > 0 && half(at - 1) && (at == 1 || words[at - 2].folded != "a");
    (0..words.len()).filter(|at| !halved(*at)).find_map(|at| {
        let phrases = EVERY.get(words[at].folded.as_str())?;
        phrases.iter().find(|(phrase, _)| starts_with(&words[at..], phrase)).map(|(_, period)| *period)
    })
}

fn minutes_in(unit: &str) -> Option<u32> {
    VOCABULARY.minutes.iter().find(|(_, words)| one_of(words, unit)).map(|(length, _)| *length)
}

/// `1,500.50`, `1.500,50`, `1,5`: a separator before exactly three digits groups thousands.
fn parse_digits(digits: &str) -> Option<f64> {
    let last = digits.rfind(['.', ',']);
    let decimal = last.filter(|at| digits.len() - at != 4);
    let plain: String = digits
        .char_indices()
        .filter_map(|(at, c)| match c {
            '.' | ',' => (Some(at) == decimal).then_some('.'),
            digit => Some(digit),
        })
        .collect();
    plain.parse().ok()
}

/// Without needless decimals: `30`, `1.5`.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Whether the words begin with the phrase, which is folded.
pub(super) fn starts_with(words: &[Word], phrase: &str) -> bool {
    // Most do not by their first word.
    if !words.first().is_some_and(|first| phrase.starts_with(&first.folded)) {
        return false;
    }
    let mut words = words.iter();
    phrase.split(' ').all(|part| words.next().is_some_and(|word| word.folded == part))
}

fn ends_with(words: &[Word], phrase: &str) -> bool {
    if !words.last().is_some_and(|last| phrase.ends_with(&last.folded)) {
        return false;
    }
    let length = phrase.split(' ').count();
    words.len() >= length && starts_with(&words[words.len() - length..], phrase)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("We spend 30 minutes every morning checking each repo.", "Save 30 min/day")]
    #[case("I lose 2 hours a week", "Save 2 hours/week")]
    #[case("it takes an hour a day", "Save 1 hour/day")]
    #[case("half an hour every day goes into this", "Save 30 min/day")]
    #[case("It eats an hour and a half a day", "Save 1.5 hours/day")]
    #[case("Every Friday I spend 45 minutes", "Save 45 min/week")]
    #[case("We check Stripe by hand 10 times a day", "Save 10 checks/day")]
    #[case("I look twice a week", "Save 2 checks/week")]
    #[case("20-30 minutes per day", "Save 20–30 min/day")]
    #[case("20 to 30 min daily", "Save 20–30 min/day")]
    #[case("so that customers don't wait 2 hours for an answer", "Save 2 hours")]
    #[case("Every morning I open all repos. That costs me 15 mins.", "Save 15 min/day")]
    #[case("Jeden Morgen verbringen wir 30 Minuten damit", "Save 30 min/day")]
    #[case("eine halbe Stunde pro Woche", "Save 30 min/week")]
    #[case("zehnmal am Tag", "Save 10 checks/day")]
    #[case("Perdemos dos horas a la semana", "Save 2 hours/week")]
    #[case("una hora y media al día", "Save 1.5 hours/day")]
    #[case("Je passe 15 minutes par jour", "Save 15 min/day")]
    #[case("une demi-heure chaque matin", "Save 30 min/day")]
    #[case("un'ora al giorno", "Save 1 hour/day")]
    #[case("uma hora por dia", "Save 1 hour/day")]
    #[case("een half uur per dag", "Save 30 min/day")]
    #[case("we lose $2,000 a month to failed cards", "Save $2,000/month")]
    #[case("We miss 5 payments a week", "Save 5 payments/week")]
    #[case("I pay freelancers 3000 euro a month", "Protect 3000 euro/month")]
    #[case("we noticed 3 weeks later", "Know 3 weeks sooner")]
    #[case("it broke 4 times this month", "Avoid it 4 times")]
    #[case("I have 400 unread mails and miss the ones that matter", "Keep up with 400 unread")]
    #[case("we lose reports, about 12 a month", "Save 12/month")]
    #[case("I look every 10 minutes", "Save a check every 10 min")]
    #[case("it hung for 3 hours before anybody noticed", "Save 3 hours")]
    #[case("we are 6 devs and block each other", "Help 6 devs")]
    #[case("I copy them for half a day", "Save half a day")]
    #[case("Bug reports pile up: 60 are open", "Keep up with 60")]
    #[case("Nobody notices that the build has been red for 3 days", "Know 3 days sooner")]
    #[case("1 in 20 of our charges bounces", "Avoid 1 in 20")]
    #[case("Looking them up takes me all Monday morning", "Save 1 morning")]
    fn a_stated_cost_is_read(#[case] problem: &str, #[case] metric: &str) {
        assert_eq!(impact(problem).map(|impact| impact.metric).as_deref(), Some(metric));
    }

    #[rstest]
    #[case("payments of the last 24 hours")]
    #[case("commits of the last 7 days")]
    #[case("pull requests older than 2 days")]
    #[case("transactions over 1000 euros")]
    #[case("payments over 500 euros this month")]
    #[case("the last 10 payments")]
    #[case("the top five customers")]
    #[case("My team is losing track of pull requests across 3 repos.")]
    #[case("Tell #sales about every payment over $500")]
    fn what_is_no_cost_is_left_alone(#[case] problem: &str) {
        assert_eq!(impact(problem), None);
    }
}
