"""The staff console: its door, who is let into which room, and what every page of it shows.

A room is a module with `blueprint = room("name", __name__)`, a row in `web.app.PARTS` with the
guard `access.signed_in`, `@open_to(roles)` on each view, and a row in `room.WAYS` to be found by.
"""
