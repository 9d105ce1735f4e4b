//! The files of the browser's half, as `cargo xtask` laid them out.
//!
//! `pkg` holds one folder named by the hash of what is in it, so its address can be cached
//! for ever.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use leptos::config::LeptosOptions;

/// The name of the files in `pkg`; xtask gives them this one.
const NAME: &str = "dashboard";

/// Finds the site: where it was said to be, else beside the executable or where xtask builds it.
///
/// # Errors
///
/// When there is none, or only half of one.
pub(crate) fn find(said: Option<&Path>) -> Result<LeptosOptions> {
    let is_site = |folder: &PathBuf| folder.join("pkg").is_dir();
    let root = match said {
        Some(folder) => Some(folder.to_owned()).filter(is_site).with_context(|| {
            format!("SITE_DIR: there is no folder `pkg` in {}; run `cargo xtask build`", folder.display())
        })?,
        None => candidates()
            .into_iter()
            .find(is_site)
            .context("the browser's part is not built; run `cargo xtask build`")?,
    };
    let version =
        version(&root).with_context(|| format!("{} is not complete; run `cargo xtask build`", root.display()))?;
    Ok(LeptosOptions::builder()
        .output_name(NAME)
        .site_root(root.display().to_string())
        .site_pkg_dir(format!("pkg/{version}"))
        .build())
}

fn candidates() -> Vec<PathBuf> {
    let beside = env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("site")));
    beside.into_iter().chain([PathBuf::from("target/site")]).collect()
}

fn version(root: &Path) -> Option<String> {
    root.join("pkg").read_dir().ok()?.flatten().find_map(|entry| {
        let complete = entry.path().join("complete").exists();
        complete.then(|| entry.file_name().into_string().ok()).flatten()
    })
}
