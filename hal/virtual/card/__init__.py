"""The virtual My Number Card: a pure function from command to response, with a state that persists."""
