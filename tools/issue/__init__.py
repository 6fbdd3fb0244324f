"""Makes demo keys, certificates, persons and cards."""
