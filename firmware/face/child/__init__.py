"""The face child: a process of its own in which all work on a person's image is done, gone after each visit."""
