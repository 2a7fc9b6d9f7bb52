"""The annual grades and their words (fixtures/grades.yaml): scales with dates of force."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings


@dataclass(frozen=True)
class Scale:
    """The levels, worst first as (code, words), from a day on, with the paper that set them."""

    paper: str
    valid_from: date
    levels: tuple[tuple[str, str], ...]


@cache
def scales() -> tuple[Scale, ...]:
    """Return every scale, the oldest first."""
    path = Path(settings.BASE_DIR) / "fixtures" / "grades.yaml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))["scales"]
    return tuple(
        Scale(each["paper"], each["valid_from"], tuple((level["code"], level["name"]) for level in each["levels"]))
        for each in found
    )


def scale_of(year: int) -> Scale:
    """Return the scale in force at the end of a year; the oldest one for the years before it."""
    end = date(year, 12, 31)
    return next((each for each in reversed(scales()) if each.valid_from <= end), scales()[0])


def grade_word(code: str, year: int) -> str:
    """Return what people read for a grade of a year; words of another age are given back as they are."""
    return dict(scale_of(year).levels).get(code, code)
