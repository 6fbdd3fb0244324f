"""The reader process: one loop, one file for each family of effects. No network."""
