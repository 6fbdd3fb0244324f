"""Makes the files of the face models that the reader loads: checks sources, converts, writes the manifest."""
