"""What a new installation may begin with: the programmes of fixtures/, their rubrics and outcomes still unset."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from organizations.models import User
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish


def _fixtures() -> Path:
    return Path(settings.BASE_DIR) / "fixtures"


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _programmes() -> Iterator[dict[str, Any]]:
    for path in sorted((_fixtures() / "programmes").glob("*.yaml"), key=lambda path: path.stem):
        yield _read(path)


def choices() -> list[tuple[str, str, str]]:
    """Return code, name and what has to be known beforehand of every programme."""
    return [(mapping["code"], mapping["name"], mapping.get("note", "")) for mapping in _programmes()]


def load(actor: User, codes: frozenset[str]) -> None:
    """Load the chosen programmes and publish their rubrics; outcomes are those without thresholds."""
    for mapping in _programmes():
        if mapping["code"] in codes:
            programme = load_programme(mapping, actor=actor)
            for code in sorted({kind["rubric"] for kind in programme.kinds}):
                _load_rubric(code, mapping.get("outcomes", ""), actor)


def _load_rubric(code: str, outcomes: str, actor: User) -> None:
    version = publish(load_rubric(_read(_fixtures() / "rubrics" / f"{code}.yaml"), actor=actor), actor=actor)
    if outcomes:
        load_outcomes(_read(_fixtures() / "outcomes" / f"{outcomes}.yaml"), version.rubric, actor=actor)
