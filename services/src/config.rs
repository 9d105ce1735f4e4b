//! The configuration, read once by the server; every mistake is reported together.
