//! A PostgreSQL of our own, for whoever has none to offer.
//!
//! The server keeps its data in one when `DATABASE_URL` is absent; `cargo xtask` runs the
//! tests against a disposable one. Both bring nothing but a folder.
//!
//! It listens on a Unix socket in a folder only its user can enter, and nowhere else: no
//! port is taken, nobody else on the machine can connect. Its settings are PostgreSQL's
//! own, durable ones, unless [`Durability::Disposable`] is asked for.
//!
//! PostgreSQL refuses to run as root. Asked by root, it runs as `nobody`, from copies of
//! its programs where that user cannot read the originals.

mod account;
mod binaries;

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

pub use binaries::Binaries;

use account::Account;

/// The only role besides the ones the migrations make.
const SUPERUSER: &str = "postgres";

/// The longest path a socket may have, less the file name PostgreSQL appends.
const LONGEST_SOCKET_FOLDER: usize = 80;

/// What a crash of the machine may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was committed.
    Durable,
    /// Everything: the cluster lives as long as a test run.
    Disposable,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no PostgreSQL found: install one (Debian: apt-get install postgresql), run `npm ci`, or set DATABASE_URL")]
    NoBinaries,
    #[error("another process uses the data folder {0}: stop it, or set DATA_DIR to another folder")]
    InUse(PathBuf),
    #[error("{program} refused to work: {output}")]
    Program { program: &'static str, output: String },
    #[error("{path} cannot be prepared")]
    Folder { path: PathBuf, source: io::Error },
}

/// A running PostgreSQL. Dropping it stops it.
#[derive(Debug)]
pub struct Cluster {
    binaries: Binaries,
    account: Account,
    data: PathBuf,
    socket: PathBuf,
    /// Held as long as the cluster runs, so that two processes never share one.
    _lock: File,
    stopped: bool,
}

impl Cluster {
    /// Starts the cluster kept in `place`, making it on the first call.
    ///
    /// A cluster that a killed process left running there is stopped first.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`] while another process holds the same place; what PostgreSQL itself
    /// says is in [`Error::Program`].
    pub fn start(place: &Path, binaries: &Binaries, durability: Durability) -> Result<Self, Error> {
        let account = Account::for_postgres();
        let place = account.place_within_reach(place)?;
        let lock = lock(&place)?;
        let binaries = account.binaries_within_reach(binaries)?;
        let data = place.join("data");
        let socket = socket_folder(&place);
        account.own_private(&data)?;
        account.own_private(&socket)?;

        let cluster = Self { binaries, account, data, socket, _lock: lock, stopped: false };
        if !cluster.data.join("PG_VERSION").exists() {
            cluster.init()?;
        }
        if cluster.data.join("postmaster.pid").exists() {
            // An orphan, since the lock is ours, or a left-over file. When the process is
            // gone, pg_ctl says so and there is nothing to stop.
            drop(cluster.pg_ctl(&["stop", "-m", "fast", "-w"]));
        }
        cluster.launch(durability)?;
        Ok(cluster)
    }

    /// The address of `database`, for sqlx.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let folder = self.socket.display().to_string().replace('%', "%25").replace('/', "%2F").replace(' ', "%20");
        format!("postgres://{SUPERUSER}@localhost/{database}?host={folder}")
    }

    /// Finishes what is committed, disconnects everybody, and stops.
    ///
    /// # Errors
    ///
    /// [`Error::Program`] when it does not stop within a minute.
    pub fn stop(mut self) -> Result<(), Error> {
        self.stopped = true;
        self.pg_ctl(&["stop", "-m", "fast", "-w"])
    }

    /// What the cluster writes about itself.
    #[must_use]
    pub fn log_file(&self) -> PathBuf {
        self.data.join("server.log")
    }

    fn init(&self) -> Result<(), Error> {
        let mut command = self.account.command(&self.binaries.program("initdb"));
        command
            .arg("--pgdata")
            .arg(&self.data)
            .args(["--username", SUPERUSER, "--encoding", "UTF8", "--locale", "C"])
            // The socket's folder is the lock on the door.
            .args(["--auth-local", "trust", "--auth-host", "reject"])
            .args(["--no-instructions"]);
        run("initdb", &mut command)
    }

    fn launch(&self, durability: Durability) -> Result<(), Error> {
        let mut options = format!(
            "-c listen_addresses= -c unix_socket_directories='{}' -c unix_socket_permissions=0700",
            self.socket.display()
        );
        if durability == Durability::Disposable {
            options.push_str(" -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300");
        }
        let log = self.log_file();
        self.pg_ctl(&["start", "-w", "-t", "60", "-l", &log.display().to_string(), "-o", &options])
            .map_err(|error| with_log(error, &log))
    }

    fn pg_ctl(&self, arguments: &[&str]) -> Result<(), Error> {
        let mut command = self.account.command(&self.binaries.program("pg_ctl"));
        command.arg("--pgdata").arg(&self.data).args(arguments);
        run("pg_ctl", &mut command)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.stopped {
            return;
        }
        if let Err(error) = self.pg_ctl(&["stop", "-m", "fast", "-w"]) {
            // A destructor has no caller to tell.
            drop(writeln!(io::stderr(), "PostgreSQL was left running in {}: {error}", self.data.display()));
        }
    }
}

/// Takes the place for this process until it ends, however it ends.
fn lock(place: &Path) -> Result<File, Error> {
    let path = place.join("lock");
    let file = File::create(&path).map_err(|source| Error::Folder { path, source })?;
    file.try_lock().map_err(|_| Error::InUse(place.to_owned()))?;
    Ok(file)
}

/// Beside the data, or in the temporary folder when that path is too long for a socket.
fn socket_folder(place: &Path) -> PathBuf {
    let beside = place.join("socket");
    if beside.as_os_str().len() <= LONGEST_SOCKET_FOLDER {
        return beside;
    }
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    place.hash(&mut hasher);
    std::env::temp_dir().join(format!("dashboard-pg-{:x}", hasher.finish()))
}

fn run(program: &'static str, command: &mut Command) -> Result<(), Error> {
    // Written to a file, not a pipe: the postmaster inherits it and would keep a pipe open.
    let mut output = tempfile()?;
    let status = command
        .stdin(Stdio::null())
        .stdout(output.try_clone().map_err(unwritable)?)
        .stderr(output.try_clone().map_err(unwritable)?)
        .status()
        .map_err(|error| Error::Program { program, output: error.to_string() })?;
    if status.success() {
        return Ok(());
    }
    Err(Error::Program { program, output: read_from_start(&mut output).map_err(unwritable)? })
}

fn tempfile() -> Result<File, Error> {
    let path =
        std::env::temp_dir().join(format!("dashboard-pg-{}-{:?}", std::process::id(), std::thread::current().id()));
    let file = File::options().read(true).write(true).create(true).truncate(true).open(&path).map_err(unwritable)?;
    // Gone from the folder, alive while it is open.
    fs::remove_file(&path).map_err(unwritable)?;
    Ok(file)
}

fn unwritable(source: io::Error) -> Error {
    Error::Folder { path: std::env::temp_dir(), source }
}

fn read_from_start(file: &mut File) -> io::Result<String> {
    use std::io::{Read as _, Seek as _};
    let mut text = String::new();
    file.rewind()?;
    file.read_to_string(&mut text)?;
    Ok(text.trim().to_owned())
}

/// pg_ctl says only "could not start server"; the reason stands at the end of the log.
fn with_log(error: Error, log: &Path) -> Error {
    let Error::Program { program, output } = error else { return error };
    let log = fs::read_to_string(log).unwrap_or_default();
    let last = log.lines().rev().take(5).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n");
    Error::Program { program, output: format!("{output}\n{last}") }
}
