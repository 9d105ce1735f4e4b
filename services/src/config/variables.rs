//! The variables there are, with what holds when they are not set.

use std::{fmt::Write, net::SocketAddr, time::Duration};

use url::Url;

pub(super) const DATA_DIR: &str = "data";
pub(super) const SESSION_TTL: Duration = Duration::from_secs(30 * 24 * 60 * 60);
pub(super) const MODEL: &str = "claude-sonnet-5-5";
pub(super) const FAST_MODEL: &str = "claude-haiku-5-5";
pub(super) const EVENT_RETENTION_DAYS: u16 = 90;
pub(super) const LOG_FILTER: &str = "info";

pub(super) fn listen_addr() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 3000))
}

pub(super) fn anthropic_base_url() -> Url {
    Url::parse("https://api.anthropic.com").expect("is a URL")
}

/// One environment variable, as the README tells about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    /// What holds without it.
    pub default: &'static str,
    pub meaning: &'static str,
}

/// In the order of the README's table.
pub const VARIABLES: &[Variable] = &[
    Variable {
        name: "DATABASE_URL",
        default: "a PostgreSQL of its own, kept in `DATA_DIR`",
        meaning: "PostgreSQL 15 or newer: `postgres://user:password@host/database`. The user owns the database and may create roles.",
    },
    Variable { name: "DATA_DIR", default: "`data`", meaning: "Folder for the key file and the embedded database." },
    Variable {
        name: "SITE_DIR",
        default: "`site` beside the program, else `target/site`",
        meaning: "Folder of the browser's part, as `cargo xtask build` lays it out.",
    },
    Variable { name: "LISTEN_ADDR", default: "`127.0.0.1:3000`", meaning: "Address and port to listen on." },
    Variable {
        name: "PUBLIC_URL",
        default: "`http://` and `LISTEN_ADDR`",
        meaning: "The address people type. With `https://`, cookies go over https only.",
    },
    Variable {
        name: "ENCRYPTION_KEY",
        default: "`encryption.key` in `DATA_DIR`, made on the first start",
        meaning: "32 bytes in base64 or hex that credentials are sealed with (`openssl rand -base64 32`). To change it, put the new key first and keep the old one after a comma.",
    },
    Variable { name: "SESSION_TTL", default: "`30d`", meaning: "How long a log-in lasts: `12h`, `30d`." },
    Variable {
        name: "ANTHROPIC_API_KEY",
        default: "the built-in planner answers",
        meaning: "Claude understands problems and writes widgets.",
    },
    Variable {
        name: "ANTHROPIC_BASE_URL",
        default: "`https://api.anthropic.com`",
        meaning: "Where the Messages API is.",
    },
    Variable {
        name: "ANTHROPIC_MODEL",
        default: "`claude-sonnet-5-5`",
        meaning: "The model that writes and composes.",
    },
    Variable {
        name: "ANTHROPIC_FAST_MODEL",
        default: "`claude-haiku-5-5`",
        meaning: "The model that extracts and asks.",
    },
    Variable {
        name: "LLM_MONTHLY_BUDGET_USD",
        default: "no limit",
        meaning: "What Claude may cost each user in a calendar month, in dollars; after that the built-in planner answers.",
    },
    Variable {
        name: "{PROVIDER}_API_URL",
        default: "the provider's public address",
        meaning: "Where a provider's API is: `GITHUB_API_URL` for GitHub Enterprise, `STRIPE_API_URL`.",
    },
    Variable {
        name: "SANDBOX",
        default: "`on`",
        meaning: "Whether sample data is offered instead of real accounts: `on` or `off`.",
    },
    Variable {
        name: "EVENT_RETENTION_DAYS",
        default: "`90`",
        meaning: "How many days events are kept, in whole months.",
    },
    Variable { name: "RUST_LOG", default: "`info`", meaning: "What is logged, such as `info,services=debug`." },
];

/// The table of the README.
#[must_use]
pub fn markdown_table() -> String {
    let mut table = String::from("| variable | without it | meaning |\n| --- | --- | --- |\n");
    for Variable { name, default, meaning } in VARIABLES {
        writeln!(table, "| `{name}` | {default} | {meaning} |").expect("a string takes everything");
    }
    table
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_readme_has_this_table() {
        let readme = include_str!("../../../README.md");
        assert!(readme.contains(&super::markdown_table()), "README.md should have:\n{}", super::markdown_table());
    }
}
