//! The environment, with what `.env` adds to it.

use std::{collections::HashMap, env};

use services::config::{Config, ConfigMistake};

/// # Errors
///
/// Every mistake at once; those of `.env` itself first.
pub fn read() -> Result<Config, Vec<ConfigMistake>> {
    let file = dotenv().map_err(|message| vec![ConfigMistake { variable: ".env".to_owned(), message }])?;
    // What is set outside wins over the file.
    Config::from_env(|name| env::var(name).ok().or_else(|| file.get(name).cloned()))
}

fn dotenv() -> Result<HashMap<String, String>, String> {
    match dotenvy::dotenv_iter() {
        Ok(lines) => lines.collect::<Result<_, _>>().map_err(|error| match error {
            // The line itself may hold a secret.
            dotenvy::Error::LineParse(_, column) => {
                format!("a line cannot be read at column {column}; lines look like NAME=value")
            }
            error => error.to_string(),
        }),
        Err(error) if error.not_found() => Ok(HashMap::new()),
        Err(error) => Err(error.to_string()),
    }
}
