"""The briefs in memory: YAML with its places, valid values, prose, and who refers to whom."""
