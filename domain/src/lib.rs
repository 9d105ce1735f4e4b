//! The rules of the product, and nothing else.
//!
//! Pure: no I/O, no clock, no randomness. What time it is and which id is next come in
//! as arguments, so that every rule can be shown in a table and the same code answers in
//! the browser and on the server.
//!
//! # Words
//!
//! | word | meaning |
//! | --- | --- |
//! | intent | why the user wants something, see [`UserIntent`] |
//! | widget schema | what a widget shows and does, see [`widget::WidgetSchema`] |
//! | template | a schema shipped with the product, from which the wizard starts |
//! | provider | a service we talk to, see [`provider::ProviderInfo`] |
//! | connection | one user's credentials for one provider |
//! | event | something that happened, with a dotted name, see [`event::Event`] |
//! | planner | what understands the user in the wizard |
//! | sandbox | the local stand-in for every provider |

pub mod account;
pub mod budget;
pub mod connection;
pub mod event;
pub mod expression;
pub mod format;
pub mod ids;
pub mod intent;
pub mod jsonpath;
pub mod provider;
mod rfc3339;
mod suggest;
pub mod widget;
pub mod wizard;

pub use ids::{ConnectionId, ConversationId, EventId, SessionId, TokenId, UserId, WidgetId};
pub use intent::UserIntent;
