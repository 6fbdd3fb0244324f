"""The technician's shell."""
