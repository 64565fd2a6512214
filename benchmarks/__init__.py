"""Measurements that depend on the machine; none of them is part of the tests."""
