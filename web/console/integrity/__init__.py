"""The integrity desk on the web: a report's recipients read it, work on it and decide in pairs."""

from web.console.integrity import doing, handed, pages, second
from web.console.integrity.place import blueprint

__all__ = ["blueprint", "doing", "handed", "pages", "second"]
