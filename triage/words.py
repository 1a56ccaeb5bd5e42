"""Words of a Thai text: the only door to pythainlp, loaded when it is first needed (A17)."""

import re
from collections.abc import Callable
from threading import Lock
from typing import Final

from triage.normalise import normalise

_LINK: Final = re.compile(r"https?://\S{1,500}|www\.\S{1,500}")
_WORD: Final = re.compile(r"[^\W_]")
_LOADING: Final = Lock()
_cutters: Final[list[Callable[[str], list[str]]]] = []


def warm() -> None:
    """Load the dictionary (about 0.4 s and 80 MB) before threads or forks; safe to call often.

    pythainlp builds its dictionary once in every thread that comes first; the lock lets one do it.
    It asks the network for nothing that is used here; PYTHAINLP_OFFLINE=1 makes sure.
    """
    if _cutters:
        return
    with _LOADING:
        if not _cutters:
            _cutters.append(_loaded())


def readable(text: str) -> str:
    """What there is to understand in a text: normalised, without links."""
    return " ".join(_LINK.sub(" ", normalise(text)).split())


def words(spelled: str) -> list[str]:
    """The words of a text that `readable` has prepared; signs and blanks are none."""
    return [piece for piece in pieces(spelled) if is_word(piece)]


def is_word(piece: str) -> bool:
    """Whether a piece is more than blanks and signs."""
    return bool(_WORD.search(piece))


def pieces(spelled: str) -> list[str]:
    """The words, blanks and signs, which put together are the text again."""
    warm()
    return _cutters[0](spelled)


def _loaded() -> Callable[[str], list[str]]:
    from pythainlp.tokenize import word_tokenize  # noqa: PLC0415 - costs 80 MB, so only when used

    def cut(text: str) -> list[str]:
        # Joining digits is quadratic on a long row of them ("555555").
        found: list[str] = word_tokenize(text, engine="newmm", join_broken_num=False)
        return found

    cut("\u0e01")  # the first call builds the dictionary
    return cut
