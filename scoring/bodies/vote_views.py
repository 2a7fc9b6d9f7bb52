"""The page on which a secretary records, in the meeting, how the body voted on each content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.common.http import UNPROCESSABLE
from organizations.access import current_user, require
from organizations.models import User
from scoring.bodies.ballots import ballot_words, counts_of
from scoring.bodies.remedies import open_remedies, remedy_of
from scoring.bodies.vote_forms import VoteForm, vote_before
from scoring.bodies.votes import StaleVote, record_vote
from scoring.models import Ballot, Evaluation, Meeting, Remedy, Stage
from scoring.pure.rubric import Row
from scoring.rubrics.load import LoadedRubric, rubric_of
from scoring.sheets.returned import closed_rows
from scoring.sheets.save import by_vote
from scoring.sheets.submit import NotReady
from scoring.sheets.views import visible_sheet
from scoring.workflow import stage_at_work


@dataclass
class Content:
    """One content with its form; what stands where somebody else was quicker, in words, and what was typed."""

    row: Row
    key: str
    label: str
    form: VoteForm
    ballot: Ballot | None
    # What earlier periods left to be remedied here.
    waiting: Sequence[Remedy] = ()
    stands: str = ""
    yours: str = ""

    @property
    def words(self) -> str:
        """The vote that stands."""
        return ballot_words(counts_of(self.ballot)) if self.ballot else ""


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts per content; one that failed asks for cause, responsibility and remedy."""
    evaluation = visible_sheet(request, pk)
    user = current_user(request)
    require(user, "evaluation.vote", evaluation)
    contents = _contents(request, evaluation)
    if request.method == "POST":
        saved, refused = _save(evaluation, contents, user)
        if not refused:
            words = f"Đã ghi biểu quyết {saved} nội dung." if saved else "Không có gì thay đổi."
            messages.success(request, words)
            own = evaluation.current is not None and evaluation.current.kind == Stage.Kind.SELF
            return redirect("scoring:sheet" if own else "scoring:appraise", evaluation.pk)
    context = {
        "page_title": "Biểu quyết từng nội dung",
        "page_caption": f"{evaluation.name} · {evaluation.round.name}",
        "breadcrumbs": [(evaluation.name, reverse("scoring:sheet", args=[pk])), ("Biểu quyết", "")],
        "evaluation": evaluation,
        "contents": contents,
        "problems": _problems(contents),
    }
    return render(request, "scoring/bodies/vote.html", context, status=UNPROCESSABLE if context["problems"] else 200)


def _contents(request: HttpRequest, evaluation: Evaluation) -> list[Content]:
    """Return every content that is voted on; of a sheet that was sent back those that were. Four queries at most."""
    stage, loaded = stage_at_work(evaluation), rubric_of(evaluation.version)
    ballots = {ballot.criterion_id: ballot for ballot in Ballot.objects.filter(assessment=stage)}
    remedies, carried = _open_remedies(evaluation)
    meeting = max(ballots.values(), key=lambda each: each.at, default=None) or _meeting(evaluation)
    closed = closed_rows(stage)
    contents = [
        _content(request, loaded, row, ballots, remedies, meeting)
        for row in loaded.data.leaves()
        if by_vote(row) and not closed(loaded.keys[row.code])
    ]
    for content in contents:
        content.waiting = carried.get(int(content.key), ())
    return contents


def _open_remedies(evaluation: Evaluation) -> tuple[dict[int, Remedy], dict[int, list[Remedy]]]:
    """Return by criterion the remedy of this period's vote, and those carried from earlier ones: one query."""
    own: dict[int, Remedy] = {}
    carried: dict[int, list[Remedy]] = {}
    for remedy in open_remedies(evaluation).order_by("pk"):
        if remedy.carried_from_id is None:
            own.setdefault(remedy.criterion_id, remedy)
        else:
            carried.setdefault(remedy.criterion_id, []).append(remedy)
    return own, carried


def _meeting(evaluation: Evaluation) -> Meeting | None:
    """Return the last meeting that the unit's log has in the period of the sheet."""
    span = (evaluation.round.start, evaluation.round.end)
    found = Meeting.objects.filter(organization=evaluation.organization, held_on__range=span, struck_at__isnull=True)
    return found.order_by("held_on", "pk").last()


def _content(
    request: HttpRequest, loaded: LoadedRubric, row: Row, ballots: dict[int, Ballot], remedies: dict[int, Remedy],
    meeting: Ballot | Meeting | None,
) -> Content:  # fmt: skip
    key = loaded.keys[row.code]
    initial = vote_before(ballots.get(key), remedies.get(key), meeting)
    posted = request.POST if request.method == "POST" else None
    form = VoteForm(posted, prefix=f"bq-{key}", initial=initial, use_required_attribute=False)
    return Content(row, str(key), loaded.data.label(row.code), form, ballots.get(key))


def _save(evaluation: Evaluation, contents: list[Content], user: User) -> tuple[int, bool]:
    """Record every content that was typed, each by itself; return how many changed and whether some were refused."""
    saved, refused = 0, False
    for content in contents:
        if not content.form.is_filled:
            continue
        if not content.form.is_valid():
            refused = True
            continue
        entered = content.form.vote()
        try:
            ballot = record_vote(evaluation, content.row.code, actor=user, vote=entered)
        except NotReady as lacking:
            refused = True
            for name, sentence in lacking.items:
                content.form.add_error(name or None, sentence)
        except StaleVote as stale:
            refused = True
            _compare(evaluation, content, stale)
        else:
            saved += ballot.revision != entered.revision or _changed_plan(content)
            # What is stored is what the page shows from now on, should another content keep it open.
            content.ballot = ballot
            _see(evaluation, content)
    return saved, refused


def _changed_plan(content: Content) -> bool:
    return any(name in content.form.changed_data for name in ("cause", "responsibility", "measure", "person", "due_on"))


def _compare(evaluation: Evaluation, content: Content, stale: StaleVote) -> None:
    """Put what stands and what was typed side by side; to save once more then means to replace what stands."""
    content.yours = _both(content.form.vote().counts, content.form.cleaned_data["cause"])
    cause = stale.remedy.cause if stale.remedy else ""
    content.stands = _both(counts_of(stale.ballot), cause) if stale.ballot else "chưa ghi biểu quyết"
    content.ballot = stale.ballot
    _see(evaluation, content)


def _both(counts: object, cause: str) -> str:
    words = ballot_words(counts)  # type: ignore[arg-type]
    return f"{words}. Nguyên nhân: {cause}" if cause else words


def _see(evaluation: Evaluation, content: Content) -> None:
    """Take over the revisions that stand now into the form that is shown again."""
    remedy = remedy_of(evaluation, int(content.key))
    seen = {
        "revision": str(content.ballot.revision if content.ballot else 0),
        "remedy_revision": str(remedy.revision if remedy else 0),
    }
    content.form.data = saw(content.form, seen)


def saw(form: Form, revisions: Mapping[str, str]) -> QueryDict:
    """Return what was posted with the revisions that stand now in place of those that the page had shown."""
    data: QueryDict = form.data.copy()  # type: ignore[attr-defined]
    for name, revision in revisions.items():
        data[form.add_prefix(name)] = revision
    return data


def _problems(contents: list[Content]) -> list[tuple[str, str]]:
    """Return what was not recorded, for the summary on top: (anchor, sentence)."""
    found = []
    for content in contents:
        place = f"Nội dung {content.label}"
        if content.stands:
            found.append((f"bq-{content.key}", f"{place}: người khác vừa ghi khác, hãy xem lại."))
        if not content.form.is_bound or not content.form.is_filled:
            continue
        for name, sentences in content.form.errors.items():
            anchor = content.form[name].id_for_label if name in content.form.fields else f"bq-{content.key}"
            found += [(anchor, f"{place}: {sentence}") for sentence in sentences]
    return found
