"""Drivers for real hardware: one vendor library a file, imported nowhere else."""
