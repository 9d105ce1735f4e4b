//! Against the real programs; they come with `npm ci` or with the machine.

use std::{os::unix::net::UnixStream, path::Path};

use embedded_postgres::{Binaries, Cluster, Durability, Error};

fn binaries() -> Binaries {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Binaries::find(&project).expect("PostgreSQL comes with `npm ci` or with the machine")
}

/// The socket's path, read from the address the way sqlx does.
fn socket(cluster: &Cluster) -> String {
    let url = cluster.url("postgres");
    let folder = url.split_once("?host=").expect("the address names the socket's folder").1.replace("%2F", "/");
    format!("{folder}/.s.PGSQL.5432")
}

#[test]
fn a_cluster_starts_twice_in_the_same_place_and_listens_only_while_it_runs() {
    let place = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let cluster = Cluster::start(place.path(), &binaries(), Durability::Disposable).unwrap();
        let socket = socket(&cluster);
        UnixStream::connect(&socket).unwrap();
        cluster.stop().unwrap();
        UnixStream::connect(&socket).unwrap_err();
    }
}

#[test]
fn two_processes_cannot_use_one_place() {
    let place = tempfile::tempdir().unwrap();
    let first = Cluster::start(place.path(), &binaries(), Durability::Disposable).unwrap();
    let second = Cluster::start(place.path(), &binaries(), Durability::Disposable);
    assert!(matches!(second, Err(Error::InUse(_))));
    UnixStream::connect(socket(&first)).unwrap();
}
