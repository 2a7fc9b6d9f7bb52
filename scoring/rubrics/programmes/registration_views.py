"""Pages of what the registration of a programme asks: the numbers aimed at, and the condition to register."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import current_user
from organizations.models import Sector
from scoring.models import Programme
from scoring.pure.programme import RegistrationRules
from scoring.pure.rubric import RubricData
from scoring.pure.vocabulary import Condition
from scoring.rubrics.builder.common import seen
from scoring.rubrics.builder.condition_views import blocks_of
from scoring.rubrics.builder.metric_form import Known
from scoring.rubrics.builder.typed_values import words_to_offer
from scoring.rubrics.programmes import acts
from scoring.rubrics.programmes.aims_form import AimsForm
from scoring.rubrics.programmes.common import form_page, page, programme_of
from scoring.rubrics.programmes.eligibility_form import EligibilityForm
from scoring.rubrics.programmes.known import condition_words, heads_of, known_of, shows

AIMS, ELIGIBILITY = "Định hướng số đơn vị", "Điều kiện đăng ký"


def _asked(programme: Programme) -> RegistrationRules | None:
    return acts.read_programme(programme).rules.registration


def _status(request: HttpRequest) -> int:
    """Of a page without a form: nothing can be sent to it."""
    return UNPROCESSABLE if request.method == "POST" else 200


@require_http_methods(["GET", "HEAD", "POST"])
def aims_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the numbers of titles that the registration aims at."""
    programme = programme_of(request, pk)
    asked = _asked(programme)
    if asked is None:
        return page(request, "aims", AIMS, programme=programme, status=_status(request))
    form = AimsForm(request.POST or None, aims=asked.aims, sectors=Sector.objects.values_list("code", "name"))

    def act() -> None:
        acts.set_aims(programme, form.result(), actor=current_user(request), seen=seen(request))

    return form_page(request, programme, form, act, title=AIMS, done="Đã ghi định hướng số đơn vị.", name="aims")


@require_http_methods(["GET", "HEAD", "POST"])
def eligibility_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the condition to register. One that the lists cannot show is read out and kept."""
    programme = programme_of(request, pk)
    asked = _asked(programme)
    if asked is None:
        return page(request, "eligibility", ELIGIBILITY, programme=programme, status=_status(request))
    heads, standing = heads_of(programme), asked.eligibility
    known = known_of(heads, standing)
    if standing and not shows(standing, known):
        return page(
            request, "eligibility", ELIGIBILITY, programme=programme, status=_status(request), deep=True,
            said=condition_words(standing, known),
        )  # fmt: skip
    return _chosen(request, programme, heads, known, standing)


def _chosen(
    request: HttpRequest, programme: Programme, heads: list[RubricData], known: Known, standing: Condition | None
) -> HttpResponse:
    """The condition put together out of lists: one block more, read back, or stored."""
    then, blocks = request.POST.get("then"), blocks_of(request)
    form = EligibilityForm(
        request.POST or None, known=known, condition=standing, blocks=blocks + (then == "more"), rubrics=heads
    )

    def act() -> None:
        acts.set_eligibility(programme, form.condition, actor=current_user(request), seen=seen(request))

    more: dict[str, Any] = {
        "said": condition_words(standing, known) if standing else "", "blocks": str(len(form.metrics)),
        "values": words_to_offer(known.fields, known.labels),
    }  # fmt: skip
    if then == "more":
        form.as_typed()
        return page(request, "eligibility", ELIGIBILITY, programme=programme, form=form, **more)
    if then == "preview" and form.is_valid():
        more["tried"] = condition_words(form.condition, known) if form.condition else "Không đặt điều kiện nào."
        return page(request, "eligibility", ELIGIBILITY, programme=programme, form=form, **more)
    return form_page(
        request, programme, form, act, title=ELIGIBILITY, done="Đã ghi điều kiện đăng ký.", name="eligibility", **more
    )
