"""Characters that JSON can carry and no database can hold, replaced once, at the door."""

from typing import Any

_REPLACED = dict.fromkeys((0, *range(0xD800, 0xE000)), "\N{REPLACEMENT CHARACTER}")


def storable(value: Any) -> Any:
    """The same JSON value without NUL and without halves of surrogate pairs."""
    match value:
        case str():
            return value.translate(_REPLACED)
        case list():
            return [storable(part) for part in value]
        case dict():
            return {storable(name): storable(part) for name, part in value.items()}
    return value
