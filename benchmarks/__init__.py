"""Measurements with a fixed protocol; not tests."""
