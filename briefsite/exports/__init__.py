"""Files for machines: one format a file, each a pure generator of artifacts."""
