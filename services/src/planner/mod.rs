//! What understands the user in the wizard: Claude, or the built-in planner.
