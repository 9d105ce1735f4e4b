//! `cargo xtask screenshots`: every page, on a phone and on a desktop, light and dark.

use std::{fs, path::Path};

use anyhow::Result;

use crate::{
    browser::App,
    database::Database,
    shell::{run, say},
    tools,
};

pub(crate) fn take(folder: &Path) -> Result<()> {
    tools::ensure()?;
    fs::create_dir_all(folder)?;
    let folder = folder.canonicalize()?;
    let database = Database::start()?;
    let app = App::start(&database, "screenshots", |_| {})?;
    say(&format!("taking pictures into {}", folder.display()));
    run("taking pictures", app.playwright()?.args(["--config", "screenshots.config.ts"]).env("SCREENSHOTS", folder))
}
