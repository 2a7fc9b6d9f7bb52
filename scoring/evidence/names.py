"""File names as they are kept and given back: no path, nothing that hides or turns the letters, known endings."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 100
# What Windows does not take in a name.
FORBIDDEN = re.compile(r'[<>:"|?*]')


def safe_name(name: str, endings: Collection[str]) -> str:
    """Return `name` as NFC without path, control and direction characters, ending in the first of `endings` or as is.

    An ending that does not fit the content is no ending: "bao-cao.exe" with a PDF inside becomes "bao-cao.exe.pdf".
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # All of category C: controls, directions, halves of characters; Z are blanks of every sort.
    shown = "".join(each for each in text if unicodedata.category(each)[0] != "C")
    shown = " ".join(FORBIDDEN.sub("_", shown).split())
    stem, _, ending = shown.rpartition(".")
    if ending.lower() not in endings:
        stem, ending = shown, next(iter(endings))
    return f"{stem.strip(' .')[:LONGEST].strip(' .') or 'tep'}.{ending.lower()}"
