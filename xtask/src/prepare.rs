//! `cargo xtask prepare`: asks a real PostgreSQL about every query and keeps the answers in
//! `.sqlx`, so that everybody else compiles without one.

use std::{fs, fs::File, process::Command, time::SystemTime};

use anyhow::Result;

use crate::{
    database::Database,
    shell::{cargo, run, say, workspace},
    tools,
};

pub(crate) fn prepare() -> Result<()> {
    tools::ensure()?;
    let database = Database::start()?;
    let url = database.url_of("prepare")?;

    say("applying the migrations");
    run(
        "applying the migrations",
        Command::new("node")
            .arg("xtask/migrate.mjs")
            .args([database.url(), "prepare", "migrations"])
            .current_dir(workspace()),
    )?;

    let cache = workspace().join(".sqlx");
    drop(fs::remove_dir_all(&cache));
    fs::create_dir_all(&cache)?;
    // Macros run when their crate is compiled; an up-to-date crate is not.
    File::open(workspace().join("services/src/lib.rs"))?.set_modified(now())?;
    say("checking every query");
    run(
        "checking every query",
        cargo()
            .args(["check", "--package", "services", "--all-targets"])
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", &cache)
            .env("DATABASE_URL", url),
    )
}

fn now() -> SystemTime {
    SystemTime::now()
}
