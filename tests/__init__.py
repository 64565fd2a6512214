"""The tests. `world.py` makes small checkouts, `conftest.py` the sites and the browser."""
