//! Set-up and chores. `cargo xtask run` and `cargo xtask test` are the two commands of the
//! README; both bring whatever is missing on the machine and say what they do.
//!
//! No product code: this crate knows how the parts are built and started, never what they do.

mod browser;
mod database;
mod prepare;
mod run;
mod screenshots;
mod seams;
mod shell;
mod site;
mod test;
mod tools;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set-up and chores of the Agentic Dashboard")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the app and runs it, with a PostgreSQL of its own unless DATABASE_URL is set
    Run {
        /// Unoptimised, so that the next build is quick
        #[arg(long)]
        dev: bool,
    },
    /// Builds the app without running it
    Build,
    /// Builds the browser's part alone, as released
    Site,
    /// Runs every check and every test
    Test {
        /// Only formatting, lints, seams and Rust tests
        #[arg(long)]
        rust: bool,
        /// Only the tests in a browser
        #[arg(long)]
        browser: bool,
        /// Passed on to the test runners: the names of tests to run
        filter: Vec<String>,
    },
    /// Checks the workspace's rules alone
    Seams,
    /// Renews .sqlx, against which queries are checked at compile time
    Prepare,
    /// Takes a picture of every page, phone and desktop, light and dark
    Screenshots {
        #[arg(default_value = "docs/screenshots")]
        folder: PathBuf,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Run { dev } => run::run(if dev { site::Build::Dev } else { site::Build::Release }),
        Task::Build => run::build(site::Build::Release).map(drop),
        Task::Site => run::site(site::Build::Release).map(drop),
        Task::Test { rust, browser, filter } => test::test(rust, browser, &filter),
        Task::Seams => seams::check(),
        Task::Prepare => prepare::prepare(),
        Task::Screenshots { folder } => screenshots::take(&folder),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
