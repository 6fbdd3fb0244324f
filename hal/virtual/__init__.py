"""Drivers without hardware, driven from the other side through a bench."""
