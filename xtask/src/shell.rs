//! Running other programs, and saying so.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};

/// Says what is being done, once per thing that takes a while.
pub(crate) fn say(what: &str) {
    eprintln!("xtask: {what}");
}

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// Where cargo puts what it builds: `CARGO_TARGET_DIR`, or `target`.
pub(crate) fn target() -> PathBuf {
    let workspace = workspace();
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), |folder| workspace.join(folder))
}

/// A cargo that does not see the cargo that started us.
///
/// `CARGO_MANIFEST_DIR` and `CARGO_PKG_*` of this crate would change the environment some
/// build scripts look at, and they would be rebuilt at each switch between cargos.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        let ours = ["CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_CRATE_", "CARGO_BIN_", "CARGO_PRIMARY_", "LEPTOS_"];
        if ours.iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(&*name);
        }
    }
    command.current_dir(workspace());
    command
}

/// # Errors
///
/// When the program is missing or ends with a failure; `doing` begins the sentence.
pub(crate) fn run(doing: &str, command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("{doing}: {program} cannot be started"))?;
    if !status.success() {
        bail!("{doing}: {program} ended with {status}; what it says stands above");
    }
    Ok(())
}

/// Like [`run`], but what the program says is shown only when it fails.
pub(crate) fn run_quietly(doing: &str, command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("{doing}: {program} cannot be started"))?;
    if !output.status.success() {
        eprint!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        bail!("{doing}: {program} ended with {}; what it says stands above", output.status);
    }
    Ok(())
}

/// Whether a program of this name can be started from here.
pub(crate) fn is_installed(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
