//! `cargo xtask test`: every check and every test there is.

use anyhow::Result;

use crate::{
    browser,
    database::Database,
    seams,
    shell::{cargo, run, say, target},
    tools,
};

/// Runs both halves, or the one that was asked for.
pub(crate) fn test(rust: bool, browser: bool, filter: &[String]) -> Result<()> {
    let all = !rust && !browser;
    tools::ensure()?;
    let database = Database::start()?;
    if rust || all {
        // Naming a test means wanting its answer, not the lints'.
        if filter.is_empty() {
            lints()?;
            seams::check()?;
        }
        rust_tests(&database, filter)?;
    }
    if browser || all {
        browser::test(&database, filter)?;
    }
    Ok(())
}

fn lints() -> Result<()> {
    say("checking the formatting");
    run("checking the formatting", cargo().args(["fmt", "--all", "--check"]))?;

    say("running the lints");
    run(
        "running the lints",
        cargo().args(["clippy", "--workspace", "--exclude", "frontend", "--all-targets", "--", "--deny", "warnings"]),
    )?;
    run(
        "running the lints for the browser",
        cargo()
            .args(["clippy", "--package", "frontend", "--target", "wasm32-unknown-unknown", "--target-dir"])
            .arg(target().join("front"))
            .args(["--", "--deny", "warnings"]),
    )
}

fn rust_tests(database: &Database, filter: &[String]) -> Result<()> {
    say("running the Rust tests");
    run(
        "running the Rust tests",
        cargo()
            .args(["test", "--workspace", "--exclude", "frontend", "--no-fail-fast", "--"])
            .args(filter)
            .env("DATABASE_URL", database.url()),
    )
}
