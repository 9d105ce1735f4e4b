//! The program: reads the environment, which nothing else does, and starts what was asked for.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use server::{environment, start, telemetry};

/// Agentic Dashboard: say what bothers you at work, get a live widget.
///
/// Configured by environment variables and `.env`; the README lists them.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Copy, Subcommand)]
enum Command {
    /// Serves pages and API until it is told to stop (the default)
    Serve,
    /// Brings the database's tables up to date and ends
    Migrate,
}

fn main() -> ExitCode {
    let command = Arguments::parse().command.unwrap_or(Command::Serve);
    let config = match environment::read() {
        Ok(config) => config,
        Err(mistakes) => {
            eprintln!("error: the configuration has mistakes");
            for mistake in mistakes {
                eprintln!("  {mistake}");
            }
            return ExitCode::FAILURE;
        }
    };
    telemetry::start(&config.log_filter);

    let outcome =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(anyhow::Error::from).and_then(
            |runtime| {
                runtime.block_on(async {
                    match command {
                        Command::Serve => start::serve(config).await,
                        Command::Migrate => start::migrate(config).await,
                    }
                })
            },
        );
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
