"""Benchmarks that print ratios of two measures of one run: seconds mean nothing elsewhere."""
