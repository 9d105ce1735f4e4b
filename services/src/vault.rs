//! Credentials at rest: XChaCha20-Poly1305, the key id in the record so that keys can be rotated.

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the record was sealed with a key this server does not have")]
    UnknownKey,
    #[error("the record was changed or belongs to somebody else")]
    Tampered,
}
