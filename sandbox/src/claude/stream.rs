//! A reply as server-sent events: thinking first, pings in between, text in small pieces.

use std::{future, io, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use serde_json::{Value, json};

use super::{
    behaviour::{Course, End},
    count::Usage,
};

/// About what a model writes between two events.
const PIECE: usize = 12;

pub(super) fn write(model: &str, usage: Usage, course: Course) -> Body {
    let Course { text, pause, end } = course;
    let head = stream::iter(head(model, usage)).map(Ok);
    let words = stream::iter(pieces(&text)).then(move |event| paced(event, pause)).map(Ok);
    let tail = match end {
        End::Raw(events) => return Body::from(events),
        End::Stop(reason) => stream::iter(tail(&reason, usage)).map(Ok).boxed(),
        End::Error(kind) => stream::once(future::ready(Ok(event(
            "error",
            json!({ "error": { "type": kind, "message": "as the script says" } }),
        ))))
        .boxed(),
        End::Hang => stream::pending().boxed(),
        End::Reset => broken().boxed(),
    };
    Body::from_stream(head.chain(words).chain(tail))
}

async fn paced(event: Bytes, pause: Duration) -> Bytes {
    tokio::time::sleep(pause).await;
    event
}

/// What was written so far gets out before the connection is cut.
fn broken() -> impl Stream<Item = io::Result<Bytes>> {
    stream::once(async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    })
}

fn head(model: &str, usage: Usage) -> Vec<Bytes> {
    let message = json!({
        "id": "msg_sandbox", "type": "message", "role": "assistant", "model": model, "content": [],
        "stop_reason": null, "stop_sequence": null, "stop_details": null, "container": null,
        "usage": {
            "input_tokens": usage.input_tokens,
            "cache_creation_input_tokens": usage.cache_creation_input_tokens,
            "cache_read_input_tokens": usage.cache_read_input_tokens,
            "output_tokens": 1,
            "cache_creation": null, "inference_geo": null, "server_tool_use": null, "service_tier": "standard",
        },
    });
    vec![
        event("message_start", json!({ "message": message })),
        event(
            "content_block_start",
            json!({ "index": 0, "content_block": { "type": "thinking", "thinking": "", "signature": "" } }),
        ),
        event("ping", json!({})),
        event(
            "content_block_delta",
            json!({ "index": 0, "delta": { "type": "signature_delta", "signature": "c2FuZGJveA==" } }),
        ),
        event("content_block_stop", json!({ "index": 0 })),
        event(
            "content_block_start",
            json!({ "index": 1, "content_block": { "type": "text", "text": "", "citations": null } }),
        ),
    ]
}

fn pieces(text: &str) -> Vec<Bytes> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(PIECE)
        .enumerate()
        .flat_map(|(at, piece)| {
            let piece: String = piece.iter().collect();
            let delta = json!({ "index": 1, "delta": { "type": "text_delta", "text": piece } });
            let ping = (at % 8 == 7).then(|| event("ping", json!({})));
            [Some(event("content_block_delta", delta)), ping]
        })
        .flatten()
        .collect()
}

fn tail(reason: &str, usage: Usage) -> Vec<Bytes> {
    let details = if reason == "refusal" {
        json!({ "type": "refusal", "category": null, "explanation": null })
    } else {
        Value::Null
    };
    vec![
        event("content_block_stop", json!({ "index": 1 })),
        event(
            "message_delta",
            json!({
                "delta": { "stop_reason": reason, "stop_sequence": null, "stop_details": details, "container": null },
                "usage": {
                    "input_tokens": usage.input_tokens,
                    "cache_creation_input_tokens": usage.cache_creation_input_tokens,
                    "cache_read_input_tokens": usage.cache_read_input_tokens,
                    "output_tokens": usage.output_tokens,
                    "server_tool_use": null,
                },
            }),
        ),
        event("message_stop", json!({})),
    ]
}

fn event(kind: &str, mut data: Value) -> Bytes {
    data["type"] = json!(kind);
    Bytes::from(format!("event: {kind}\ndata: {data}\n\n"))
}
