"""Pages of registration: calls, the list of one call, registering a unit."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.common.audit import log
from config.common.http import UNPROCESSABLE
from organizations.access import Refused, can, current_user, in_scope, require, visible_organizations
from organizations.models import Organization, Sector, User
from scoring.models import Programme, RegistrationCall
from scoring.pure.programme import registration_day
from scoring.registration.calls import open_call
from scoring.registration.eligibility import Eligibility, eligibility, told
from scoring.registration.errors import RegistrationError
from scoring.registration.forms import ApproveForm, CallForm, RegisterForm
from scoring.registration.permissions import visible_calls
from scoring.registration.selectors import aims_reached, groups_of, may_register
from scoring.registration.services import MEMBER, NotEligible, register_unit
from scoring.rounds.views import owners_of
from scoring.rubrics.rules import rules_of

TITLE = "Đăng ký danh hiệu"


def visible_call(request: HttpRequest, pk: int) -> RegistrationCall:
    """Return a call that the reader may see; 404 otherwise."""
    calls = visible_calls(current_user(request)).select_related("programme", "owner__organization")
    return get_object_or_404(calls, pk=pk)


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of registration."""
    return [(TITLE, reverse("scoring:calls")), *more]


def errors_onto(form: Form, error: RegistrationError) -> None:
    """Put a refusal beside its field."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Calls that concern the reader, with how many of his scope stand in them."""
    user = current_user(request)
    # Joins of one table only: the count is of rows, not of pairs.
    mine = in_scope(user, "registrations__organization__")
    calls = visible_calls(user).select_related("programme", "owner").annotate(
        waiting=Count("registrations", filter=mine & Q(registrations__state="registered")),
        approved=Count("registrations", filter=mine & Q(registrations__state="approved")),
    )  # fmt: skip
    context = {"page_title": TITLE, "calls": calls, "may_open": owners_of(user).exists()}
    return render(request, "scoring/registration/calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call_create(request: HttpRequest) -> HttpResponse:
    """Open a call from the rules of a programme."""
    user = current_user(request)
    owners = owners_of(user)
    if not owners.exists():
        raise Refused("Chỉ người quản trị được mở đợt đăng ký.")
    programmes = [each for each in Programme.objects.exclude(kinds=[]).order_by("name") if rules_of(each).registration]
    form = CallForm(
        request.POST or None, programmes=programmes, owners=owners, sectors=Sector.objects.all(),
        initial=_initial(programmes),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            call = open_call(actor=user, **form.arguments())
        except RegistrationError as error:
            errors_onto(form, error)
        else:
            messages.success(request, "Đã mở đợt đăng ký.")
            return redirect("scoring:call", call.pk)
    context = {
        "page_title": "Mở đợt đăng ký", "breadcrumbs": crumbs(("Mở đợt", "")), "form": form,
        "rules": [(each.name, rules_of(each).registration) for each in programmes],
    }  # fmt: skip
    return render(request, "scoring/registration/call_form.html", context, status=UNPROCESSABLE if form.errors else 200)


def _initial(programmes: list[Programme]) -> dict[str, Any]:
    """Return the years and the next deadline of the first programme."""
    today = timezone.localdate()
    found: dict[str, Any] = {"first_year": today.year, "last_year": today.year}
    rules = rules_of(programmes[0]).registration if programmes else None
    if rules is not None:
        days = (registration_day(rules, year) for year in (today.year, today.year + 1))
        found["deadline"] = next(day for day in days if day >= today)
    return found


@require_safe
def call_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of one call. A list with names of members leaves a line of history each time it is read."""
    call = visible_call(request, pk)
    return call_page(request, call)


def call_page(
    request: HttpRequest, call: RegistrationCall, form: ApproveForm | None = None, ticked: frozenset[int] = frozenset()
) -> HttpResponse:
    """Return the page of a call; `form` and `ticked` put back what was typed."""
    user = current_user(request)
    groups = groups_of(user, call)
    decides = bool(can(user, "registration.decide", call))
    if call.programme.subject == MEMBER and groups:
        log("registration.read_names", call, actor=user, organization_id=call.owner.organization_id)
    context = {
        "page_title": call.name, "page_caption": call.programme.name, "breadcrumbs": crumbs((call.name, "")),
        "call": call, "groups": groups, "aims": aims_reached(user, call), "members": call.programme.subject == MEMBER,
        "rules": rules_of(call.programme).registration, "decides": decides,
        "approving": decides and call.approved_on is None and any(_waiting(group) for group in groups),
        "form": form or ApproveForm(initial={"day": timezone.localdate()}), "ticked": ticked,
        "may_register": may_register(user, call),
    }  # fmt: skip
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "scoring/registration/call.html", context, status=status)


def _waiting(group: Any) -> bool:
    return any(line.registration.state == "registered" for line in group.lines)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Register a unit: the condition and what it comes to are shown before, and again where it fails."""
    call, user = visible_call(request, pk), current_user(request)
    units = visible_organizations(user).select_related("level", "sector")
    unit = get_object_or_404(units, code=code)
    require(user, "registration.register", (call, unit))
    members = call.programme.subject == MEMBER
    form = RegisterForm(request.POST or None, members=members)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            register_unit(call, unit, actor=user, **form.cleaned_data)
        except NotEligible as error:
            found = error.found
            form.add_error(None, str(error))
        except RegistrationError as error:
            errors_onto(form, error)
        else:
            messages.success(request, f"Đã đăng ký {unit.name}.")
            return redirect("scoring:call", call.pk)
    return _register_page(request, call, unit, form, found or _judged(call, unit, user))


def _judged(call: RegistrationCall, unit: Organization, user: User) -> Eligibility | str:
    try:
        return eligibility(call, [unit])[unit.pk]
    except RegistrationError as error:
        return str(error)


def _register_page(
    request: HttpRequest, call: RegistrationCall, unit: Organization, form: Form, found: Eligibility | str
) -> HttpResponse:
    context = {
        "page_title": f"Đăng ký: {unit.name}", "page_caption": call.name,
        "breadcrumbs": crumbs((call.name, reverse("scoring:call", args=[call.pk])), (unit.name, "")),
        "call": call, "unit": unit, "form": form, "rules": rules_of(call.programme).registration,
        "found": found if isinstance(found, Eligibility) else None, "problem": found if isinstance(found, str) else "",
        "told": told(found.stored()) if isinstance(found, Eligibility) else "",
    }  # fmt: skip
    return render(request, "scoring/registration/register.html", context, status=UNPROCESSABLE if form.errors else 200)
