"""The files of the face models: what is there, and whether it is what it should be."""
