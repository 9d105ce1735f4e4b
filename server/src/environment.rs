//! The environment, with what `.env` adds to it.

use std::{
    cell::RefCell,
    collections::HashMap,
    env::{self, VarError},
};

use services::config::{Config, ConfigMistake};

use crate::telemetry;

/// # Errors
///
/// Every mistake at once; those of `.env` itself first.
pub fn read() -> Result<Config, Vec<ConfigMistake>> {
    let (file, mistakes) = match dotenvy::dotenv_iter() {
        Ok(lines) => dotenv(lines),
        Err(error) if error.not_found() => (HashMap::new(), Vec::new()),
        Err(error) => (HashMap::new(), vec![in_file(error.to_string())]),
    };
    put_together(&file, mistakes, |name| env::var(name))
}

/// What is set outside wins over the file.
fn put_together(
    file: &HashMap<String, String>,
    mut mistakes: Vec<ConfigMistake>,
    outside: impl Fn(&str) -> Result<String, VarError>,
) -> Result<Config, Vec<ConfigMistake>> {
    let value = |name: &str| match outside(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(file.get(name).cloned()),
        // As if it were not set would be worse: a fresh key would be made, say.
        Err(VarError::NotUnicode(_)) => {
            Err(mistake(name, "there are bytes inside that are no text; write it in UTF-8"))
        }
    };
    let unreadable = RefCell::new(Vec::new());
    let config = Config::from_env(|name| {
        value(name).unwrap_or_else(|mistake| {
            unreadable.borrow_mut().push(mistake);
            None
        })
    });

    mistakes.extend(unreadable.into_inner());
    if let Ok(Some(filter)) = value("RUST_LOG") {
        mistakes.extend(telemetry::mistakes(&filter).into_iter().map(|message| mistake("RUST_LOG", message)));
    }
    match config {
        Ok(config) if mistakes.is_empty() => Ok(config),
        Ok(_) => Err(mistakes),
        Err(others) => Err(mistakes.into_iter().chain(others).collect()),
    }
}

/// The lines that can be read, and what is wrong with the others.
fn dotenv(
    lines: impl Iterator<Item = dotenvy::Result<(String, String)>>,
) -> (HashMap<String, String>, Vec<ConfigMistake>) {
    let (mut file, mut mistakes) = (HashMap::new(), Vec::new());
    let mut place = "the first line".to_owned();
    for line in lines {
        match line {
            Ok((name, value)) => {
                place = format!("the line after {name}");
                file.insert(name, value);
            }
            // The line itself may hold a secret.
            Err(dotenvy::Error::LineParse(..)) => mistakes.push(in_file(format!(
                "{place} cannot be read; lines look like NAME=value, and a value with spaces or `#` stands in quotes"
            ))),
            // Whatever is wrong with the file stays wrong.
            Err(error) => {
                mistakes.push(in_file(error.to_string()));
                break;
            }
        }
    }
    (file, mistakes)
}

fn in_file(message: impl Into<String>) -> ConfigMistake {
    mistake(".env", message)
}

fn mistake(variable: &str, message: impl Into<String>) -> ConfigMistake {
    ConfigMistake { variable: variable.to_owned(), message: message.into() }
}

#[cfg(test)]
mod tests {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};

    use super::*;

    /// The mistakes of a `.env` and an environment of one variable.
    fn mistakes(file: &str, outside: (&str, &[u8])) -> Vec<String> {
        let (file, mistakes) = dotenv(dotenvy::from_read_iter(file.as_bytes()));
        let outside = |name: &str| match name == outside.0 {
            true => OsString::from_vec(outside.1.to_vec()).into_string().map_err(VarError::NotUnicode),
            false => Err(VarError::NotPresent),
        };
        let told = put_together(&file, mistakes, outside).err().unwrap_or_default();
        told.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn all_mistakes_are_told_at_once_and_none_hides_another() {
        let file = "what is this\nDATA_DIR=here\nENCRYPTION_KEY=hunter2 hunter3\nLISTEN_ADDR=here\nRUST_LOG=x=\n";
        let told = mistakes(file, ("SANDBOX", b"perhaps"));

        let about: Vec<&str> = told.iter().filter_map(|told| told.split(':').next()).collect();
        assert_eq!(about, [".env", ".env", "RUST_LOG", "LISTEN_ADDR", "SANDBOX"], "{told:?}");
        assert!(told[1].starts_with(".env: the line after DATA_DIR"), "{told:?}");
        assert!(!told.concat().contains("hunter"), "{told:?}");
    }

    #[test]
    fn a_value_that_is_no_text_is_a_mistake_and_not_unset() {
        let told = mistakes("", ("ENCRYPTION_KEY", &[0xff; 32]));
        assert_eq!(told, ["ENCRYPTION_KEY: there are bytes inside that are no text; write it in UTF-8"]);
        assert_eq!(mistakes("SANDBOX=off\n", ("LISTEN_ADDR", b"127.0.0.1:8080")), [""; 0]);
    }
}
