//! The one outgoing client.
