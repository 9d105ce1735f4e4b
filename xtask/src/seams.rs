//! The invariants of ARCHITECTURE.md that a compiler does not see, printed like tests.
//!
//! Security advisories are not checked here: the tools that do fetch their database from
//! outside the package registries.

mod crates;
mod text;

use anyhow::{Result, bail};

/// A rule, and where it is broken.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) broken: Vec<String>,
}

/// # Errors
///
/// When a rule is broken; what is broken is printed.
#[expect(clippy::print_stdout, reason = "the answer of the task, like a test runner's")]
pub(crate) fn check() -> Result<()> {
    crate::shell::say("checking the seams");
    let rules: Vec<Rule> = crates::rules()?.into_iter().chain(text::rules()?).collect();

    println!("\nrunning {} checks", rules.len());
    let mut failed = 0;
    for rule in &rules {
        println!("check {} ... {}", rule.name, if rule.broken.is_empty() { "ok" } else { "FAILED" });
        for place in &rule.broken {
            println!("    {place}");
        }
        failed += usize::from(!rule.broken.is_empty());
    }
    println!("\ncheck result: {} passed; {failed} failed\n", rules.len() - failed);
    if 0 < failed {
        bail!("{failed} of the workspace's rules are broken; see the list above");
    }
    Ok(())
}
