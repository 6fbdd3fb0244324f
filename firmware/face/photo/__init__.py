"""The photo of the holder out of the chip: untrusted bytes to a checked, decoded greyscale picture."""
