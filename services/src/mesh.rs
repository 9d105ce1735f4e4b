//! The event mesh, as far as it goes today: events are recorded in the transaction that caused them.
