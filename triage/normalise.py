"""One spelling for texts that read the same, so that words can be compared and looked for."""

import re
import unicodedata
from typing import Final

import regex

# The most signs that are looked at: no LINE message is longer, and no text keeps a worker busy.
LONGEST: Final = 5000
# More marks on one letter than any language has; ordering a long row of them is quadratic.
_HEAP_OF_MARKS = regex.compile(r"(\p{M}{16})\p{M}+")
# Changing one thing may show another to change; texts of people need one round, made-up ones few.
_ROUNDS: Final = 5

# Invisible in every font, common in texts copied from web pages: joiners, marks of direction, BOM.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff]"
)
_BLANKS = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Typed in pieces but drawn alike: two sara e for sara ae, nikhahit and sara aa for sara am.
_SARA_AE = re.compile("\u0e40\u0e40")
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32")
# The same sign three times or more is only stress ("heeelp"); one is enough to know the word.
_STRETCHED = re.compile(r"(\D)\1{2,}")
_DOUBLED_MARK = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+")
_THAI_DIGITS = str.maketrans({0x0E50 + digit: str(digit) for digit in range(10)})


def printable(text: str) -> str:
    """The text as the person wrote it, without what no screen shows and no database takes."""
    text = _HEAP_OF_MARKS.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text)
    return _INVISIBLE.sub("", _CONTROL.sub("", text)).strip()


def digits(text: str) -> str:
    """The text with Thai and full-width digits written as 0-9."""
    return "".join(
        str(unicodedata.decimal(sign)) if unicodedata.decimal(sign, None) is not None else sign
        for sign in text
    )


def normalise(text: str) -> str:
    """A spelling to compare by: lower case, Arabic digits, one blank, Thai signs in one order.

    Looks at the first LONGEST signs and never returns more; what it returns it leaves as it is.
    """
    text = text[:LONGEST]
    for _ in range(_ROUNDS):
        spelled = _spelled(text)
        if spelled == text:
            break
        text = spelled
    return text


def _spelled(text: str) -> str:
    text = digits(unicodedata.normalize("NFKC", printable(text))[:LONGEST]).casefold()
    text = _SARA_AE.sub("\u0e41", _DOUBLED_MARK.sub(r"\1", text))
    # NFKC takes sara am apart; put it together again, with the tone mark before it.
    text = _SARA_AM.sub(lambda found: f"{found[1] or found[2] or ''}\u0e33", text)
    text = _DOUBLED_MARK.sub(r"\1", text)
    return _BLANKS.sub(" ", _STRETCHED.sub(r"\1", text))[:LONGEST].strip()
