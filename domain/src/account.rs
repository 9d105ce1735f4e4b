//! What a person sees of their own account.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{SessionId, TokenId, UserId};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    pub id: UserId,
    pub email: String,
    /// As the person wants to be called; falls back to the part of the address before `@`.
    pub name: String,
    pub kind: AccountKind,
    /// IANA name: `Europe/Lisbon`.
    pub time_zone: String,
    /// BCP 47: `en`, `de-CH`.
    pub locale: String,
    #[serde(with = "crate::rfc3339")]
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AccountKind {
    Person,
    /// "Look around with sample data": thrown away after a day.
    Visitor,
}

/// One log-in on one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    pub id: SessionId,
    /// "Firefox on Linux", read from the user agent.
    pub device: String,
    #[serde(with = "crate::rfc3339")]
    pub created_at: Timestamp,
    #[serde(with = "crate::rfc3339")]
    pub last_seen_at: Timestamp,
    pub current: bool,
}

/// A personal access token, without the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo {
    pub id: TokenId,
    pub name: String,
    /// What it looks like: its first characters.
    pub prefix: String,
    pub scope: Scope,
    #[serde(with = "crate::rfc3339")]
    pub created_at: Timestamp,
    #[serde(default, with = "crate::rfc3339::optional", skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
}

/// What a request may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    Read,
    /// Reads too.
    Write,
}
