//! The invariants of ARCHITECTURE.md that a compiler does not see.

use anyhow::Result;

pub(crate) fn check() -> Result<()> {
    Ok(())
}
