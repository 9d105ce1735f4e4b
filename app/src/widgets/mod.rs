//! Draws any widget from what the server rendered; evaluates nothing.
