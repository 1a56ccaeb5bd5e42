"""Turning what is to be said into LINE's messages, cards and menus, within LINE's limits."""
