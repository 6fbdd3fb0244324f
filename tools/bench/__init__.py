"""Measures the product beside its own floor: ratios and counts, no judgement."""
