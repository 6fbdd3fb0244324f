"""The wire: schema, topics, sealing. Owned here, used by reader, link, central and tools alike."""
