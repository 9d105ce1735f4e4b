//! A stream's events, folded into one reply.

use super::{
    cost::{Usage, tokens_at_most},
    error::ClaudeError,
    wire::{BlockStart, Delta, Event, MessageEnd, StopReason},
};

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The text blocks, in order; thinking and everything else is left out.
    pub text: String,
    /// The model that answered, which the API may name otherwise than we did.
    pub model: String,
    pub usage: Usage,
}

/// What has come of a reply so far.
#[derive(Debug, Default)]
pub(super) struct Coming {
    model: String,
    text: String,
    /// The block that deltas of text belong to; blocks come one after the other.
    open_text: Option<u32>,
    end: Option<MessageEnd>,
    usage: Usage,
    /// Bytes of any kind of output, for an estimate when the count does not come.
    output_bytes: usize,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    NotBegun,
    Begun,
    Whole,
}

impl Coming {
    /// Takes the next event and gives the text it adds, if any.
    ///
    /// # Errors
    ///
    /// What an `error` event says.
    pub(super) fn take(&mut self, event: Event) -> Result<Option<String>, ClaudeError> {
        match event {
            Event::MessageStart { message } => {
                self.model = message.model;
                message.usage.apply(&mut self.usage);
                self.stage = Stage::Begun;
            }
            Event::ContentBlockStart { index, content_block: BlockStart::Text { text } } => {
                self.open_text = Some(index);
                return Ok(self.add(text));
            }
            Event::ContentBlockStart { content_block: BlockStart::Other, .. } => self.open_text = None,
            Event::ContentBlockDelta { index, delta: Delta::Text { text } } if self.open_text == Some(index) => {
                return Ok(self.add(text));
            }
            Event::ContentBlockDelta { delta, .. } => self.output_bytes += unseen_bytes(&delta),
            Event::MessageDelta { delta, usage } => {
                usage.apply(&mut self.usage);
                self.end = Some(delta);
            }
            Event::MessageStop => self.stage = Stage::Whole,
            Event::Error { error } => return Err(ClaudeError::from_event(error)),
            Event::Other => {}
        }
        Ok(None)
    }

    fn add(&mut self, text: String) -> Option<String> {
        self.output_bytes += text.len();
        self.text.push_str(&text);
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.stage == Stage::Whole
    }

    /// The reply, when it may be relied on.
    ///
    /// # Errors
    ///
    /// Why it may not.
    pub(super) fn finish(self) -> Result<Reply, ClaudeError> {
        self.verdict()?;
        Ok(Reply { usage: self.usage(), model: self.model, text: self.text })
    }

    /// One word for the usage ledger.
    pub(super) fn outcome(&self) -> &'static str {
        self.verdict().map_or_else(|error| error.outcome(), |()| "answered")
    }

    /// Why it stopped, which is looked at before the content: a refusal or a cut-off can leave
    /// something behind that looks like an answer.
    fn verdict(&self) -> Result<(), ClaudeError> {
        let end = self.end.as_ref().filter(|_| self.is_whole()).ok_or(ClaudeError::Interrupted)?;
        match end.stop_reason {
            Some(StopReason::EndTurn | StopReason::StopSequence) => Ok(()),
            Some(StopReason::MaxTokens) => Err(ClaudeError::CutOff),
            Some(StopReason::ModelContextWindowExceeded) => Err(ClaudeError::ContextOverflow),
            Some(StopReason::Refusal) => Err(ClaudeError::Refused {
                category: end.stop_details.as_ref().and_then(|details| details.category.clone()),
            }),
            Some(StopReason::Other) | None => Err(ClaudeError::Interrupted),
        }
    }

    /// Tokens so far. The final count of the output comes with the last event but one; a
    /// stream that broke before gets an estimate from above.
    pub(super) fn usage(&self) -> Usage {
        let mut usage = self.usage;
        if self.end.is_none() && self.stage != Stage::NotBegun {
            usage.output_tokens = usage.output_tokens.max(tokens_at_most(self.output_bytes));
        }
        usage
    }

    /// Whether the API said what it charges for.
    pub(super) fn has_begun(&self) -> bool {
        self.stage != Stage::NotBegun
    }
}

fn unseen_bytes(delta: &Delta) -> usize {
    match delta {
        Delta::Text { text } => text.len(),
        Delta::Thinking { thinking } => thinking.len(),
        Delta::InputJson { partial_json } => partial_json.len(),
        Delta::Other => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(events: &[&str]) -> Result<Reply, ClaudeError> {
        let mut coming = Coming::default();
        for event in events {
            coming.take(serde_json::from_str(event).unwrap())?;
        }
        coming.finish()
    }

    const START: &str =
        r#"{"type":"message_start","message":{"model":"m","usage":{"input_tokens":9,"output_tokens":1}}}"#;
    const TEXT: &str = r#"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#;
    const STOP: &str = r#"{"type":"message_stop"}"#;

    fn end(reason: &str) -> String {
        format!(r#"{{"type":"message_delta","delta":{{"stop_reason":"{reason}"}},"usage":{{"output_tokens":7}}}}"#)
    }

    #[test]
    fn text_is_read_by_the_kind_of_its_block() {
        let reply = fold(&[
            START,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
            r#"{"type":"ping"}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"x"}}"#,
            r#"{"type":"content_block_stop","index":0}"#,
            r#"{"type":"an_event_of_next_year","n":1}"#,
            TEXT,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hel"}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"a_delta_of_next_year"}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"lo"}}"#,
            r#"{"type":"content_block_stop","index":1}"#,
            &end("end_turn"),
            STOP,
        ])
        .unwrap();

        let usage = Usage { input_tokens: 9, output_tokens: 7, ..Usage::default() };
        assert_eq!(reply, Reply { text: "Hello".to_owned(), model: "m".to_owned(), usage });
    }

    #[test]
    fn why_it_stopped_decides_even_when_the_text_looks_whole() {
        let told = |reason: &str| {
            let whole = r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"{\"a\":1}"}}"#;
            fold(&[START, TEXT, whole, &end(reason), STOP]).map_err(|error| error.outcome())
        };

        assert!(told("end_turn").is_ok());
        assert_eq!(told("max_tokens").unwrap_err(), "cut_off");
        assert_eq!(told("refusal").unwrap_err(), "refused");
        assert_eq!(told("model_context_window_exceeded").unwrap_err(), "context_overflow");
        assert_eq!(told("tool_use").unwrap_err(), "interrupted");
        assert_eq!(told("a_reason_of_next_year").unwrap_err(), "interrupted");
    }

    #[test]
    fn a_stream_without_its_last_event_is_not_whole() {
        assert_eq!(fold(&[START, TEXT, &end("end_turn")]).unwrap_err().outcome(), "interrupted");
        assert_eq!(fold(&[START, TEXT, STOP]).unwrap_err().outcome(), "interrupted");
    }

    #[test]
    fn a_broken_stream_is_charged_for_what_came_and_not_less() {
        let mut coming = Coming::default();
        for event in [
            START,
            TEXT,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"0123456789"}}"#,
        ] {
            coming.take(serde_json::from_str(event).unwrap()).unwrap();
        }
        assert_eq!(coming.usage(), Usage { input_tokens: 9, output_tokens: 5, ..Usage::default() });
    }
}
