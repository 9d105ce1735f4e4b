//! Anthropic's JSON, as far as this product speaks it.
//!
//! What is not listed here is not sent: no sampling parameters, no tools, no prefilled
//! answer, no thinking budget. The 5.5 models answer 400 to each of them.
//!
//! Source: <https://platform.claude.com/docs/en/api/messages> and `…/build-with-claude/streaming`,
//! read 2026-11-22.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cost::Usage;

#[derive(Debug, Serialize)]
pub(super) struct MessagesRequest<'a> {
    pub(super) model: &'a str,
    /// Thinking counts towards it.
    pub(super) max_tokens: u32,
    pub(super) stream: bool,
    pub(super) system: Vec<SystemBlock<'a>>,
    pub(super) messages: Vec<Message<'a>>,
    pub(super) output_config: OutputConfig<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct SystemBlock<'a> {
    #[serde(rename = "type")]
    pub(super) kind: TextKind,
    pub(super) text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cache_control: Option<CacheControl>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub(super) enum TextKind {
    #[serde(rename = "text")]
    Text,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum CacheControl {
    /// Five minutes from the last use.
    Ephemeral,
}

#[derive(Debug, Serialize)]
pub(super) struct Message<'a> {
    pub(super) role: Role,
    pub(super) content: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    User,
    Assistant,
}

#[derive(Debug, Serialize)]
pub(super) struct OutputConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) effort: Option<Effort>,
    pub(super) format: Format<'a>,
}

/// How long a model thinks before it answers: somebody is waiting.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Effort {
    Low,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Format<'a> {
    JsonSchema { schema: &'a Value },
}

/// One event of the stream. An unknown one is none of our business: the API adds kinds
/// without a new version.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Event {
    MessageStart {
        message: MessageHead,
    },
    ContentBlockStart {
        index: u32,
        content_block: BlockStart,
    },
    ContentBlockDelta {
        index: u32,
        delta: Delta,
    },
    MessageDelta {
        delta: MessageEnd,
        usage: UsageUpdate,
    },
    MessageStop,
    Error {
        error: ErrorDetail,
    },
    /// `ping`, `content_block_stop`, and kinds that come later.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
pub(super) struct MessageHead {
    pub(super) model: String,
    pub(super) usage: UsageUpdate,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum BlockStart {
    Text {
        text: String,
    },
    /// `thinking`, `redacted_thinking`, `tool_use`, `fallback` and what comes later: never shown.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub(super) enum Delta {
    #[serde(rename = "text_delta")]
    Text { text: String },
    /// Thinking is not shown, and not replayed: each turn is rebuilt from our own state.
    #[serde(rename = "thinking_delta")]
    Thinking { thinking: String },
    /// Belongs to a tool call; none is offered.
    #[serde(rename = "input_json_delta")]
    InputJson { partial_json: String },
    /// `signature_delta`, `citations_delta` and what comes later.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
pub(super) struct MessageEnd {
    pub(super) stop_reason: Option<StopReason>,
    #[serde(default)]
    pub(super) stop_details: Option<StopDetails>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StopReason {
    EndTurn,
    StopSequence,
    MaxTokens,
    Refusal,
    ModelContextWindowExceeded,
    /// `tool_use`, `pause_turn`: we offer nothing that could cause them.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
pub(super) struct StopDetails {
    #[serde(default)]
    pub(super) category: Option<String>,
}

/// Counters so far; they are cumulative, and a later event leaves out what did not change.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct UsageUpdate {
    #[serde(default)]
    input_tokens: Option<u64>,
    #[serde(default)]
    cache_creation_input_tokens: Option<u64>,
    #[serde(default)]
    cache_read_input_tokens: Option<u64>,
    #[serde(default)]
    output_tokens: Option<u64>,
}

impl UsageUpdate {
    pub(super) fn apply(self, usage: &mut Usage) {
        let Usage { input_tokens, cache_write_tokens, cache_read_tokens, output_tokens } = usage;
        for (count, news) in [
            (input_tokens, self.input_tokens),
            (cache_write_tokens, self.cache_creation_input_tokens),
            (cache_read_tokens, self.cache_read_input_tokens),
            (output_tokens, self.output_tokens),
        ] {
            *count = news.unwrap_or(*count);
        }
    }
}

/// The body of an answer that is not 2xx.
#[derive(Debug, Deserialize)]
pub(super) struct ErrorBody {
    pub(super) error: ErrorDetail,
}

#[derive(Debug, Deserialize)]
pub(super) struct ErrorDetail {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    pub(super) details: Option<ErrorExtra>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ErrorExtra {
    #[serde(default)]
    pub(super) error_code: Option<String>,
}

impl ErrorDetail {
    /// The organisation's own spending limit: it has no `retry-after`, waiting is of no use.
    pub(super) fn is_spend_limit(&self) -> bool {
        self.details.as_ref().and_then(|details| details.error_code.as_deref()) == Some("enforced_spend_limit_reached")
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct ModelList {
    pub(super) data: Vec<ModelInfo>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ModelInfo {
    pub(super) id: String,
}
