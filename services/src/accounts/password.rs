//! Passwords at rest: Argon2id, on threads of its own, few at a time.

use std::sync::OnceLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::spawn_blocking,
};
use unicode_normalization::UnicodeNormalization;

/// Hashes at the same time, each with 19 MiB. Whoever comes later waits; the memory of the
/// machine is not theirs to take.
const AT_ONCE: usize = 2;

static PERMITS: Semaphore = Semaphore::const_new(AT_ONCE);

/// Leave to do one hash.
pub(super) struct Turn(#[expect(dead_code, reason = "held, not read")] SemaphorePermit<'static>);

pub(super) async fn turn() -> Turn {
    Turn(PERMITS.acquire().await.expect("the semaphore is never closed"))
}

/// In PHC format, with a fresh salt.
pub(super) async fn hash(_turn: Turn, password: &SecretString) -> String {
    let password = normalised(password);
    spawn_blocking(move || hash_now(&password)).await.expect("hashing does not panic")
}

/// Whether `password` is the one of `stored`. Without a stored hash it takes as long as with
/// one, so that time does not tell which addresses have an account.
pub(super) async fn verify(_turn: &Turn, password: &SecretString, stored: Option<String>) -> bool {
    let password = normalised(password);
    spawn_blocking(move || match stored {
        Some(stored) => verify_now(&password, &stored),
        None => {
            verify_now(&password, nobodys());
            false
        }
    })
    .await
    .expect("verifying does not panic")
}

/// OWASP's first choice: 19 MiB, two passes, one lane.
/// Source: <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &SecretString) -> String {
    argon2().hash_password(password.expose_secret().as_bytes()).expect("a salt is drawn").to_string()
}

fn verify_now(password: &SecretString, stored: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|stored| argon2().verify_password(password.expose_secret().as_bytes(), &stored).is_ok())
}

/// A hash that is nobody's.
fn nobodys() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_now(&"nobody's password".to_owned().into()))
}

/// The same letters are the same password, whichever keyboard composed them.
fn normalised(password: &SecretString) -> SecretString {
    password.expose_secret().nfkc().collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_however_its_letters_were_composed() {
        let stored = hash(turn().await, &"pässwörtlich".to_owned().into()).await;
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");

        let turn = turn().await;
        assert!(verify(&turn, &"pa\u{308}sswo\u{308}rtlich".to_owned().into(), Some(stored.clone())).await);
        assert!(!verify(&turn, &"passwortlich".to_owned().into(), Some(stored)).await);
    }

    #[tokio::test]
    async fn without_an_account_no_password_is_right() {
        let turn = turn().await;
        assert!(!verify(&turn, &"nobody's password".to_owned().into(), None).await);
    }
}
