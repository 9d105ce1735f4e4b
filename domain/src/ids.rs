//! Typed ids: a widget's id cannot be passed where a user's is wanted.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                raw.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A person with an account.
    UserId,
    /// One log-in on one device.
    SessionId,
    /// A personal access token for scripts.
    TokenId,
    /// One user's credentials for one provider.
    ConnectionId,
    /// A schema deployed on one user's dashboard.
    WidgetId,
    /// A conversation with the wizard.
    ConversationId,
    /// Something that happened. UUIDv7, so that ids sort by time.
    EventId,
}
