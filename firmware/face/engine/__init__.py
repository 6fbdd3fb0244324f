"""The face engine: a detector, an aligner and an embedder, each a slot that several models fit."""
