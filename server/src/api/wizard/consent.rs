//! "Yes", in the words people and scripts use for it.

/// What agrees. Several may follow each other: "Yes, looks good. Deploy it!"
const PHRASES: &[&str] = &[
    "absolutely",
    "accept",
    "accept it",
    "accepted",
    "add it",
    "add it to my dashboard",
    "add it to the dashboard",
    "agreed",
    "confirm",
    "confirm it",
    "confirmed",
    "continue",
    "correct",
    "deploy",
    "deploy it",
    "deploy the widget",
    "deploy this",
    "deploy this widget",
    "exactly",
    "fine",
    "go ahead",
    "go on",
    "good",
    "great",
    "lets go",
    "looks fine",
    "looks good",
    "looks good to me",
    "looks great",
    "looks perfect",
    "looks right",
    "next",
    "of course",
    "ok",
    "okay",
    "perfect",
    "please",
    "proceed",
    "put it on my dashboard",
    "put it on the dashboard",
    "put it there",
    "right",
    "ship it",
    "sounds good",
    "sounds great",
    "sounds right",
    "sure",
    "thank you",
    "thanks",
    "that is correct",
    "that is right",
    "that looks good",
    "that looks right",
    "that sounds good",
    "that sounds right",
    "thats correct",
    "thats it",
    "thats right",
    "this is correct",
    "this is right",
    "this looks good",
    "this looks right",
    "this sounds good",
    "this sounds right",
    "true",
    "y",
    "yeah",
    "yep",
    "yes",
    "yup",
];

/// Whether a message agrees and says nothing else. An empty one does: the call itself names
/// the stage. A question does not, whatever its words.
pub(super) fn is_given(message: &str) -> bool {
    if message.contains('?') {
        return false;
    }
    let plain: String = message
        .to_lowercase()
        .chars()
        .filter(|letter| !matches!(letter, '\'' | '’'))
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    if words.is_empty() {
        // Only punctuation is no answer.
        return message.trim().is_empty();
    }
    let mut left = words.as_slice();
    while !left.is_empty() {
        let Some(longest) = PHRASES.iter().filter_map(|phrase| taken(phrase, left)).max() else { return false };
        left = &left[longest..];
    }
    true
}

/// How many of the words this phrase is, if they begin with it.
fn taken(phrase: &str, words: &[&str]) -> Option<usize> {
    let length = phrase.split(' ').count();
    phrase.split(' ').eq(words.iter().take(length).copied()).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_has_many_words() {
        for message in [
            "",
            "  ",
            "yes",
            "Yes!",
            "YES.",
            "ok",
            "Okay, looks good",
            "Yes, that's right.",
            "yes please",
            "y",
            "true",
            "Looks good! Put it on the dashboard, please.",
            "deploy",
            "Accept",
            "Perfect, deploy it",
            "Sounds right",
        ] {
            assert!(is_given(message), "{message:?}");
        }
    }

    #[test]
    fn what_says_anything_else_is_no_yes() {
        for message in [
            "no",
            "no, wait",
            "yes but only open ones",
            "not ok",
            "don't deploy",
            "wait",
            "yes?",
            "?",
            "...",
            "looks wrong",
            "list",
            "{\"a\": 1,}",
            "okay-ish",
            "never",
            "deploy nothing",
        ] {
            assert!(!is_given(message), "{message:?}");
        }
    }
}
