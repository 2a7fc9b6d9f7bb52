"""What papers of a team have in common: their head, who signs, and how they are printed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from config.common.pdf import pdf_from_html
from organizations.models import Body, BodyKind, Organization
from recognition.documents import layout as rules
from recognition.documents.context import Column, Head
from recognition.documents.render import DRAFT, head_words
from scoring.models import Team, TeamMember

HEAD_OF_TEAM = "TỔ TRƯỞNG"


def committee_of(organization: Organization) -> Body | None:
    """Return the committee of an organisation, which set the team up."""
    return Body.objects.filter(organization=organization, kind=BodyKind.COMMITTEE, active=True).first()


def team_head(team: Team, kind: str = "", **dated: Any) -> Head:
    """Return the head block: the committee above the team; with a `kind` the blank for a number of that kind."""
    holder = team.body.organization
    committee = committee_of(holder)
    return Head(
        superior=(committee.issuer if committee else holder.name).upper(),
        issuer=team.body.issuer.upper(),
        number_text=rules.number_text(None, "", kind, team.body.symbol) if kind else "",
        place=holder.place,
        **dated,
    )


def name_of(members: list[TeamMember], *parts: str) -> str:
    """Return the name of the first member who is one of `parts`, in their order; "" where there is none."""
    return next((each.name for part in parts for each in members if each.part == part), "")


def print_page(template: str, title: str, head: Head, *, draft: bool = False, **context: Any) -> bytes:
    """Return a paper as PDF/A-2u, with the measures that all papers share."""
    html = render_to_string(template, {"head": head_words(head), **context})
    folder = Path(settings.BASE_DIR) / "templates" / "documents"
    sheets = tuple(folder / name for name in (("paper.css", DRAFT) if draft else ("paper.css",)))
    return pdf_from_html(html, title=title, stylesheets=sheets)


def shares(columns: tuple[Column, ...]) -> list[tuple[str, str]]:
    """Return labels and widths in percent."""
    total = sum(column.width_mm for column in columns)
    return [(column.label, f"{column.width_mm * 100 / total:.3f}") for column in columns]


def cells(columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...]) -> list[list[tuple[str, str]]]:
    """Return each text of a table with how it is aligned."""
    aligned = [column.align for column in columns]
    return [list(zip(row, aligned, strict=True)) for row in rows]


def paragraph(text: str, label: str = "") -> dict[str, Any]:
    """Return a paragraph as the template of papers takes it."""
    return {"label": label, "runs": [(text, False)]}
