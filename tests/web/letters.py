"""What LINE sends: signed bodies, and the events in them."""

import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.line.signature import sign

# LINE's published example (LINE: verify webhook signature).
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
PUBLISHED_BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
PUBLISHED_SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="

OLD_SECRET = "the secret of last year"
BOT = "U8e742f61d673b39c7fff3cecb7536ef0"
SOMCHAI = "U" + "5" * 32
HOOK = "/line/huaikhwang/webhook"


def text(words: str, *, key: str = "01JHKQ0000000000000000MSG1", **more: Any) -> dict[str, Any]:
    """Somchai types something."""
    return {
        "type": "message",
        "mode": "active",
        "webhookEventId": key,
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1_768_453_200_000,
        "source": {"type": "user", "userId": SOMCHAI},
        "replyToken": f"token of {key}",
        "message": {"type": "text", "id": f"m-{key}", "text": words},
        **more,
    }


def body_of(*events: object, destination: str = BOT) -> bytes:
    """A webhook body as LINE writes it: in UTF-8; only what UTF-8 cannot hold is escaped."""
    batch = {"destination": destination, "events": list(events)}
    try:
        return json.dumps(batch, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(batch).encode()


def post(client: FlaskClient, body: bytes, *, to: str = HOOK, secret: str = SECRET) -> TestResponse:
    """Deliver a body, signed, and take the answer to its end as a server does."""
    answer = client.post(to, data=body, headers={"X-Line-Signature": sign(body, secret)})
    answer.close()
    return answer
