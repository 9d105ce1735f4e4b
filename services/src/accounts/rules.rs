//! What may stand in an account.

use domain::widget::Problem;
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretString};

const EMAIL_MAX_BYTES: usize = 254;
const NAME_MAX_CHARS: usize = 60;
/// NIST SP 800-63B asks for eight at least, and for no rules about which.
const PASSWORD_MIN_CHARS: usize = 8;
const PASSWORD_MAX_BYTES: usize = 1024;

/// The first guesses of everybody who guesses, of eight characters and more; one a line.
const COMMON: &str = include_str!("common_passwords.txt");

/// Trimmed and in lower case, as it is stored and looked up. The database holds no NUL, so
/// it becomes a character that no address has.
pub(super) fn normal_email(raw: &str) -> String {
    raw.trim().to_lowercase().replace('\0', "\u{fffd}")
}

/// The mistakes of a sign-up form, all of them.
pub(super) fn check_sign_up(email: &str, password: &SecretString, name: Option<&str>) -> Vec<Problem> {
    [check_email(email), check_password(password, email), name.and_then(check_name)].into_iter().flatten().collect()
}

/// The mistakes of the settings form, all of them.
pub(super) fn check_settings(name: &str, time_zone: &str, locale: &str) -> Vec<Problem> {
    [check_name(name), check_time_zone(time_zone), check_locale(locale)].into_iter().flatten().collect()
}

/// A name for display, for as long as one is not given: what stands before the `@`.
pub(super) fn name_from(email: &str) -> String {
    let local = email.split('@').next().unwrap_or(email);
    local.chars().take(NAME_MAX_CHARS).collect()
}

/// One line of 1 to 60 characters.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= NAME_MAX_CHARS && !name.chars().any(char::is_control)
}

/// Whether mail could be sent there; whether it arrives is another question.
fn check_email(email: &str) -> Option<Problem> {
    let (local, domain) = email.rsplit_once('@').unwrap_or_default();
    let labels_are_fine = domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    let local_is_fine = !local.is_empty()
        && local.len() <= 64
        && !local.contains('@')
        && !local.chars().any(|c| c.is_whitespace() || c.is_control() || "()<>[]:;,\\\"\u{fffd}".contains(c));

    let fine = local_is_fine && labels_are_fine && email.len() <= EMAIL_MAX_BYTES;
    (!fine).then(|| Problem::new("/email", "an e-mail address is needed, like maja@example.org"))
}

fn check_password(password: &SecretString, email: &str) -> Option<Problem> {
    let password = password.expose_secret();
    let refuse = |message: &str| Some(Problem::new("/password", message));

    if password.chars().count() < PASSWORD_MIN_CHARS {
        return refuse("at least 8 characters are needed");
    }
    if password.len() > PASSWORD_MAX_BYTES {
        return refuse("at most 1024 bytes are possible");
    }
    let lower = password.to_lowercase();
    let one_character_only = password.chars().all(|c| password.starts_with(c));
    if one_character_only || COMMON.lines().any(|common| common == lower) {
        return refuse("this password is among the first that are tried; take another");
    }
    if lower == email || lower == name_from(email) {
        return refuse("this is the e-mail address; take another");
    }
    None
}

fn check_name(name: &str) -> Option<Problem> {
    (!is_name(name)).then(|| Problem::new("/name", "a name has 1 to 60 characters on one line"))
}

fn check_time_zone(name: &str) -> Option<Problem> {
    TimeZone::get(name).is_err().then(|| Problem::new("/timeZone", "a time zone's name is needed, like Europe/Lisbon"))
}

/// The shape of a BCP 47 tag; one that is unknown is shown like English.
fn check_locale(locale: &str) -> Option<Problem> {
    let mut parts = locale.split('-');
    let language_is_fine =
        parts.next().is_some_and(|it| (2..=8).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphabetic()));
    let rest_is_fine = parts.all(|it| (1..=8).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphanumeric()));
    let fine = language_is_fine && rest_is_fine && locale.len() <= 35;
    (!fine).then(|| Problem::new("/locale", "a language tag is needed, like en or de-CH"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain("maja@example.org", true)]
    #[case::tagged("maja+dash@mail.example.org", true)]
    #[case::umlaut("jürgen@bücher.example", true)]
    #[case::empty("", false)]
    #[case::no_at("maja.example.org", false)]
    #[case::no_local("@example.org", false)]
    #[case::two_ats("maja@home@example.org", false)]
    #[case::no_dot("maja@example", false)]
    #[case::empty_label("maja@example..org", false)]
    #[case::space("maja lind@example.org", false)]
    #[case::nul("maja\0@example.org", false)]
    #[case::script("<script>@example.org", false)]
    fn an_address_must_be_one_that_mail_could_go_to(#[case] email: &str, #[case] fine: bool) {
        assert_eq!(check_email(email).is_none(), fine, "{email:?}");
    }

    #[rstest]
    #[case::long_enough("tidewell-at-dawn", true)]
    #[case::eight("k9#vQ2!m", true)]
    #[case::white_space_counts("a b c d e", true)]
    #[case::seven("k9#vQ2!", false)]
    #[case::common("Password1", false)]
    #[case::keyboard("qwertyuiop", false)]
    #[case::repeated("zzzzzzzzzzzz", false)]
    #[case::the_address("maja@example.org", false)]
    fn a_password_must_not_be_among_the_first_guesses(#[case] password: &str, #[case] fine: bool) {
        assert_eq!(check_password(&password.to_owned().into(), "maja@example.org").is_none(), fine, "{password:?}");
    }

    #[test]
    fn a_password_of_1025_bytes_is_too_long() {
        assert!(check_password(&"ab".repeat(512).into(), "m@example.org").is_none());
        assert!(check_password(&format!("{}c", "ab".repeat(512)).into(), "m@example.org").is_some());
    }

    #[test]
    fn every_mistake_of_the_form_is_listed() {
        let problems = check_sign_up("maja", &"short".to_owned().into(), Some(""));
        let pointers: Vec<_> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(pointers, ["/email", "/password", "/name"]);

        let problems = check_settings("Maja\n", "Mars/Olympus", "!!");
        let pointers: Vec<_> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(pointers, ["/name", "/timeZone", "/locale"]);
        assert!(check_settings("Maja", "Europe/Lisbon", "pt-PT").is_empty());
    }
}
