//! The one outgoing client.

/// How often one connection may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// At once, after a pause.
    pub burst: u32,
    pub per_minute: u32,
}

#[derive(Clone)]
pub struct Http;
