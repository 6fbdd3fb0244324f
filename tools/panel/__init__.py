"""The virtual reader in a browser."""
