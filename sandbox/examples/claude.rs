//! Runs the stand-in for Anthropic's API by itself, for tests in a browser:
//!
//! ```sh
//! cargo run -p sandbox --example claude -- 127.0.0.1:4810
//! ANTHROPIC_API_KEY=sandbox ANTHROPIC_BASE_URL=http://127.0.0.1:4810 cargo run -p server
//! curl 127.0.0.1:4810/script --json '[{"behaviour": "status", "status": 529}]'
//! ```

use std::{env, io};

use sandbox::claude::StandIn;

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let address = StandIn::default().listen(address).await?;
    eprintln!("http://{address}");
    tokio::signal::ctrl_c().await
}
