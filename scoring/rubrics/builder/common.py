"""What the pages that change a draft share: finding it, answering what was refused, and the frame of the page."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, require
from organizations.models import Level, Sector
from scoring.models import Programme, RubricVersion
from scoring.permissions import visible_versions
from scoring.pure.problems import RubricError
from scoring.pure.rubric import RubricData
from scoring.pure.sentences import labels_of
from scoring.rubrics.draft import StaleDraftError
from scoring.rubrics.workbook import words as w

CONFLICT = 409
Words = dict[tuple[str, str], str]
Crumbs = Iterable[tuple[str, str]]


def _versions(request: HttpRequest) -> QuerySet[RubricVersion]:
    return visible_versions(current_user(request)).select_related("rubric__programme")


def version_of(request: HttpRequest, pk: int, action: str = "rubric.edit") -> RubricVersion:
    """The version with this key for who may do `action` to its rubric; 404 for what the reader does not see."""
    version = get_object_or_404(_versions(request), pk=pk)
    require(current_user(request), action, version)
    return version


def draft_of(request: HttpRequest, pk: int) -> RubricVersion:
    """The draft with this key; 404 for everything else, also for who keeps no rubrics."""
    version = get_object_or_404(_versions(request).filter(state=RubricVersion.State.DRAFT), pk=pk)
    require(current_user(request), "rubric.edit", version)
    return version


def seen(request: HttpRequest) -> str:
    """The content that the page showed which was sent back; a page that comes again with what was typed goes on
    showing that one, so that nobody writes over what another stored meanwhile.
    """
    return request.POST.get("seen", "")


def attempt(form: forms.Form, act: Callable[[], Any]) -> int:
    """Do an act of `draft`: 0 where it was done, else the status of the answer, with the sentences put on the form."""
    try:
        act()
    except RubricError as error:
        for problem in error.problems:
            form.add_error(None, problem.message)
        return CONFLICT if isinstance(error, StaleDraftError) else UNPROCESSABLE
    return 0


def standing() -> tuple[int, list[str]]:
    """Status and sentences of a page on which nothing was refused yet."""
    return 200, []


def refusal(act: Callable[[], Any]) -> tuple[int, list[str]]:
    """The same for pages without fields: status and sentences."""
    try:
        act()
    except RubricError as error:
        status = CONFLICT if isinstance(error, StaleDraftError) else UNPROCESSABLE
        return status, [problem.message for problem in error.problems]
    return 0, []


def words_of(rubric: RubricData) -> Words:
    """The words for every code that conditions and applicability name: three queries."""
    found = labels_of(rubric)
    levels = list(Level.objects.values_list("code", "name"))
    found |= {(what, code): name for code, name in levels for what in ("level", "kind")}
    found |= {("sector", code): name for code, name in Sector.objects.values_list("code", "name")}
    return found | {("programme", code): name for code, name in Programme.objects.values_list("code", "name")}


def options_of(rubric: RubricData, words: Words) -> dict[str, list[tuple[str, str]]]:
    """What is chosen from lists where applicability is said, by the last name of the key."""
    yes_no = [(each.code, each.label) for each in rubric.fields if each.type == "yes_no"]
    return {
        "applies_level": [(code, name) for (what, code), name in words.items() if what == "level"],
        "applies_kind": [(code, name) for (what, code), name in words.items() if what == "kind"],
        "applies_period": list(w.PERIODS.items()),
        "applies_sector": [(code, name) for (what, code), name in words.items() if what == "sector"],
        "applies_declared": yes_no,
        "applies_not_declared": yes_no,
    }


def draft_url(version: RubricVersion) -> str:
    """The page of a draft."""
    return reverse("scoring:draft", args=[version.pk])


def page(
    request: HttpRequest, name: str, version: RubricVersion, title: str, *, status: int = 200, crumbs: Crumbs = (),
    problems: Iterable[str] = (), **context: Any,
) -> HttpResponse:  # fmt: skip
    """One page below a draft, or below a published version."""
    drafted = version.state == RubricVersion.State.DRAFT
    above = draft_url(version) if drafted else reverse("scoring:rubric", args=[version.pk])
    trail = [("Bộ tiêu chí", reverse("scoring:rubrics")), (version.rubric.name, above), *crumbs, (title, "")]
    found = {
        "page_title": title, "page_caption": f"{version.rubric.name}, phiên bản {version.number}",
        "breadcrumbs": trail, "version": version, "back": above,
        # Whoever has been told of another's change may go on from what stands now.
        "seen": version.content_hash if status == CONFLICT else seen(request) or version.content_hash,
        "problems": [("", problem) for problem in problems],
    }  # fmt: skip
    return render(request, f"scoring/builder/{name}.html", found | context, status=status or 200)
