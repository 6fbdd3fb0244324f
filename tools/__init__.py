"""Programs around the firmware. The members of this package never import one another."""
