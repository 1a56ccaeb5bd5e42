"""The shapes LINE accepts, as tables."""
