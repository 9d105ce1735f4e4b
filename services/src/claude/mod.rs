//! The Messages API: wire, stream, errors, cost. No prompts.
