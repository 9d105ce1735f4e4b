//! The key file: made once, readable by its owner only.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
};

use services::vault::{Key, KeyFileError};

#[test]
fn the_first_start_makes_a_key_that_only_its_owner_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/encryption.key");

    let made = Key::file(&path).unwrap();

    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(ids(&Key::file(&path).unwrap()), ids(&made), "the next start finds the same key");
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing else is left lying there");
}

#[test]
fn starts_at_the_same_moment_agree_on_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("encryption.key");

    let made: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| ids(&Key::file(&path).unwrap()))).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });

    assert!(made.iter().all(|ids| *ids == made[0]), "{made:?}");
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("encryption.key");
    Key::file(&path).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();

    assert!(matches!(Key::file(&path), Err(KeyFileError::Open { .. })));
}

#[test]
fn a_damaged_key_file_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("encryption.key");
    Key::file(&path).unwrap();
    fs::write(&path, "half a k").unwrap();

    assert!(matches!(Key::file(&path), Err(KeyFileError::Damaged { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), "half a k");
}

#[test]
fn the_newest_key_of_a_file_is_its_first_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("encryption.key");
    let old = Key::file(&path).unwrap();
    let line = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{}\n{line}", "ab".repeat(32))).unwrap();

    let keys = Key::file(&path).unwrap();
    assert_eq!(ids(&keys), ["ab".repeat(32).parse::<Key>().unwrap().id(), old[0].id()]);
}

fn ids(keys: &[Key]) -> Vec<String> {
    keys.iter().map(|key| key.id().to_owned()).collect()
}
