"""Wording of decisions: forms loaded from data, and the places in them filled from what the house knows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from config.common.audit import log
from organizations.models import Body, BodyKind, Term, User
from recognition.documents.layout import short_date
from recognition.models import Entry, PaperForm
from recognition.papers import period_label
from scoring.models import Programme, Round
from scoring.names import MEMBER

# Where the printed form leaves dots, the office fills in before issue.
GAP = re.compile(r"\.{4,}|…{2,}|_{3,}")
PLACE = re.compile(r"\{(\w+)\}")
PLACES = frozenset({"nam", "ky", "to_chuc", "nhiem_ky", "co_quan", "CO_QUAN", "de_nghi", "cap_tren", "danh_hieu"})
GENERAL = Path(settings.BASE_DIR) / "fixtures" / "papers" / "chung" / "quyet-dinh.yaml"
WORDING = ("units", "subject", "bases", "issuing_lines", "articles", "recipients", "office", "annex_title")
HEAD = ("programme", "body_kind", "name", "source")
ANY_SUPERIOR = "Cấp ủy cấp trên trực tiếp"


class FormError(ValueError):
    """A form of paper that cannot be read; the message is a Vietnamese sentence."""


@transaction.atomic
def load_form(mapping: Mapping[str, Any], actor: User | None) -> PaperForm:
    """Store the wording of the decision that bodies of a kind issue in a programme (see fixtures/papers).

    Loaded again it replaces the wording for drafts to come; papers already drafted keep theirs. Raises
    FormError for a missing or unknown part or place, Programme.DoesNotExist for an unknown programme.
    """
    _check(mapping)
    form, _ = PaperForm.objects.update_or_create(
        programme=Programme.objects.get(code=mapping["programme"]),
        body_kind=mapping["body_kind"],
        defaults={
            "name": mapping["name"],
            "source": mapping["source"],
            "derived": mapping.get("derived", False),
            "data": {key: mapping[key] for key in WORDING} | {"note": mapping.get("note", "")},
        },
    )
    log("form.load", form, actor=actor)
    return form


def form_for(programme: Programme, body_kind: str) -> PaperForm | None:
    """Return the wording of the decision that bodies of a kind issue in a programme: its own, or the general one, which
    is stored when it is first asked for. Decisions on members have no general wording.
    """
    own = PaperForm.objects.filter(programme=programme, body_kind=body_kind).first()
    if own is not None or programme.subject == MEMBER:
        return own
    general = yaml.safe_load(GENERAL.read_text(encoding="utf-8"))
    return load_form({**general, "programme": programme.code, "body_kind": body_kind}, None)


def titles_of(titles: Iterable[str]) -> str:
    """Return the titles that a decision awards, each once, in words."""
    return "; ".join(dict.fromkeys(titles))


def _check(mapping: Mapping[str, Any]) -> None:
    if missing := [key for key in (*HEAD, *WORDING) if not mapping.get(key)]:
        raise FormError(f"Mẫu văn bản thiếu phần: {', '.join(missing)}.")
    if unknown := set(mapping) - {*HEAD, *WORDING, "derived", "note"}:
        raise FormError(f"Mẫu văn bản có phần lạ: {', '.join(sorted(unknown))}.")
    if mapping["body_kind"] not in BodyKind.values:
        raise FormError(f"Không có loại cơ quan “{mapping['body_kind']}”.")
    places = {name for text in _texts([mapping[key] for key in WORDING]) for name in PLACE.findall(text)}
    if strange := places - PLACES:
        raise FormError(f"Mẫu văn bản có chỗ điền lạ: {', '.join(sorted(strange))}.")


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)


def fill(template: Any, values: Mapping[str, str]) -> Any:
    """Return text, list or mapping with every known place replaced."""
    if isinstance(template, str):
        return PLACE.sub(lambda match: values.get(match[1], match[0]), template)
    if isinstance(template, Mapping):
        return {key: fill(part, values) for key, part in template.items()}
    return [fill(part, values) for part in template]


def known_values(body: Body, term: Term, round_: Round) -> dict[str, str]:
    """Return what fills the places that do not depend on the units of a decision."""
    return {
        **period_values(round_),
        "to_chuc": body.organization.name,
        "nhiem_ky": re.sub(r"^nhiệm kỳ\s+", "", term.name, flags=re.IGNORECASE),
        "co_quan": body.name,
        "CO_QUAN": body.name.upper(),
        "cap_tren": _superior_standing(body),
    }


def period_values(round_: Round) -> dict[str, str]:
    """Return what fills the places of the time that is judged: its (last) year, and "năm 2025", "giai đoạn …"."""
    label = period_label(round_)
    return {"nam": str(round_.year), "ky": label[:1].lower() + label[1:]}


def _superior_standing(body: Body) -> str:
    above = body.organization.parent_id
    standing = Body.objects.filter(organization=above, kind=BodyKind.STANDING).first() if above else None
    return standing.name if standing else ANY_SUPERIOR


def proposers(entries: Sequence[Entry], units: str) -> str:
    """Return who asks, and in which tờ trình: by name for one unit, by the annexed list for several."""
    if len(entries) == 1 and (written := request_words(entries[0].figures)):
        return f"{entries[0].figures.get('unit') or entries[0].name} tại {written}"
    return f"{units} tại các tờ trình ghi trong danh sách kèm theo"


def request_words(figures: Mapping[str, str]) -> str:
    """Return "Tờ trình số 05-TTr/CB ngày 10/12/2025" of the figures of a line, "" without a number."""
    number = figures.get("request_number", "")
    if not number:
        return ""
    day = request_day(figures)
    return f"Tờ trình số {number}" + (f" ngày {day}" if day else "")


def request_day(figures: Mapping[str, str]) -> str:
    """Return the day of the tờ trình as papers write it, or ""."""
    written = figures.get("request_date", "")
    return short_date(date.fromisoformat(written)) if written else ""


def has_gap(text: str) -> bool:
    """Say whether a text still has the dots of the printed form where the office has to write."""
    return GAP.search(text) is not None
