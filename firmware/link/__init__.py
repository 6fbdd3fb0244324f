"""The link process: the only one with a network, and none of the devices."""
