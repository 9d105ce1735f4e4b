//! SQL, and nothing else: a file per aggregate, functions on a connection, `Actor` first.

pub struct Db;
