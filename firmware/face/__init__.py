"""The face way: what the cameras see, and what may be concluded from it. Runs in a child process of the reader."""
