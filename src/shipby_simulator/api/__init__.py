"""Answers to Amazon's operations, one module per API."""
