"""Conversations as values: what was said and where we stand give what to say next, with no I/O."""
