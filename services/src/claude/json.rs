//! JSON that is still coming, and JSON that came with something around it.

/// Takes a JSON object in pieces and gives the text of its first property as it comes, when
/// that is a string with the expected name.
///
/// Shows only what is certain: an escape that is cut in two waits for its other half. It
/// never fails; whether the whole is valid is found out when it is parsed at the end.
#[derive(Debug)]
pub struct FirstString {
    name: &'static str,
    /// What has not been understood yet.
    rest: String,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before `{"name":"`.
    Before,
    Inside,
    /// The string has ended, or there is none.
    Past,
}

impl FirstString {
    #[must_use]
    pub fn named(name: &'static str) -> Self {
        Self { name, rest: String::new(), place: Place::Before }
    }

    /// The characters of the string that `piece` makes certain.
    pub fn push(&mut self, piece: &str) -> String {
        if self.place == Place::Past {
            return String::new();
        }
        self.rest.push_str(piece);
        if self.place == Place::Before {
            match opening(&self.rest, self.name) {
                Opening::Found(at) => {
                    self.rest.drain(..at);
                    self.place = Place::Inside;
                }
                Opening::NotYet => return String::new(),
                Opening::Never => {
                    self.place = Place::Past;
                    return String::new();
                }
            }
        }
        self.read()
    }

    fn read(&mut self) -> String {
        let mut text = String::new();
        let mut at = 0;
        while let Some(next) = self.rest[at..].chars().next() {
            match next {
                '"' => {
                    self.place = Place::Past;
                    break;
                }
                '\\' => match escape(&self.rest[at..]) {
                    Some((character, length)) => {
                        text.push(character);
                        at += length;
                    }
                    None => break,
                },
                character => {
                    text.push(character);
                    at += character.len_utf8();
                }
            }
        }
        self.rest.drain(..at);
        text
    }
}

enum Opening {
    Found(usize),
    NotYet,
    Never,
}

/// Where the string starts: after `{ "name" : "`, with white space where JSON allows it.
fn opening(text: &str, name: &str) -> Opening {
    let mut rest = text;
    for token in ["{", "\"", name, "\"", ":", "\""] {
        // White space inside the name would belong to it.
        let trimmed = if token == name { rest } else { rest.trim_start() };
        rest = match trimmed.strip_prefix(token) {
            Some(rest) => rest,
            None if token.starts_with(trimmed) => return Opening::NotYet,
            None => return Opening::Never,
        };
    }
    Opening::Found(text.len() - rest.len())
}

/// The character an escape at the beginning of `text` stands for and how long it is written,
/// or `None` while it may still go on. What is not an escape becomes U+FFFD.
fn escape(text: &str) -> Option<(char, usize)> {
    let kind = text[1..].chars().next()?;
    let simple = match kind {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return unicode_escape(text),
        other => other,
    };
    Some((simple, 1 + kind.len_utf8()))
}

fn unicode_escape(text: &str) -> Option<(char, usize)> {
    const LENGTH: usize = "\\uXXXX".len();

    let high = match hex(text, 2) {
        Hex::Unit(unit) => unit,
        Hex::NotYet => return None,
        Hex::Never => return Some((char::REPLACEMENT_CHARACTER, 2)),
    };
    if !(0xD800..0xDC00).contains(&high) {
        return Some((char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), LENGTH));
    }
    // Half of a pair: the other half has to follow at once.
    let alone = Some((char::REPLACEMENT_CHARACTER, LENGTH));
    let next = &text[LENGTH..];
    if !next.starts_with("\\u") {
        return if "\\u".starts_with(next) { None } else { alone };
    }
    match hex(text, LENGTH + 2) {
        Hex::NotYet => None,
        Hex::Unit(low @ 0xDC00..0xE000) => {
            let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
            char::from_u32(code).map(|character| (character, 2 * LENGTH))
        }
        Hex::Unit(_) | Hex::Never => alone,
    }
}

enum Hex {
    Unit(u32),
    NotYet,
    Never,
}

fn hex(text: &str, from: usize) -> Hex {
    let digits: Vec<u32> = text[from..].chars().take(4).map_while(|digit| digit.to_digit(16)).collect();
    if digits.len() == 4 {
        return Hex::Unit(digits.iter().fold(0, |unit, digit| unit * 16 + digit));
    }
    if text[from..].chars().count() == digits.len() { Hex::NotYet } else { Hex::Never }
}

/// The first complete JSON object in `text`, which may stand in a code fence or between
/// sentences. An answer bound to a schema needs none of this; it is for the day one is not.
#[must_use]
pub fn first_object(text: &str) -> Option<serde_json::Value> {
    text.match_indices('{').find_map(|(at, _)| {
        serde_json::Deserializer::from_str(&text[at..]).into_iter().next()?.ok().filter(serde_json::Value::is_object)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn stream(pieces: &[&str]) -> Vec<String> {
        let mut message = FirstString::named("message");
        pieces.iter().map(|piece| message.push(piece)).collect()
    }

    #[test]
    fn words_are_shown_as_they_come() {
        assert_eq!(
            stream(&["{\"mes", "sage\": \"You che", "ck three\\", "n", "places.\"", ",\"why\":\"no\"}"]),
            ["", "You che", "ck three", "\n", "places.", ""]
        );
    }

    #[test]
    fn a_pair_of_escapes_is_shown_when_it_is_whole() {
        assert_eq!(stream(&["{\"message\":\"", "\\ud83d", "\\ude", "00!"]), ["", "", "", "😀!"]);
    }

    #[rstest]
    #[case::prose(&["Sure! Here is", " {\"message\":\"x\"}"])]
    #[case::another_property(&["{\"why\":", "\"x\",\"message\":\"y\"}"])]
    #[case::not_a_string(&["{\"message\":", "{\"a\":\"b\"}}"])]
    #[case::a_longer_name(&["{\"messages\":\"x\"}"])]
    fn nothing_is_shown_of_something_else(#[case] pieces: &[&str]) {
        assert_eq!(stream(pieces).concat(), "");
    }

    proptest! {
        #[test]
        fn however_it_is_cut_the_words_are_the_same(text in any::<String>(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)) {
            let whole = json!({ "message": text, "why": "\"" }).to_string();
            let mut at: Vec<_> = cuts.iter().map(|cut| whole.floor_char_boundary(cut.index(whole.len() + 1))).collect();
            at.extend([0, whole.len()]);
            at.sort_unstable();
            let pieces: Vec<_> = at.windows(2).map(|pair| &whole[pair[0]..pair[1]]).collect();
            prop_assert_eq!(stream(&pieces).concat(), text);
        }

        #[test]
        fn nothing_that_comes_can_break_it(pieces in prop::collection::vec(r#"[{}":\\a-fmesgu0-9\s]{0,12}"#, 0..12)) {
            let mut message = FirstString::named("message");
            for piece in &pieces {
                message.push(piece);
            }
            message.push("{\"message\":\"\\u");
        }
    }

    #[rstest]
    #[case::bare(r#"{"a":1}"#)]
    #[case::fenced("```json\n{\"a\":1}\n```")]
    #[case::in_prose("Here it is: {\"a\":1} - does that help?")]
    #[case::after_a_brace_that_is_none("{not json} {\"a\":1}")]
    fn the_first_whole_object_is_found(#[case] text: &str) {
        assert_eq!(first_object(text), Some(json!({ "a": 1 })));
    }

    #[rstest]
    #[case::truncated(r#"{"a":1"#)]
    #[case::a_list("[1, 2]")]
    #[case::prose("I would rather not.")]
    fn what_is_not_whole_is_not_taken(#[case] text: &str) {
        assert_eq!(first_object(text), None);
    }
}
