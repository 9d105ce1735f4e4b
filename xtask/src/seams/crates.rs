//! Who depends on whom, and under which licences.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::Rule;
use crate::shell::cargo;

/// What I/O, the server or the browser is made of; `domain` has none of it.
const IMPURE: [&str; 8] = ["tokio", "sqlx", "reqwest", "axum", "hyper", "leptos", "rand", "web-sys"];

const BROWSER: &str = "wasm32-unknown-unknown";

/// What must not reach the browser.
const SERVER_ONLY: [&str; 7] = ["tokio", "sqlx", "sqlx-core", "reqwest", "axum", "hyper", "services"];

/// Two of these at once are two truths: two runtimes, two pools of types, two TLS stacks.
const ONCE: [&str; 14] = [
    "axum",
    "futures-core",
    "http",
    "hyper",
    "jiff",
    "leptos",
    "leptos_router",
    "minijinja",
    "reqwest",
    "rustls",
    "serde_json",
    "sqlx",
    "tokio",
    "wasm-bindgen",
];

/// Licences that ask for nothing but to be named. An expression is fine when one of its
/// alternatives consists of these.
const LICENCES: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

pub(super) fn rules() -> Result<Vec<Rule>> {
    let graph = Graph::load()?;
    let browser: BTreeSet<String> = tree("frontend", BROWSER)?.into_iter().map(|(name, _)| name).collect();
    let mut rules = vec![
        Rule {
            name: "domain has no I/O",
            broken: graph
                .direct("domain")
                .filter(|name| IMPURE.contains(name))
                .map(|name| format!("domain depends on {name}"))
                .collect(),
        },
        graph.only_from("only services speaks SQL and calls out", &["sqlx", "reqwest"], &["services"]),
        graph.only_from("only the edges know axum", &["axum"], &["server", "sandbox", "app"]),
        graph.only_from("only the server knows the sandbox", &["sandbox"], &["server"]),
        graph.only_from("only services knows Stripe's types", &["async-stripe", "async-stripe-core"], &["services"]),
        Rule {
            name: "nothing of the server reaches the browser",
            broken: SERVER_ONLY
                .iter()
                .filter(|name| browser.contains(**name))
                .map(|name| format!("frontend has {name}"))
                .collect(),
        },
        Rule {
            name: "one TLS provider: aws-lc-rs",
            broken: graph
                .shipped
                .iter()
                .filter(|(name, _)| matches!(&**name, "ring" | "openssl-sys" | "native-tls"))
                .map(|(name, version)| format!("{name} {version}"))
                .collect(),
        },
        Rule { name: "no crate twice that must be one", broken: graph.twice() },
        Rule { name: "licences", broken: graph.licences() },
    ];
    rules.sort_by_key(|rule| rule.name);
    Ok(rules)
}

struct Graph {
    /// Our crates, with what they depend on outside of tests.
    ours: BTreeMap<String, BTreeSet<String>>,
    /// Name and version of everything that ends up in the server or the browser.
    shipped: BTreeSet<(String, String)>,
    /// Crate to licence expression.
    licences: BTreeMap<String, Option<String>>,
}

impl Graph {
    fn load() -> Result<Self> {
        let output = cargo().args(["metadata", "--format-version", "1", "--locked"]).output()?;
        anyhow::ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let packages = array(&metadata["packages"])?;
        let members = array(&metadata["workspace_members"])?;

        let ours = packages
            .iter()
            .filter(|package| members.contains(&package["id"]))
            .map(|package| {
                let dependencies = array(&package["dependencies"])?;
                // `kind` is null for what is not for tests or build scripts.
                let names =
                    dependencies.iter().filter(|dependency| dependency["kind"].is_null()).map(|d| text(&d["name"]));
                Ok((text(&package["name"]), names.collect()))
            })
            .collect::<Result<_>>()?;

        let licence = |name: &str, version: &str| {
            let found = packages.iter().find(|package| package["name"] == name && package["version"] == version);
            found.and_then(|package| package["license"].as_str()).map(str::to_owned)
        };
        let shipped: BTreeSet<_> = [tree("server", "all")?, tree("frontend", BROWSER)?].into_iter().flatten().collect();
        Ok(Self {
            ours,
            licences: shipped.iter().map(|(name, version)| (name.clone(), licence(name, version))).collect(),
            shipped,
        })
    }

    fn direct(&self, member: &str) -> impl Iterator<Item = &str> {
        self.ours.get(member).into_iter().flatten().map(String::as_str)
    }

    fn only_from(&self, name: &'static str, guarded: &[&str], allowed: &[&str]) -> Rule {
        let broken = self
            .ours
            .iter()
            .filter(|(member, _)| !allowed.contains(&member.as_str()))
            .flat_map(|(member, dependencies)| {
                let found = dependencies.iter().filter(|dependency| guarded.contains(&dependency.as_str()));
                found.map(move |dependency| format!("{member} depends on {dependency}"))
            })
            .collect();
        Rule { name, broken }
    }

    fn twice(&self) -> Vec<String> {
        let versions = |wanted: &str| -> Vec<String> {
            let found = self.shipped.iter().filter(|(name, _)| name == wanted);
            found.map(|(_, version)| version.clone()).collect()
        };
        let twice = ONCE.into_iter().map(|name| (name, versions(name))).filter(|(_, versions)| 1 < versions.len());
        twice.map(|(name, versions)| format!("{name}: {}", versions.join(", "))).collect()
    }

    fn licences(&self) -> Vec<String> {
        let refused = self.licences.iter().filter(|(_, licence)| !licence.as_deref().is_some_and(is_allowed));
        refused.map(|(name, licence)| format!("{name}: {}", licence.as_deref().unwrap_or("none given"))).collect()
    }
}

/// Reads just enough of SPDX: alternatives of conjunctions, `/` being an old way to write `OR`.
fn is_allowed(expression: &str) -> bool {
    let flat = expression.replace(['(', ')'], "").replace('/', " OR ");
    // `(MIT OR Apache-2.0) AND Unicode-3.0` read flat is `MIT` or `Apache-2.0 AND Unicode-3.0`:
    // stricter or the same for a list in which each stands alone.
    flat.split(" OR ").any(|alternative| alternative.split(" AND ").all(|licence| LICENCES.contains(&licence.trim())))
}

/// Name and version of everything a package is made of, with the features it asks for.
fn tree(package: &str, target: &str) -> Result<BTreeSet<(String, String)>> {
    let output = cargo()
        .args(["tree", "--package", package, "--target", target, "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{p}", "--locked"])
        .output()?;
    anyhow::ensure!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout)?;
    let crates = lines.lines().filter_map(|line| {
        let (name, rest) = line.split_once(" v")?;
        Some((name.to_owned(), rest.split(' ').next()?.to_owned()))
    });
    Ok(crates.collect())
}

fn array(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().context("cargo metadata has another shape than it used to")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alternative_that_is_allowed_is_enough() {
        assert!(is_allowed("GPL-3.0 OR MIT"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(!is_allowed("MIT AND GPL-3.0"));
        assert!(!is_allowed("AGPL-3.0-only"));
    }
}
