//! Tokens: 256 random bits, of which only a hash is kept.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// What a token opens; told apart by how it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Session,
    Personal,
}

impl Kind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Session => "ads_",
            Self::Personal => "adp_",
        }
    }

    /// `None` for what cannot be one of ours.
    pub(super) fn of(token: &SecretString) -> Option<Self> {
        [Self::Session, Self::Personal].into_iter().find(|kind| token.expose_secret().starts_with(kind.prefix()))
    }
}

pub(super) fn generate(kind: Kind) -> SecretString {
    let random: [u8; 32] = rand::random();
    format!("{}{}", kind.prefix(), BASE64_URL_SAFE_NO_PAD.encode(random)).into()
}

/// Nothing slower is needed: there is nothing to guess in 256 random bits.
pub(super) fn hash(token: &SecretString) -> [u8; 32] {
    Sha256::digest(token.expose_secret()).into()
}

/// Its first characters, to recognise it by.
pub(super) fn shown(token: &SecretString) -> String {
    token.expose_secret().chars().take(8).collect()
}
