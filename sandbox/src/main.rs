//! The stand-ins as a program of their own, for tests in a browser and for trying things out:
//!
//! ```sh
//! cargo run -p sandbox
//! ```
//!
//! It prints where they are, as one line of JSON: `providers` by id, each for its
//! `{PROVIDER}_API_URL`, `claude` for `ANTHROPIC_BASE_URL`, `control` to be difficult. It ends
//! with its standard input.
//!
//! ```sh
//! curl "$control/trouble" --json '{"token": "sandbox-7", "trouble": "down"}'
//! curl "$claude/script" --json '[{"behaviour": "status", "status": 529}]'
//! ```

use std::{
    collections::BTreeMap,
    io::{self, Read as _},
    sync::Arc,
};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use sandbox::{Sandbox, claude::StandIn};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;

/// What one token meets from now on; `null` ends it. The words are those of [`sandbox::access`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trouble {
    token: String,
    trouble: Option<String>,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let providers = Arc::new(Sandbox::start().await?);
    let claude = StandIn::default().listen("127.0.0.1:0").await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let places = json!({
        "providers": providers.providers().collect::<BTreeMap<_, _>>(),
        "claude": format!("http://{claude}"),
        "control": format!("http://{}", listener.local_addr()?),
    });
    let control = Router::new().route("/trouble", post(trouble)).with_state(providers);
    tokio::spawn(axum::serve(listener, control).into_future());

    #[expect(clippy::print_stdout, reason = "whoever started it reads it")]
    {
        println!("{places}");
    }
    // Whoever started it has gone when this ends, however that came about.
    tokio::task::spawn_blocking(|| io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

async fn trouble(State(providers): State<Arc<Sandbox>>, Json(trouble): Json<Trouble>) -> StatusCode {
    providers.ask_for_token(&trouble.token, trouble.trouble.as_deref());
    StatusCode::NO_CONTENT
}
