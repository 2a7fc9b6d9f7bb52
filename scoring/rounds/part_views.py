"""Setting up a quarter or month of a year's round from its page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from organizations.access import current_user, require
from scoring.rounds.children import parts_left, prepare_part
from scoring.rounds.forms import PartForm
from scoring.rounds.open import RoundError
from scoring.rounds.views import round_page, visible_round


@require_POST
def round_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the review of one part of the year."""
    round_, user = visible_round(request, pk), current_user(request)
    require(user, "round.create", round_.owner)
    form = PartForm(request.POST, left=parts_left(round_))
    if not form.is_valid():
        return round_page(request, round_, [str(error) for errors in form.errors.values() for error in errors])
    data = form.cleaned_data
    try:
        child = prepare_part(round_, data["part"], actor=user, deadline=data["part_deadline"])
    except RoundError as error:
        return round_page(request, round_, error.problems)
    messages.success(request, f"Đã lập {child.name} ở dạng dự thảo. Hãy xem lại rồi mở.")
    return redirect("scoring:round", child.pk)
