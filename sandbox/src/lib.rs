//! Local stand-ins for what the product talks to, with sample data.
//!
//! Each provider's part speaks that provider's own HTTP surface: its paths, its paging, its
//! way of authorising and of refusing. The adapters call it as they call the real thing.
//! Every answer shows one small world, the sailing school **tidewell**: the same names and
//! figures each time, with dates that follow the clock, so that "two days ago" stays that.
//!
//! A provider's part is reached under its id: `http://127.0.0.1:4100/github/user`.
//!
//! # Credentials
//!
//! A token that contains `sandbox` is good, here and nowhere else. These words in a token
//! ask for trouble instead, see [`access`].

// An object of a provider's has a hundred keys, and `json!` takes one step for each token.
#![recursion_limit = "512"]

pub mod access;
mod address;
pub mod claude;
mod github;
mod stripe;
mod world;

use std::{io, net::SocketAddr};

use axum::Router;
use tokio::{net::TcpListener, task::JoinHandle};

/// A provider's stand-in.
type Part = fn(access::Memory) -> Router;

/// All of them, by the provider's id.
const PARTS: &[(&str, Part)] = &[("github", github::router), ("stripe", stripe::router)];

/// Every provider's stand-in, each under its id.
pub fn router() -> Router {
    router_with(&access::Memory::default())
}

fn router_with(memory: &access::Memory) -> Router {
    PARTS.iter().fold(Router::new(), |all, (id, part)| all.nest(&format!("/{id}"), part(memory.clone())))
}

/// A sandbox that listens. It stops when it is dropped.
pub struct Sandbox {
    address: SocketAddr,
    memory: access::Memory,
    serving: JoinHandle<io::Result<()>>,
}

impl Sandbox {
    /// Listens on a free port of this machine's loopback.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let memory = access::Memory::default();
        let serving = tokio::spawn(axum::serve(listener, router_with(&memory)).into_future());
        Ok(Self { address, memory, serving })
    }

    /// From now on every token asks for this trouble, as if the provider had changed its
    /// mind; `None` ends it. The words are those of [`access`].
    pub fn ask_for(&self, trouble: Option<&'static str>) {
        self.memory.ask_for(trouble);
    }

    /// The same for one token only.
    pub fn ask_for_token(&self, token: &str, trouble: Option<&str>) {
        self.memory.ask_for_token(token, trouble);
    }

    /// How many requests came in, whatever became of them.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.memory.requests()
    }

    /// Each provider's id and base address.
    pub fn providers(&self) -> impl Iterator<Item = (&'static str, String)> {
        PARTS.iter().map(|(id, _)| (*id, format!("{}/{id}", self.url())))
    }

    /// Without a trailing slash. A provider's base address is this and `/{id}`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
