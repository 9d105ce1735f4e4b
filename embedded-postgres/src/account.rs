//! As whom PostgreSQL runs, and what that user can reach.

use std::{
    fs, io,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Binaries, Error};

/// `nobody`, on every Linux and macOS closely enough: a user that owns nothing else.
const NOBODY: u32 = 65534;

/// Where root keeps what `nobody` must reach, when the place asked for is in a closed folder.
const WITHIN_REACH: &str = "/var/lib/agentic-dashboard";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    Ourselves,
    /// We are root, which PostgreSQL refuses.
    Nobody,
}

impl Account {
    pub(crate) fn for_postgres() -> Self {
        // The owner of a file we make is who we are; std has no other way to ask.
        let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
            || (!Path::new("/proc/self").exists() && std::env::var("USER").is_ok_and(|user| user == "root"));
        if root { Self::Nobody } else { Self::Ourselves }
    }

    /// `place`, or a stand-in for it under `/var/lib` when this account could not enter it.
    pub(crate) fn place_within_reach(self, place: &Path) -> Result<PathBuf, Error> {
        make(place)?;
        let place = place.canonicalize().map_err(failed(place))?;
        if self == Self::Ourselves || open_to_all(&place) {
            return Ok(place);
        }
        let stand_in = Path::new(WITHIN_REACH).join(one_name(&place));
        make(&stand_in)?;
        Ok(stand_in)
    }

    /// `binaries`, or a copy of them when this account could not read them.
    pub(crate) fn binaries_within_reach(self, binaries: &Binaries) -> Result<Binaries, Error> {
        let root = binaries.root().canonicalize().map_err(failed(binaries.root()))?;
        if self == Self::Ourselves || open_to_all(&root) {
            return Ok(Binaries::at(binaries.folder().canonicalize().map_err(failed(binaries.folder()))?));
        }
        let copy = Path::new(WITHIN_REACH).join("postgres").join(one_name(&root));
        let complete = copy.join("complete");
        if !complete.exists() {
            copy_tree(&root, &copy).map_err(failed(&copy))?;
            fs::write(&complete, "").map_err(failed(&complete))?;
        }
        Ok(Binaries::at(copy.join("bin")))
    }

    /// Makes `folder`, for this account alone.
    pub(crate) fn own_private(self, folder: &Path) -> Result<(), Error> {
        make(folder)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed(folder))?;
        if self == Self::Nobody {
            chown(folder, Some(NOBODY), Some(NOBODY)).map_err(failed(folder))?;
        }
        Ok(())
    }

    pub(crate) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // Its own group, so that a Ctrl-C in the terminal reaches us and not the database,
        // and a folder that any account can be in.
        command.current_dir("/").process_group(0).env("LC_ALL", "C");
        if self == Self::Nobody {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

fn make(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(failed(folder))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    |source| Error::Folder { path, source }
}

/// Whether every folder on the way, and the last one, can be entered by anybody.
fn open_to_all(path: &Path) -> bool {
    path.ancestors().all(|folder| fs::metadata(folder).is_ok_and(|meta| meta.permissions().mode() & 0o001 != 0))
}

/// `/root/app/data` → `root-app-data`: one folder name per path.
fn one_name(path: &Path) -> String {
    path.components()
        .filter_map(|component| match component {
            std::path::Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect::<Vec<_>>()
        .join("-")
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else if entry.file_type()?.is_symlink() {
            let link = fs::read_link(entry.path())?;
            drop(fs::remove_file(&target));
            std::os::unix::fs::symlink(link, &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_one_folder_name() {
        assert_eq!(one_name(Path::new("/root/app/data")), "root-app-data");
    }

    #[test]
    fn a_private_folder_on_the_way_is_out_of_reach() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        assert!(!open_to_all(&inner));
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(open_to_all(&inner), open_to_all(folder.path()));
    }
}
