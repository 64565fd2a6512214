"""Words, numbers, units, periods, names and fonts: how things are written and read."""
