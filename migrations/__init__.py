"""The way of the schema from its first table to its newest."""
