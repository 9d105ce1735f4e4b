//! Where things stand in a JSON text, also while it is being typed and is not JSON yet.
//!
//! Two questions are answered: on which line is the place a problem points to, and what
//! stands under the cursor, so that the right names can be offered. Nothing is validated
//! here; text that is no JSON is read as far as it makes sense.

use std::ops::Range;

/// What is being typed at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typing {
    /// A key of the object at `pointer`.
    Key { pointer: String, prefix: String, replace: Range<usize>, present: Vec<String> },
    /// A value at `pointer`: a string, or the beginning of any value.
    Value { pointer: String, prefix: String, replace: Range<usize> },
}

/// The line, from 1, on which the value at `pointer` stands; when there is no such value,
/// the nearest one around it.
#[must_use]
pub fn line_of(text: &str, pointer: &str) -> u32 {
    let spots = read(text, None).spots;
    let mut wanted = pointer;
    let offset = loop {
        if let Some(spot) = spots.iter().find(|spot| spot.pointer == wanted) {
            break spot.start;
        }
        match wanted.rfind('/') {
            Some(cut) => wanted = &wanted[..cut],
            None => break 0,
        }
    };
    line_at(text, offset)
}

/// The line, from 1, of a byte offset.
#[must_use]
pub fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count();
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

/// What is typed at byte offset `cursor`, where a name or a value can stand.
#[must_use]
pub fn typing(text: &str, cursor: usize) -> Option<Typing> {
    read(text, Some(cursor)).typing
}

/// A member or an element: where it begins (its key, where it has one).
struct Spot {
    pointer: String,
    start: usize,
}

struct Reading {
    spots: Vec<Spot>,
    typing: Option<Typing>,
}

enum Frame {
    Object { pointer: String, keys: Vec<String>, key: Option<(String, usize)>, expects: Expects },
    Array { pointer: String, index: usize, expects: Expects },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expects {
    Key,
    Colon,
    Value,
    Comma,
}

impl Frame {
    fn expects(&self) -> Expects {
        match self {
            Self::Object { expects, .. } | Self::Array { expects, .. } => *expects,
        }
    }

    fn expect(&mut self, next: Expects) {
        match self {
            Self::Object { expects, .. } | Self::Array { expects, .. } => *expects = next,
        }
    }

    /// The pointer of the value that comes next.
    fn inside(&self) -> String {
        match self {
            Self::Object { pointer, key, .. } => {
                let key = key.as_ref().map_or("", |(key, _)| key.as_str());
                format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Self::Array { pointer, index, .. } => format!("{pointer}/{index}"),
        }
    }
}

fn read(text: &str, cursor: Option<usize>) -> Reading {
    let mut reader = Reader { text, cursor, stack: Vec::new(), done: Reading { spots: Vec::new(), typing: None } };
    reader.run();
    reader.done
}

struct Reader<'a> {
    text: &'a str,
    cursor: Option<usize>,
    stack: Vec<Frame>,
    done: Reading,
}

impl Reader<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        let mut gap = 0;
        while at < bytes.len() {
            let token = at;
            match bytes[at] {
                b'"' => at = self.string(at),
                b'{' | b'[' => {
                    self.empty(gap..token);
                    self.open(at);
                    at += 1;
                }
                b'}' | b']' => {
                    self.empty(gap..token);
                    self.stack.pop();
                    self.value_done();
                    at += 1;
                }
                b':' => {
                    self.empty(gap..token);
                    if let Some(frame) = self.stack.last_mut() {
                        frame.expect(Expects::Value);
                    }
                    at += 1;
                }
                b',' => {
                    self.empty(gap..token);
                    self.comma();
                    at += 1;
                }
                byte if byte.is_ascii_whitespace() => {
                    at += 1;
                    continue;
                }
                _ => at = self.bare(at),
            }
            gap = at;
        }
        self.empty(gap..bytes.len());
    }

    /// A string, up to its closing quote or, when that is missing, the end of the line.
    fn string(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let mut closed = false;
        while at < bytes.len() && bytes[at] != b'\n' {
            match bytes[at] {
                b'\\' => at += 2,
                b'"' => {
                    closed = true;
                    break;
                }
                _ => at += 1,
            }
        }

        let inner_end = at.min(bytes.len());
        let end = if closed { inner_end + 1 } else { inner_end };
        let inner = self.text.get(start + 1..inner_end).unwrap_or_default();
        self.cursor_in(start + 1..inner_end, start..end);

        match self.stack.last_mut() {
            Some(Frame::Object { keys, key, expects, .. }) if matches!(expects, Expects::Key | Expects::Comma) => {
                keys.push(inner.to_owned());
                *key = Some((inner.to_owned(), start));
                *expects = Expects::Colon;
                let pointer = self.stack.last().map(Frame::inside).unwrap_or_default();
                self.done.spots.push(Spot { pointer, start });
            }
            _ => {
                self.value_begins(start);
                self.value_done();
            }
        }
        end
    }

    /// A number, `true`, `false`, `null`, or anything else up to where it must end.
    fn bare(&mut self, start: usize) -> usize {
        let rest = &self.text.as_bytes()[start..];
        let length = rest.iter().position(|byte| byte.is_ascii_whitespace() || b",:{}[]\"".contains(byte));
        let end = start + length.unwrap_or(rest.len());
        self.cursor_in(start..end, start..end);
        self.value_begins(start);
        self.value_done();
        end
    }

    fn open(&mut self, start: usize) {
        self.value_begins(start);
        let pointer = self.stack.last().map(Frame::inside).unwrap_or_default();
        self.stack.push(match self.text.as_bytes()[start] {
            b'{' => Frame::Object { pointer, keys: Vec::new(), key: None, expects: Expects::Key },
            _ => Frame::Array { pointer, index: 0, expects: Expects::Value },
        });
    }

    fn comma(&mut self) {
        match self.stack.last_mut() {
            Some(Frame::Object { expects, key, .. }) => {
                *expects = Expects::Key;
                *key = None;
            }
            Some(Frame::Array { index, expects, .. }) => {
                *index += 1;
                *expects = Expects::Value;
            }
            None => {}
        }
    }

    /// Elements and the document itself have no key to stand on.
    fn value_begins(&mut self, start: usize) {
        let pointer = match self.stack.last() {
            Some(Frame::Object { .. }) => return,
            Some(frame) => frame.inside(),
            None => String::new(),
        };
        self.done.spots.push(Spot { pointer, start });
    }

    fn value_done(&mut self) {
        if let Some(frame) = self.stack.last_mut() {
            frame.expect(Expects::Comma);
        }
    }

    /// The cursor stands in a token: from its start, to its end included.
    fn cursor_in(&mut self, inner: Range<usize>, replace: Range<usize>) {
        if let Some(cursor) = self.cursor
            && inner.start <= cursor
            && cursor <= inner.end
        {
            let prefix = self.text.get(inner.start..cursor).unwrap_or_default().to_owned();
            self.done.typing = self.offer(prefix, replace);
        }
    }

    /// The cursor stands between two tokens.
    fn empty(&mut self, gap: Range<usize>) {
        if let Some(cursor) = self.cursor
            && self.done.typing.is_none()
            && gap.start <= cursor
            && cursor <= gap.end
        {
            self.done.typing = self.offer(String::new(), cursor..cursor);
        }
    }

    fn offer(&self, prefix: String, replace: Range<usize>) -> Option<Typing> {
        let frame = self.stack.last()?;
        match (frame, frame.expects()) {
            (Frame::Object { pointer, keys, .. }, Expects::Key) => {
                Some(Typing::Key { pointer: pointer.clone(), prefix, replace, present: keys.clone() })
            }
            (_, Expects::Value) => Some(Typing::Value { pointer: frame.inside(), prefix, replace }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": 1,\n  \"list\": [\n    { \"x\": \"y\" },\n    { \"x\": true }\n  ]\n}";

    /// `|` marks the cursor.
    #[track_caller]
    fn at(marked: &str) -> Option<Typing> {
        let cursor = marked.find('|').expect("the text marks the cursor");
        typing(&marked.replacen('|', "", 1), cursor)
    }

    #[test]
    fn a_problem_is_found_on_the_line_of_its_key() {
        assert_eq!(line_of(TEXT, ""), 1);
        assert_eq!(line_of(TEXT, "/a"), 2);
        assert_eq!(line_of(TEXT, "/list"), 3);
        assert_eq!(line_of(TEXT, "/list/1"), 5);
        assert_eq!(line_of(TEXT, "/list/1/x"), 5);
    }

    #[test]
    fn a_missing_place_is_the_nearest_around_it() {
        assert_eq!(line_of(TEXT, "/list/1/name"), 5);
        assert_eq!(line_of(TEXT, "/nothing/at/all"), 1);
        assert_eq!(line_of("", "/a"), 1);
    }

    #[test]
    fn keys_with_slashes_are_escaped_as_pointers_are() {
        assert_eq!(line_of("{\n\"a/b~c\": {\n\"d\": 1}}", "/a~1b~0c/d"), 3);
    }

    #[test]
    fn a_key_is_offered_where_a_key_can_stand() {
        assert_eq!(
            at("{ \"a\": 1, \"na|\" }"),
            Some(Typing::Key {
                pointer: String::new(),
                prefix: "na".into(),
                replace: 10..14,
                present: vec!["a".into()]
            })
        );
        assert_eq!(
            at("{ \"a\": { | } }"),
            Some(Typing::Key { pointer: "/a".into(), prefix: String::new(), replace: 9..9, present: vec![] })
        );
    }

    #[test]
    fn a_value_is_offered_after_the_colon() {
        assert_eq!(
            at("{ \"list\": [ { \"type\": \"b|adge\" } ] }"),
            Some(Typing::Value { pointer: "/list/0/type".into(), prefix: "b".into(), replace: 22..29 })
        );
        assert_eq!(
            at("{ \"layout\": |"),
            Some(Typing::Value { pointer: "/layout".into(), prefix: String::new(), replace: 12..12 })
        );
    }

    #[test]
    fn nothing_is_offered_where_a_comma_is_missing() {
        assert_eq!(at("{ \"a\": 1 | }"), None);
        assert_eq!(at("{ \"a\" | }"), None);
    }

    #[test]
    fn an_open_string_ends_with_its_line() {
        assert_eq!(line_of("{\n\"a\": \"open,\n\"b\": 2\n}", "/b"), 3);
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in ["", "\"", "\"\\", "{\"é", "]]}}", "{,,:", "[1,[", "nul", "{\"a\":\"\\"] {
            for cursor in 0..=text.len() {
                let _whatever = typing(text, cursor);
            }
            assert!(line_of(text, "/a/0") >= 1);
        }
    }
}
