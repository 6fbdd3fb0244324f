"""Measures the product: ratios and counts."""
