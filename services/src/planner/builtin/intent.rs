//! Why the user wants it: their own words where they are, our reading where they are not.

use domain::UserIntent;

use super::{
    impact::{Impact, impact},
    text::{joined, sentences, words},
};
use crate::{planner::Offer, providers::template::Aim};

/// The intent behind a problem that `offer` would solve.
pub(super) fn intent(problem: &str, offer: Offer<'_>) -> UserIntent {
    let impact = impact(problem);
    let aims = aims(problem, offer);
    let outcome = offer.template.schema.metadata.description.trim_end_matches('.');
    UserIntent {
        problem_solved: line(problem_solved(problem, impact.as_ref())),
        pain_point: line(pain_point(problem, impact.as_ref())),
        goal: format!("See {} at a glance, without looking by hand", decapitalized(offer.name())),
        expected_outcome: match aims.first() {
            Some(aim) => line(&format!("{outcome}; look there for {}", aim.wanted)),
            None => line(outcome),
        },
        impact_metric: impact.map(|impact| impact.metric),
    }
}

/// The hopes of the template that the problem shows.
pub(crate) fn aims<'a>(problem: &str, offer: Offer<'a>) -> Vec<&'a Aim> {
    let spoken = format!(" {} ", joined(&words(problem)));
    let said = |word: &String| spoken.contains(&format!(" {} ", joined(&words(word))));
    offer.template.wizard.aims.iter().filter(|aim| aim.words.iter().any(said)).collect()
}

/// Plays the intent back.
pub(super) fn message(intent: &UserIntent, offer: Offer<'_>) -> String {
    let description = decapitalized(offer.template.schema.metadata.description.trim_end_matches('.'));
    let worth = intent
        .impact_metric
        .as_ref()
        .map(|metric| format!(" That is meant to {}.", decapitalized(metric)))
        .unwrap_or_default();
    format!("So you need one place that shows {description}.{worth} Here is what I understood; change any line.")
}

/// The first sentence, unless it only says what it costs.
fn problem_solved<'a>(problem: &'a str, impact: Option<&Impact<'a>>) -> &'a str {
    let sentences = sentences(problem);
    let costs = |sentence: &str| impact.is_some_and(|impact| impact.sentence == sentence);
    sentences
        .iter()
        .find(|sentence| !costs(sentence))
        .or(sentences.first())
        .copied()
        .map_or(problem, |sentence| if sentences.len() == 1 { before_the_complaint(sentence) } else { sentence })
}

/// The sentence that says what it costs; else what complains; else the last.
fn pain_point<'a>(problem: &'a str, impact: Option<&Impact<'a>>) -> &'a str {
    let sentences = sentences(problem);
    let sentence = impact.map(|impact| impact.sentence).or(sentences.last().copied()).unwrap_or(problem);
    if sentences.len() == 1 { the_complaint(sentence) } else { sentence }
}

/// Words after which a sentence says why: what stands before is the problem, what stands
/// after is what hurts.
const TURNS: [&str; 14] = [
    " because ",
    " since we ",
    "; ",
    " – ",
    " - ",
    ", and ",
    ", but ",
    " so that ",
    ", weil ",
    " porque ",
    " parce que ",
    " perché ",
    " omdat ",
    ": ",
];
/// A half shorter than this is no line of its own, in bytes.
const SHORTEST: usize = 12;

fn turn(sentence: &str) -> Option<(&str, &str)> {
    TURNS
        .iter()
        .find_map(|turn| sentence.split_once(turn))
        .map(|(before, after)| (before.trim(), after.trim()))
        .filter(|(before, after)| before.len() >= SHORTEST && after.len() >= SHORTEST)
}

fn before_the_complaint(sentence: &str) -> &str {
    turn(sentence).map_or(sentence, |(before, _)| before)
}

fn the_complaint(sentence: &str) -> &str {
    turn(sentence).map_or(sentence, |(_, after)| after)
}

/// At most as long as a line of the intent may be, cut at a word.
fn line(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(UserIntent::MAX_LINE) {
        None => text.to_owned(),
        Some((end, _)) => {
            // Room for the ellipsis.
            let cut = &text[..end - text[..end].chars().next_back().map_or(0, char::len_utf8)];
            let word = cut.rfind(' ').unwrap_or(cut.len());
            format!("{}…", &cut[..word])
        }
    }
}

/// "Open issues" → "open issues"; "GitHub runs" and "CI" keep their capitals.
pub(super) fn decapitalized(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_and_what_it_costs_are_told_apart_in_the_users_words() {
        let problem = "My team is losing track of pull requests across 3 repos. We spend 30 minutes every morning checking each repo manually.";
        let impact = impact(problem);

        assert_eq!(problem_solved(problem, impact.as_ref()), "My team is losing track of pull requests across 3 repos");
        assert_eq!(
            pain_point(problem, impact.as_ref()),
            "We spend 30 minutes every morning checking each repo manually"
        );
    }

    #[test]
    fn one_sentence_is_cut_where_it_says_why() {
        let problem = "We still run an old version because nobody tells us about new ones.";

        assert_eq!(problem_solved(problem, None), "We still run an old version");
        assert_eq!(pain_point(problem, None), "nobody tells us about new ones");
    }

    #[test]
    fn a_terse_problem_is_both() {
        assert_eq!(problem_solved("open prs", None), "open prs");
        assert_eq!(pain_point("open prs", None), "open prs");
    }

    #[test]
    fn a_long_line_is_cut_at_a_word() {
        let cut = line(&"word ".repeat(200));

        assert!(cut.chars().count() <= UserIntent::MAX_LINE);
        assert!(cut.ends_with("word…"));
    }
}
