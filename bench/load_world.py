"""The installation that the load test saves into: a district with all sheets open, a secretary and a session each."""

from datetime import date
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

from config.common.models import Event
from organizations.models import Assignment, Role, User
from scoring.models import Evaluation, Mark
from scoring.pure.spec import PointsSpec
from scoring.rubrics.load import rubric_of

MOST_PEOPLE = 200
ACTION = "marks.save"


def build(people: int = MOST_PEOPLE) -> list[dict[str, object]]:
    """Fill the empty database and return for each person the session, the sheet and the keys of its rows."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", size="district", stage="open", verbosity=0)
    found = list(
        Evaluation.objects.filter(current__kind="self")
        .exclude(current__marks__revision__gt=0)
        .select_related("version", "current")
        .order_by("pk")[:people]
    )
    users = [User(username=f"nguoi{number}", full_name="Người lưu") for number in range(len(found))]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    start = date(2025, 7, 1)
    Assignment.objects.bulk_create(
        Assignment(user=user, organization_id=sheet.organization_id, role=Role.CONTRIBUTOR, start=start)
        for user, sheet in zip(users, found, strict=True)
    )
    return [_person(user, sheet) for user, sheet in zip(users, found, strict=True)]


def _person(user: User, sheet: Evaluation) -> dict[str, object]:
    loaded = rubric_of(sheet.version)
    rows = [
        loaded.keys[row.code]
        for row in loaded.data.leaves()
        if isinstance(row.spec, PointsSpec) and (row.maximum or 0) >= 2
    ]
    marks = Mark.objects.filter(assessment=sheet.current, criterion__in=rows)
    revisions = dict(marks.values_list("criterion_id", "revision"))
    return {"session": _session(user), "sheet": sheet.pk, "stage": sheet.current_id, "rows": revisions}


def _session(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def stored(people: list[dict[str, object]]) -> dict[tuple[int, int], tuple[str, int, str]]:
    """Return what stands: (sheet, row) → value, revision, save id."""
    sheets = [person["sheet"] for person in people]
    rows = Mark.objects.filter(assessment__evaluation__in=sheets, assessment__kind="self").values_list(
        "assessment__evaluation", "criterion", "value", "revision", "save_id"
    )
    return {
        (sheet, row): (f"{value:.0f}" if value is not None else "", revision, str(save_id))
        for sheet, row, value, revision, save_id in rows
    }


def events_after(last: int) -> int:
    """Return how many saves the history has told since its entry `last`."""
    return Event.objects.filter(pk__gt=last, action=ACTION).count()


def last_event() -> int:
    """Return the key of the newest entry of the history."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
