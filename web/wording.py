"""The words of a page, in the language its address asks for: Thai unless `?lang=en`."""

from datetime import date
from typing import Any

from flask import request, url_for

from texts.catalogue import say
from texts.dates import long_date, short_date
from texts.message import Bilingual, Lang, Message, Param

PAGES = ("public.home", "tracking.ask", "tracking.show")


def page_lang() -> Lang:
    """The language of this page."""
    return Lang.EN if request.args.get("lang") == Lang.EN else Lang.TH


def same_page(lang: Lang) -> str:
    """The address of this page in a language; of the front page if this is not one of its own."""
    endpoint = request.endpoint if request.endpoint in PAGES else PAGES[0]
    return url_for(endpoint or "", lang=in_address(lang))


def in_address(lang: Lang) -> str | None:
    """What the address of a page in this language must carry; Thai needs nothing."""
    return lang.value if lang is Lang.EN else None


def words_for_a_page() -> dict[str, Any]:
    """What every template may use to say something."""
    lang = page_lang()
    other = Lang.TH if lang is Lang.EN else Lang.EN

    def said(key: str, **params: Param) -> str:
        return say(Message(key, params), lang)

    def spoken(message: Message) -> str:
        return say(message, lang)

    def named(name: Bilingual) -> str:
        return name.in_(lang)

    def dated(day: date, *, short: bool = False) -> str:
        return (short_date if short else long_date)(day, lang)

    return {
        "lang": lang.value,
        "other_lang": other.value,
        "other_page": same_page(other),
        "in_address": in_address(lang),
        "say": said,
        "spoken": spoken,
        "named": named,
        "dated": dated,
    }
