//! Credentials at rest: XChaCha20-Poly1305, the key id in the record so that keys can be rotated.
//!
//! A record opens only for the user and provider it was sealed for: both are authenticated
//! with it, so a row copied to another user's account is refused and not merely unreadable.
//! New records are sealed with the newest key; older keys open what they sealed.

mod key;

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use domain::UserId;
use zeroize::Zeroizing;

pub use key::{Key, KeyError, KeyFileError};

const NONCE_BYTES: usize = 24;

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the record was sealed with a key this server does not have")]
    UnknownKey,
    #[error("the record was changed or belongs to somebody else")]
    Tampered,
}

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Nonce, then the encrypted text with its tag.
    pub bytes: Vec<u8>,
    /// Which key opens it.
    pub key_id: String,
}

/// Seals and opens. Holds the keys for as long as the process runs; they are wiped with it.
pub struct Vault {
    newest: Key,
    older: Vec<Key>,
}

impl Vault {
    #[must_use]
    pub fn new(newest: Key, older: Vec<Key>) -> Self {
        Self { newest, older }
    }

    #[must_use]
    pub fn seal(&self, owner: UserId, provider: &str, secret: &[u8]) -> Sealed {
        let key = &self.newest;
        // 192 random bits: no two records ever meet, however many there are.
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let sealed = XChaCha20Poly1305::new(key.bytes().into())
            .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: &bound_to(owner, provider, key.id()) })
            .expect("credentials are far below the cipher's limit of 256 GiB");
        Sealed { bytes: [nonce.as_slice(), &sealed].concat(), key_id: key.id().to_owned() }
    }

    /// # Errors
    ///
    /// [`VaultError::UnknownKey`] when `key_id` is of no key we have, [`VaultError::Tampered`]
    /// when the record is not exactly what was sealed for this owner and provider.
    pub fn open(&self, owner: UserId, provider: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let key = std::iter::once(&self.newest)
            .chain(&self.older)
            .find(|key| key.id() == sealed.key_id)
            .ok_or(VaultError::UnknownKey)?;
        let (nonce, text) = sealed.bytes.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Tampered)?;
        XChaCha20Poly1305::new(key.bytes().into())
            .decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: &bound_to(owner, provider, key.id()) })
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Tampered)
    }
}

/// What a record is bound to. The user's and the key's ids have fixed lengths, so that no
/// two triples read the same.
fn bound_to(owner: UserId, provider: &str, key_id: &str) -> Vec<u8> {
    [owner.0.as_bytes().as_slice(), provider.as_bytes(), key_id.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const MAJA: UserId = UserId(Uuid::from_u128(1));
    const TOMAS: UserId = UserId(Uuid::from_u128(2));

    fn vault() -> Vault {
        Vault::new(Key::generate(), Vec::new())
    }

    #[test]
    fn what_was_sealed_opens() {
        let vault = vault();
        let sealed = vault.seal(MAJA, "github", b"ghp_secret");
        assert_eq!(vault.open(MAJA, "github", &sealed).unwrap().as_slice(), b"ghp_secret");
    }

    #[test]
    fn the_secret_does_not_stand_in_the_record() {
        let sealed = vault().seal(MAJA, "github", b"ghp_secret");
        assert!(!sealed.bytes.windows(10).any(|window| window == b"ghp_secret"));
    }

    #[test]
    fn the_same_secret_is_sealed_differently_each_time() {
        let vault = vault();
        assert_ne!(vault.seal(MAJA, "github", b"same").bytes, vault.seal(MAJA, "github", b"same").bytes);
    }

    #[test]
    fn a_row_swapped_to_another_user_or_provider_is_refused() {
        let vault = vault();
        let sealed = vault.seal(MAJA, "github", b"secret");
        assert!(matches!(vault.open(TOMAS, "github", &sealed), Err(VaultError::Tampered)));
        assert!(matches!(vault.open(MAJA, "stripe", &sealed), Err(VaultError::Tampered)));
    }

    #[test]
    fn every_changed_bit_is_noticed() {
        let vault = vault();
        let sealed = vault.seal(MAJA, "github", b"secret");
        for at in 0..sealed.bytes.len() {
            let mut changed = sealed.clone();
            changed.bytes[at] ^= 1;
            assert!(matches!(vault.open(MAJA, "github", &changed), Err(VaultError::Tampered)), "byte {at}");
        }
        for length in 0..sealed.bytes.len() {
            let cut = Sealed { bytes: sealed.bytes[..length].to_vec(), ..sealed.clone() };
            assert!(matches!(vault.open(MAJA, "github", &cut), Err(VaultError::Tampered)), "length {length}");
        }
    }

    #[test]
    fn after_a_rotation_old_records_open_and_new_ones_use_the_new_key() {
        let (old, new) = (Key::generate(), Key::generate());
        let before = Vault::new(old.clone(), Vec::new()).seal(MAJA, "github", b"secret");

        let rotated = Vault::new(new.clone(), vec![old]);
        assert_eq!(rotated.open(MAJA, "github", &before).unwrap().as_slice(), b"secret");
        assert_eq!(rotated.seal(MAJA, "github", b"secret").key_id, new.id());
    }

    #[test]
    fn a_record_of_a_key_that_was_thrown_away_says_so() {
        let before = vault().seal(MAJA, "github", b"secret");
        assert!(matches!(vault().open(MAJA, "github", &before), Err(VaultError::UnknownKey)));
    }
}
