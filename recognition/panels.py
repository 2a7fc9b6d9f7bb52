"""What this room puts on pages of the lower rooms: start page, navigation, organisation, sheet."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from organizations.access import rights
from organizations.models import Organization, Role, User
from organizations.start import Task
from recognition.decisions.selectors import number_of, waiting_for
from recognition.lists.selectors import titles
from recognition.models import Decision, Entry
from recognition.permissions import clerk_bodies, visible_decisions
from scoring.models import Assessment, Evaluation, Round, Stage
from scoring.sheets.submit import asks_for_request

READERS = frozenset({Role.APPRAISER, Role.APPROVER, Role.CLERK, Role.ADMINISTRATOR, Role.INSPECTOR, Role.IN_CHARGE})


def start_tasks(user: User) -> list[Task]:
    """Return what waits for a clerk: concluded units without decision, drafts, issues that were cut short."""
    bodies = clerk_bodies(user)
    if not bodies:
        return []
    tasks = [
        Task(
            label=f"Soạn quyết định: {each.count} tổ chức đã có kết luận công nhận, chưa có quyết định",
            url=f"{reverse('recognition:new')}?co-quan={each.body_id}&dot={each.round_id}",
            detail=f"{each.body_name} · {each.round_name}",
            count=each.count,
        )
        for each in waiting_for(user)
    ]
    unfinished = Decision.objects.filter(body__in=bodies).exclude(state=Decision.State.ISSUED)
    return tasks + [_unfinished(each) for each in unfinished.select_related("body", "register_entry")]


def _unfinished(decision: Decision) -> Task:
    url = reverse("recognition:decision", args=[decision.pk])
    if decision.state == Decision.State.DRAFT:
        return Task(f"Hoàn thiện dự thảo: {decision.subject}", url, decision.body.name, state="draft")
    return Task(
        f"Ban hành dở dang: Quyết định số {number_of(decision)}",
        url,
        "Đã lấy số, chưa ban hành xong.",
        state="returned",
        state_label="Dở dang",
    )


def navigation(user: User) -> list[tuple[str, str]]:
    """Return the entries that this user has a use for."""
    roles = {right.role for right in rights(user)}
    items = [("Quyết định", "recognition:decisions")] if roles & READERS else []
    return items + ([("Danh sách", "recognition:lists")] if roles else [])


def organization_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return the panel with the titles of an organisation by year, or None where it has none."""
    granted = Entry.objects.filter(effect=Entry.Effect.GRANT, decision__in=visible_decisions(user))
    found = (
        titles(user)
        .filter(organization=organization, subject="")
        .select_related("evaluation")
        .prefetch_related(Prefetch("evaluation__decision_entries", queryset=granted, to_attr="granted"))
        .order_by("-year", "value")
    )
    rows = [
        (result, next(iter(result.evaluation.granted), None) if result.evaluation else None)  # type: ignore[attr-defined]
        for result in found
    ]
    if not rows:
        return None
    return {"title": "Danh hiệu các năm", "template": "recognition/_titles.html", "context": rows}


def evaluation_links(user: User, evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return the papers of a sheet: itself, until it is submitted the empty form, then the tờ trình, and the notice of
    the result once the body has concluded.
    """
    done = any(
        stage.kind == Stage.Kind.SELF and stage.state == Assessment.State.DONE for stage in evaluation.assessments.all()
    )
    concluded = any(stage.conclusion for stage in evaluation.assessments.all())
    name, label = ("request_pdf", "Tờ trình (PDF)") if done else ("blank_pdf", "Phiếu trống để in (PDF)")
    # Where nobody concludes, the unit has nothing to ask for.
    second = [(label, reverse(f"recognition:{name}", args=[evaluation.pk]))]
    return [
        ("Phiếu chấm điểm (PDF)", reverse("recognition:sheet_pdf", args=[evaluation.pk])),
        *(second if not done or asks_for_request(evaluation) else []),
    ] + ([("Thông báo kết quả (PDF)", reverse("recognition:notice_pdf", args=[evaluation.pk]))] if concluded else [])


def board_link(user: User, round_: Round) -> tuple[str, str]:
    """Return the way to printing all sheets of a round."""
    return ("In tất cả phiếu…", reverse("recognition:round_sheets", args=[round_.pk]))
