"""The sealed channel in LINE: what it says to an event, before anything general sees it."""
