//! The tests in a browser: the app as it is shipped to browsers, on a database of its own.

use std::{
    collections::BTreeMap,
    env,
    io::{BufRead as _, BufReader},
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    database::Database,
    run::Built,
    shell::{is_installed, run, run_quietly, say, workspace},
    site::{self, Build},
};

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// How long the server may take to answer its first request.
const START: Duration = Duration::from_secs(60);

/// Runs Playwright's tests, or those that match `filter`.
pub(crate) fn test(database: &Database, filter: &[String]) -> Result<()> {
    let stand_ins = StandIns::start()?;
    let app = App::start(database, "browser_tests", |server| stand_ins.are_providers(server))?;
    let with_claude = App::start(database, "browser_tests_with_claude", |server| {
        stand_ins.are_providers(server);
        server.env("ANTHROPIC_API_KEY", "sandbox").env("ANTHROPIC_BASE_URL", &stand_ins.claude);
    })?;
    say("running the tests in a browser");
    run(
        "running the tests in a browser",
        app.playwright()?
            .env("WITH_CLAUDE_URL", format!("http://{}", with_claude.address))
            .env("CLAUDE_URL", &stand_ins.claude)
            .env("CONTROL_URL", &stand_ins.control)
            .args(filter),
    )
}

/// Providers and Claude for the tests, which can ask them to be difficult.
struct StandIns {
    /// By the provider's id.
    providers: BTreeMap<String, String>,
    claude: String,
    control: String,
    process: Child,
}

impl StandIns {
    fn start() -> Result<Self> {
        let mut process = Command::new(crate::run::stand_ins()?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the stand-ins cannot be started")?;
        let mut line = String::new();
        if let Some(said) = process.stdout.take() {
            BufReader::new(said).read_line(&mut line)?;
        }
        let said: Value = serde_json::from_str(&line).context("the stand-ins did not say where they are")?;
        let place =
            |name: &str| said[name].as_str().map(str::to_owned).with_context(|| format!("the stand-ins lack {name}"));
        let providers = said["providers"].as_object().into_iter().flatten().map(|(id, url)| (id.clone(), url.as_str()));
        Ok(Self {
            providers: providers.filter_map(|(id, url)| Some((id, url?.to_owned()))).collect(),
            claude: place("claude")?,
            control: place("control")?,
            process,
        })
    }

    /// Live connections of this server end here.
    fn are_providers(&self, server: &mut Command) {
        for (id, url) in &self.providers {
            server.env(format!("{}_API_URL", id.to_uppercase().replace('-', "_")), url);
        }
    }
}

impl Drop for StandIns {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.process.stdin.take());
        drop(self.process.wait());
    }
}

/// The app, running for as long as this value lives.
pub(crate) struct App {
    address: SocketAddr,
    server: Child,
    _data: TempDir,
}

impl App {
    /// Builds and starts the app on a fresh database of this name, changed by `configure`.
    pub(crate) fn start(database: &Database, name: &str, configure: impl FnOnce(&mut Command)) -> Result<Self> {
        // The browser's half as released. The server's half is the one the Rust tests
        // have compiled already.
        let built = Built { site: site::build(Build::Release)?, server: crate::run::server(Build::Dev)? };
        run_quietly(
            "making a database for the browser tests",
            Command::new("node").arg("xtask/migrate.mjs").args([database.url(), name]).current_dir(workspace()),
        )?;

        let data = tempfile::tempdir()?;
        let address = free_address()?;
        let mut command = built.command();
        command
            .env("DATABASE_URL", database.url_of(name)?)
            .env("DATA_DIR", data.path())
            .env("LISTEN_ADDR", address.to_string())
            .env("PUBLIC_URL", format!("http://{address}"))
            .env("SANDBOX", "on")
            .env("RUST_LOG", "warn")
            .env_remove("ANTHROPIC_API_KEY")
            .stdin(Stdio::null());
        configure(&mut command);
        let server = command.spawn().context("the server cannot be started")?;
        let mut app = Self { address, server, _data: data };
        app.wait_until_up()?;
        Ok(app)
    }

    /// Playwright, told where the app and the browser are.
    pub(crate) fn playwright(&self) -> Result<Command> {
        let mut command = Command::new(workspace().join("node_modules/.bin/playwright"));
        command
            .arg("test")
            .env("BASE_URL", format!("http://{}", self.address))
            .env("CHROMIUM", chromium()?)
            .current_dir(workspace().join("end2end"));
        Ok(command)
    }

    fn wait_until_up(&mut self) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if let Some(status) = self.server.try_wait()? {
                bail!("the server ended with {status} before it answered; what it says stands above");
            }
            if START < start.elapsed() {
                bail!("the server did not answer within {} seconds", START.as_secs());
            }
            pause();
        }
        Ok(())
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // As an operator would, so that a server that does not stop is noticed here.
        let stopped = Command::new("kill").arg(self.server.id().to_string()).status().is_ok_and(|kill| kill.success());
        let deadline = Instant::now() + Duration::from_secs(10);
        while stopped && Instant::now() < deadline {
            if matches!(self.server.try_wait(), Ok(Some(_))) {
                return;
            }
            pause();
        }
        say("the server did not stop within 10 seconds and is killed");
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

#[expect(clippy::disallowed_methods, reason = "there is no runtime here to block")]
fn pause() {
    thread::sleep(Duration::from_millis(50));
}

/// A port nobody listens on right now.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// A browser of the system, installed when that is possible without asking.
fn chromium() -> Result<PathBuf> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    let root = env::var("USER").is_ok_and(|user| user == "root") || PathBuf::from("/root").read_dir().is_ok();
    if !root || !is_installed("apt-get") {
        bail!("no Chromium found: install one (Debian: sudo apt-get install chromium)");
    }
    say("installing Chromium with apt-get");
    let doing = "installing Chromium";
    run_quietly(doing, Command::new("apt-get").arg("update"))?;
    run_quietly(
        doing,
        Command::new("apt-get")
            .args(["install", "--yes", "--no-install-recommends", "chromium"])
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    find_chromium().context("Chromium was installed and is still not found")
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    BROWSERS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}
