//! How the product marks what it hands to a model: data in `<data name="…">` blocks, one JSON
//! value each, with `<` escaped so that nothing inside can end the block.

use serde_json::Value;

/// The value of the first block with this name in any message, the last message first.
#[must_use]
pub fn data_block(body: &Value, name: &str) -> Option<Value> {
    let messages = body["messages"].as_array()?;
    messages.iter().rev().filter_map(|message| message["content"].as_str()).find_map(|text| in_text(text, name))
}

/// The templates of the catalogue in the system prompt, one JSON object a line.
pub(super) fn catalogue(body: &Value) -> Vec<Value> {
    let blocks = body["system"].as_array().map(Vec::as_slice).unwrap_or_default();
    blocks
        .iter()
        .filter_map(|block| block["text"].as_str())
        .flat_map(str::lines)
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|template| template["template"].is_string())
        .collect()
}

fn in_text(text: &str, name: &str) -> Option<Value> {
    let opening = format!("<data name=\"{name}\">");
    let (_, rest) = text.split_once(&opening)?;
    let (data, _) = rest.split_once("</data>")?;
    serde_json::from_str(data).ok()
}
