//! What a request is charged for: tokens, roughly, and the cache, exactly.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use serde::Serialize;
use serde_json::Value;

/// Counters as the API reports them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    pub input_tokens: u64,
    pub cache_creation_input_tokens: u64,
    pub cache_read_input_tokens: u64,
    pub output_tokens: u64,
}

/// A shorter prefix is not cached by the models of 2026.
const LEAST_CACHED: u64 = 512;

/// Four bytes to a token, as English has them.
pub(super) fn tokens(text: &str) -> u64 {
    (text.len() as u64).div_ceil(4)
}

/// Remembers which prefixes were seen.
#[derive(Default)]
pub(super) struct Counter {
    cached: HashSet<u64>,
}

impl Counter {
    pub(super) fn prompt(&mut self, body: &Value) -> Usage {
        let blocks = body["system"].as_array().map(Vec::as_slice).unwrap_or_default();
        let cached_blocks =
            blocks.iter().rposition(|block| !block["cache_control"].is_null()).map_or(0, |last| last + 1);
        let length =
            |blocks: &[Value]| blocks.iter().filter_map(|block| block["text"].as_str()).map(tokens).sum::<u64>();

        let prefix = length(&blocks[..cached_blocks]);
        let rest = length(&blocks[cached_blocks..])
            + tokens(&body["messages"].to_string())
            + tokens(&body["output_config"].to_string());
        if prefix < LEAST_CACHED {
            return Usage { input_tokens: prefix + rest, ..Usage::default() };
        }

        // The format of the answer is part of what is cached, and each model has its own cache.
        let mut hasher = DefaultHasher::new();
        (body["model"].as_str(), body["output_config"].to_string()).hash(&mut hasher);
        Value::from(blocks[..cached_blocks].to_vec()).to_string().hash(&mut hasher);
        if self.cached.insert(hasher.finish()) {
            Usage { input_tokens: rest, cache_creation_input_tokens: prefix, ..Usage::default() }
        } else {
            Usage { input_tokens: rest, cache_read_input_tokens: prefix, ..Usage::default() }
        }
    }
}
