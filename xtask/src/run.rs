//! `cargo xtask run`: from a fresh clone to a running app.

use std::{os::unix::process::CommandExt as _, path::PathBuf, process::Command};

use anyhow::{Context as _, Result};

use crate::{
    shell::{cargo, run as run_program, say, target, workspace},
    site::{self, Build},
    tools,
};

/// What is needed to start the server.
pub(crate) struct Built {
    pub(crate) server: PathBuf,
    pub(crate) site: PathBuf,
}

impl Built {
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.server);
        command.env("SITE_DIR", &self.site).current_dir(workspace());
        command
    }
}

pub(crate) fn build(build: Build) -> Result<Built> {
    tools::ensure()?;
    let site = site::build(build)?;
    Ok(Built { server: server(build)?, site })
}

/// Builds the browser's part alone.
pub(crate) fn site(build: Build) -> Result<PathBuf> {
    tools::ensure()?;
    site::build(build)
}

/// Builds the server alone.
pub(crate) fn server(build: Build) -> Result<PathBuf> {
    say("building the server");
    let mut command = cargo();
    command.args(["build", "--package", "server"]);
    if build == Build::Release {
        command.arg("--release");
    }
    run_program("building the server", &mut command)?;
    Ok(program(build, "agentic-dashboard"))
}

/// Builds the stand-ins for providers and Claude as a program.
pub(crate) fn stand_ins() -> Result<PathBuf> {
    // Together with the server, or its dependencies would be compiled once more with fewer features.
    let doing = "building the stand-ins for providers";
    run_program(doing, cargo().args(["build", "--package", "server", "--package", "sandbox", "--bins"]))?;
    Ok(program(Build::Dev, "sandbox"))
}

fn program(build: Build, name: &str) -> PathBuf {
    let profile = match build {
        Build::Dev => "debug",
        Build::Release => "release",
    };
    target().join(profile).join(name)
}

/// Becomes the server: signals reach it without a detour, and it stops what it started.
pub(crate) fn run(build: Build) -> Result<()> {
    let built = self::build(build)?;
    say("starting the server; Ctrl-C stops it and its database");
    let error = built.command().exec();
    Err(error).with_context(|| format!("{} cannot be started", built.server.display()))
}
