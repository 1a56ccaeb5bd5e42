"""LINE's HTTP API for rich menus: made, given an image, aliased, linked."""

from simulator.api import Call, Endpoint
from simulator.exchange import Answer, Json, Refused, as_json
from simulator.menus import Menus
from simulator.schema.richmenu import ALIAS, ALIAS_UPDATE, RICH_MENU, menu_problems
from simulator.schema.walk import Shape

MOST_USERS = 500


def _menus(call: Call) -> Menus:
    call.platform.log.touch(None)
    return call.platform.menus[call.slug]


def _checked(call: Call, shape: Shape) -> Json:
    body = call.request.json()
    found = menu_problems(shape, body)
    if found:
        raise Refused(400, f"The request body has {len(found)} error(s)", problems=found)
    return body


def create(call: Call) -> Answer:
    """POST /v2/bot/richmenu."""
    return as_json({"richMenuId": _menus(call).create(_checked(call, RICH_MENU))})


def validate(call: Call) -> Answer:
    """POST /v2/bot/richmenu/validate."""
    _checked(call, RICH_MENU)
    return as_json({})


def get(call: Call) -> Answer:
    """GET /v2/bot/richmenu/{id}."""
    return as_json(_menus(call).find(call.path["id"]).as_json())


def delete(call: Call) -> Answer:
    """DELETE /v2/bot/richmenu/{id}."""
    _menus(call).delete(call.path["id"])
    return as_json({})


def list_all(call: Call) -> Answer:
    """GET /v2/bot/richmenu/list."""
    return as_json({"richmenus": [menu.as_json() for menu in _menus(call).menus.values()]})


def upload(call: Call) -> Answer:
    """POST /v2/bot/richmenu/{id}/content."""
    content_type = call.request.headers.get("content-type", "").partition(";")[0]
    _menus(call).upload(call.path["id"], call.request.body, content_type)
    return as_json({})


def download(call: Call) -> Answer:
    """GET /v2/bot/richmenu/{id}/content."""
    menu = _menus(call).find(call.path["id"])
    if menu.image is None:
        raise Refused(404, "Not found")
    return Answer(200, menu.image, menu.content_type)


def get_default(call: Call) -> Answer:
    """GET /v2/bot/user/all/richmenu."""
    default = _menus(call).default
    if default is None:
        raise Refused(404, "no default richmenu")
    return as_json({"richMenuId": default})


def set_default(call: Call) -> Answer:
    """POST /v2/bot/user/all/richmenu/{id}."""
    menus = _menus(call)
    menus.default = menus.with_image(call.path["id"]).id
    return as_json({})


def clear_default(call: Call) -> Answer:
    """DELETE /v2/bot/user/all/richmenu."""
    _menus(call).default = None
    return as_json({})


def _user(call: Call) -> str:
    if call.platform.accounts.person_of(call.slug, call.path["user"]) is None:
        raise Refused(400, "The value for the 'userId' parameter is invalid")
    return call.path["user"]


def _is_friend(call: Call, user: str) -> bool:
    person = call.platform.accounts.person_of(call.slug, user)
    return person is not None and call.platform.accounts.bond(call.slug, person) == "friend"


def link(call: Call) -> Answer:
    """POST /v2/bot/user/{userId}/richmenu/{id}: for whoever is no friend, 200 and no effect."""
    menu_id = _menus(call).with_image(call.path["id"]).id
    if _is_friend(call, _user(call)):
        _menus(call).link(_user(call), menu_id)
    return as_json({})


def unlink(call: Call) -> Answer:
    """DELETE /v2/bot/user/{userId}/richmenu."""
    _menus(call).unlink(_user(call))
    return as_json({})


def linked(call: Call) -> Answer:
    """GET /v2/bot/user/{userId}/richmenu."""
    menu_id = _menus(call).linked.get(_user(call))
    if menu_id is None:
        raise Refused(404, "the user has no richmenu")
    return as_json({"richMenuId": menu_id})


def bulk(call: Call) -> Answer:
    """POST /v2/bot/richmenu/bulk/{link|unlink}: up to 500 users at once."""
    body, menus = call.request.json(), _menus(call)
    users = body.get("userIds")
    if not isinstance(users, list) or not 1 <= len(users) <= MOST_USERS:
        raise Refused(400, f"userIds: Size must be between 1 and {MOST_USERS}")
    linking = call.path["verb"] == "link"
    menu_id = menus.with_image(str(body.get("richMenuId"))).id if linking else ""
    for user in users:
        if not linking:
            menus.unlink(user)
        elif _is_friend(call, user):
            menus.link(user, menu_id)
    return as_json({}, 202)


def create_alias(call: Call) -> Answer:
    """POST /v2/bot/richmenu/alias."""
    body, menus = _checked(call, ALIAS), _menus(call)
    if body["richMenuAliasId"] in menus.aliases:
        raise Refused(400, "conflict richmenu alias id")
    menus.alias(body["richMenuAliasId"], body["richMenuId"])
    return as_json({})


def update_alias(call: Call) -> Answer:
    """POST /v2/bot/richmenu/alias/{alias}."""
    menus = _menus(call)
    menus.alias_of(call.path["alias"])
    menus.alias(call.path["alias"], _checked(call, ALIAS_UPDATE)["richMenuId"])
    return as_json({})


def get_alias(call: Call) -> Answer:
    """GET /v2/bot/richmenu/alias/{alias}."""
    return as_json(_menus(call).alias_of(call.path["alias"]))


def delete_alias(call: Call) -> Answer:
    """DELETE /v2/bot/richmenu/alias/{alias}."""
    menus = _menus(call)
    menus.alias_of(call.path["alias"])
    del menus.aliases[call.path["alias"]]
    return as_json({})


def list_aliases(call: Call) -> Answer:
    """GET /v2/bot/richmenu/alias/list."""
    menus = _menus(call)
    return as_json({"aliases": [menus.alias_of(alias) for alias in menus.aliases]})


_MENU = "/v2/bot/richmenu"
_USER = "/v2/bot/user"
# The first match wins, so a fixed word stands before a placeholder.
MENU_API: tuple[tuple[str, str, Endpoint], ...] = (
    ("POST", _MENU, create),
    ("POST", f"{_MENU}/validate", validate),
    ("GET", f"{_MENU}/list", list_all),
    ("POST", f"{_MENU}/alias", create_alias),
    ("GET", f"{_MENU}/alias/list", list_aliases),
    ("GET", f"{_MENU}/alias/{{alias}}", get_alias),
    ("POST", f"{_MENU}/alias/{{alias}}", update_alias),
    ("DELETE", f"{_MENU}/alias/{{alias}}", delete_alias),
    ("POST", f"{_MENU}/bulk/{{verb:link|unlink}}", bulk),
    ("GET", f"{_MENU}/{{id}}", get),
    ("DELETE", f"{_MENU}/{{id}}", delete),
    ("POST", f"{_MENU}/{{id}}/content", upload),
    ("GET", f"{_MENU}/{{id}}/content", download),
    ("GET", f"{_USER}/all/richmenu", get_default),
    ("DELETE", f"{_USER}/all/richmenu", clear_default),
    ("POST", f"{_USER}/all/richmenu/{{id}}", set_default),
    ("GET", f"{_USER}/{{user}}/richmenu", linked),
    ("DELETE", f"{_USER}/{{user}}/richmenu", unlink),
    ("POST", f"{_USER}/{{user}}/richmenu/{{id}}", link),
)
