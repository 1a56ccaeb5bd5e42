"""What LINE demands of an action, in each place where an action may stand."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from simulator.schema.walk import (
    Choice,
    Leaf,
    Shape,
    address,
    exclusive,
    label,
    one_of,
    pattern,
    text,
)

_FORMATS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}
_DATA = text(300, low=0)
_INPUT = one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
_ALIAS = pattern(r"[a-z0-9_-]{1,32}", "must be 1 to 32 of a-z, 0-9, _ and -")
_OPEN = address(1000, schemes=("http", "https", "line", "tel"))


def _moment(value: dict[str, Any], name: str) -> datetime | None:
    """The picker's date, or None where it is absent or not in the format of its mode."""
    try:
        written = re.sub("[tT]", "T", value[name])
        return datetime.strptime(written, _FORMATS[value["mode"]])  # noqa: DTZ007 - has no zone
    except (KeyError, TypeError, ValueError):
        return None


def _dates_agree(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each date in the format of the mode, between 1900 and 2100, and min <= initial <= max."""
    moments = {name: _moment(value, name) for name in ("min", "initial", "max")}
    for name, moment in moments.items():
        if value.get(name) is None:
            continue
        year_fits = moment is not None and 1900 <= moment.year <= 2100  # noqa: PLR2004 - LINE's own bounds
        if moment is None or not year_fits:
            yield name, "invalid date"
    known = [moment for moment in moments.values() if moment is not None]
    if known != sorted(known) or (moments["min"] and moments["min"] == moments["max"]):
        yield "", "min, initial and max must be in this order"


def _prefilled_only_with_keyboard(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if value.get("fillInText") is not None and value.get("inputOption") != "openKeyboard":
        yield "fillInText", "can be used only if inputOption is openKeyboard"


_KIND = text(20)
_POSTBACK = {"displayText": label(300), "text": label(300), "inputOption": _INPUT}
_DATES = {name: text(20) for name in ("initial", "max", "min")}

# type: (required properties, optional properties, rules); the label is added per place.
_ACTIONS: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[Any, ...]]] = {
    "postback": (
        {"data": _DATA},
        _POSTBACK | {"fillInText": label(300)},
        (exclusive("displayText", "text"), _prefilled_only_with_keyboard),
    ),
    "message": ({"text": label(300)}, {}, ()),
    "uri": ({"uri": _OPEN}, {"altUri": Shape({}, {"desktop": _OPEN})}, ()),
    "datetimepicker": ({"data": _DATA, "mode": one_of(*_FORMATS)}, _DATES, (_dates_agree,)),
    "clipboard": ({"clipboardText": text(1000)}, {}, ()),
    "camera": ({}, {}, ()),
    "cameraRoll": ({}, {}, ()),
    "location": ({}, {}, ()),
    "richmenuswitch": ({"richMenuAliasId": _ALIAS, "data": _DATA}, {}, ()),
}
_EVERYWHERE = ("postback", "message", "uri", "datetimepicker", "clipboard")


def _actions(*kinds: str, words: Leaf, must: bool) -> Choice:
    shapes = {}
    for kind in kinds:
        required, optional, rules = _ACTIONS[kind]
        labelled = {"type": _KIND, "label": words}
        base = labelled if must else {"type": _KIND}
        extra = {} if must else {"label": words}
        shapes[kind] = Shape(base | required, optional | extra, rules)
    return Choice("type", shapes)


TEMPLATE_ACTION = _actions(*_EVERYWHERE, words=label(20), must=True)
IMAGE_CAROUSEL_ACTION = _actions(*_EVERYWHERE, words=label(12), must=False)
FLEX_BUTTON_ACTION = _actions(*_EVERYWHERE, words=label(40), must=True)
FLEX_ACTION = _actions(*_EVERYWHERE, words=label(40), must=False)
DEFAULT_ACTION = _actions(*_EVERYWHERE, words=label(20), must=False)
QUICK_REPLY_ACTION = _actions(
    *_EVERYWHERE, "camera", "cameraRoll", "location", words=label(20), must=True
)
RICH_MENU_ACTION = _actions(*_EVERYWHERE, "richmenuswitch", words=label(20), must=False)
