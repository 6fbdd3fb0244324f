"""The pure core of a visit: states, events, effects, one transition table."""
