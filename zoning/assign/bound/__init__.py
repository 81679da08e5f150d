"""Bounds: what no plan can cost less than, or why there can be none; prices prove it, checked in whole numbers over all pairs."""
