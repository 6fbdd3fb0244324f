"""Hardware of the reader: small ports, real drivers, virtual drivers. Knows nothing of the firmware."""
