"""Every kind of event in LINE's machine-readable specification is taken, now and with additions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.line.events import inbound
from bot.service import Service
from models.post import Inbound
from models.scope import EVERY_OFFICE
from tests.web.conftest import NOON
from tests.web.letters import body_of, post

SPEC = Path(__file__).resolve().parents[3] / "shared" / "line-openapi" / "webhook.yml"
pytestmark = pytest.mark.skipif(not SPEC.exists(), reason="LINE's specification is not here")

SAMPLES = {"string": "ตัวอย่าง", "integer": 5, "number": 1.5, "boolean": True}


class Specification:
    """Makes examples of LINE's schemas: every property filled, every branch taken."""

    def __init__(self) -> None:
        self._schemas = yaml.safe_load(SPEC.read_text("utf-8"))["components"]["schemas"]

    def events(self) -> Iterator[dict[str, Any]]:
        """One event of each kind, and a message event for each kind of message."""
        for kind, name in self._kinds("Event"):
            event = {**self._example(name), "type": kind, "webhookEventId": f"01{kind}"}
            event["timestamp"] = int(NOON.timestamp() * 1000)
            if "message" not in event:
                yield event
                continue
            for message, content in self._kinds("MessageContent"):
                said = {**self._example(content), "type": message}
                yield {**event, "message": said, "webhookEventId": f"01{kind} {message}"}

    def sources(self) -> Iterator[dict[str, Any]]:
        """One of each kind of place things are said in."""
        for kind, name in self._kinds("Source"):
            yield {**self._example(name), "type": kind}

    def _kinds(self, family: str) -> list[tuple[str, str]]:
        mapping = self._schemas[family]["discriminator"]["mapping"]
        return [(kind, ref.rpartition("/")[2]) for kind, ref in mapping.items()]

    def _example(self, name: str) -> dict[str, Any]:
        made: dict[str, Any] = self._of(self._schemas[name])
        return made

    def _of(self, schema: dict[str, Any]) -> Any:
        if "$ref" in schema:
            return self._of(self._schemas[schema["$ref"].rpartition("/")[2]])
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("type") == "array":
            return [self._of(schema["items"])]
        if "properties" in schema or "allOf" in schema:
            parts = [self._of(part) for part in schema.get("allOf", ())]
            own = {name: self._of(part) for name, part in schema.get("properties", {}).items()}
            return {**{k: v for part in parts for k, v in part.items()}, **own}
        return SAMPLES.get(schema.get("type", ""), {})


def kept(service: Service) -> set[str]:
    with service.database.reading(EVERY_OFFICE) as session:
        return set(session.scalars(select(Inbound.event_id)))


def test_every_kind_of_event_is_kept(client: FlaskClient, service: Service) -> None:
    events = list(Specification().events())
    assert len({event["type"] for event in events}) >= 15
    assert post(client, body_of(*events)).status_code == 200
    assert kept(service) == {event["webhookEventId"] for event in events}


def test_every_kind_of_place_is_understood(client: FlaskClient, service: Service) -> None:
    for event in Specification().events():
        for source in Specification().sources():
            assert inbound({**event, "source": source}).person == source.get("userId")


def test_what_line_adds_without_notice_harms_nothing(client: FlaskClient, service: Service) -> None:
    """LINE: properties, values and kinds may be added at any time."""
    added = {"newProperty": {"deep": [1, None, "x"]}, "mode": "a new mode"}
    events = [{**event, **added} for event in Specification().events()]
    assert post(client, body_of(*events)).status_code == 200
    assert len(kept(service)) == len(events)
