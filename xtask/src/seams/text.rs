//! What the source says where it should not.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::Rule;
use crate::shell::workspace;

/// File names into which anything may go.
const VAGUE: [&str; 7] = ["utils.rs", "helpers.rs", "common.rs", "types.rs", "misc.rs", "manager.rs", "processor.rs"];

/// Statements begin with these, in a string of Rust.
const SQL: [&str; 6] = ["select ", "insert into ", "update ", "delete from ", "with recursive ", "set_config("];

/// One line of the source.
struct Line {
    file: String,
    number: usize,
    text: String,
}

pub(super) fn rules() -> Result<Vec<Rule>> {
    let source = source()?;
    Ok(vec![
        gate(&source),
        hydrate(&source),
        sql(&source),
        providers(&source)?,
        Rule {
            name: "no file is named for nothing in particular",
            broken: files(&workspace())?
                .iter()
                .filter(|file| VAGUE.iter().any(|vague| file.ends_with(vague)))
                .map(|file| file.display().to_string())
                .collect(),
        },
    ])
}

/// `#[cfg(feature = "ssr")]` gates one module and its re-export, and nothing else.
fn gate(source: &[Line]) -> Rule {
    let named =
        source.iter().filter(|line| line.file.starts_with("app/src") && line.text.contains("feature = \"ssr\""));
    let outside = named.filter(|line| line.file != "app/src/lib.rs").map(Line::place).collect();
    Rule { name: "`ssr` is named in app/src/lib.rs only", broken: outside }
}

fn hydrate(source: &[Line]) -> Rule {
    let named = source.iter().filter(|line| line.text.contains("feature = \"hydrate\""));
    Rule { name: "`hydrate` is named in manifests only", broken: named.map(Line::place).collect() }
}

fn sql(source: &[Line]) -> Rule {
    let elsewhere = source.iter().filter(|line| {
        line.is_product() && !line.file.starts_with("services/src/db/") && !line.file.starts_with("xtask/")
    });
    let broken = elsewhere.filter(|line| {
        let text = line.text.to_lowercase();
        text.contains("sqlx::query") || SQL.iter().any(|statement| text.contains(&format!("\"{statement}")))
    });
    Rule { name: "SQL stands in services/src/db and migrations only", broken: broken.map(Line::place).collect() }
}

/// A provider's name in a string of the product is a tour of the code for the next provider.
fn providers(source: &[Line]) -> Result<Rule> {
    let folder = workspace().join("services/src/providers");
    let names: Vec<String> = folder
        .read_dir()?
        .flatten()
        .filter(|entry| entry.path().join("templates").is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let places = ["domain/src", "services/src", "app/src", "server/src"];
    let known = |file: &str| {
        file == "services/src/providers/mod.rs"
            || names.iter().any(|name| file.starts_with(&format!("services/src/providers/{name}/")))
    };
    let elsewhere = source.iter().filter(|line| {
        line.is_product() && places.iter().any(|place| line.file.starts_with(place)) && !known(&line.file)
    });
    let broken = elsewhere.filter(|line| {
        let code = line.text.trim_start();
        !code.starts_with("//") && names.iter().any(|name| code.contains(&format!("\"{name}\"")))
    });
    Ok(Rule { name: "providers are named in their own folders only", broken: broken.map(Line::place).collect() })
}

impl Line {
    fn place(&self) -> String {
        format!("{}:{}: {}", self.file, self.number, self.text.trim())
    }

    /// Not a test.
    fn is_product(&self) -> bool {
        !self.file.contains("/tests/") && !self.file.ends_with("/tests.rs")
    }
}

/// Every line of Rust, up to the tests that end a file.
fn source() -> Result<Vec<Line>> {
    let workspace = workspace();
    let mut lines = Vec::new();
    for path in files(&workspace)? {
        let file = path.strip_prefix(&workspace)?.display().to_string();
        let text = fs::read_to_string(&path)?;
        let product = text.lines().enumerate().take_while(|(_, line)| *line != "#[cfg(test)]");
        lines.extend(product.map(|(index, line)| Line {
            file: file.clone(),
            number: index + 1,
            text: line.to_owned(),
        }));
    }
    Ok(lines)
}

/// The Rust files of our crates.
fn files(workspace: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for member in ["domain", "services", "sandbox", "app", "frontend", "server"] {
        collect(&workspace.join(member), &mut found)?;
    }
    Ok(found)
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    for entry in folder.read_dir()?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if entry.file_name() != "target" {
                collect(&path, into)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
    Ok(())
}
