"""Names of members: who may read them, and the line of history that each reading leaves.

Party membership is sensitive personal data: a name is read by the cell itself, by the bodies in the chain of its sheet,
and by whoever administers; everybody else counts.
"""

from django.db.models import Exists, Model, OuterRef, Q

from config.common.audit import log
from organizations.access import acts_for_node, administers, in_scope, rights
from organizations.models import Role, User
from scoring.hands import in_hand
from scoring.models import Assessment, Evaluation

NAMES_CLOSED = "Tên đảng viên chỉ chi bộ, các cơ quan xét hồ sơ và người quản trị được xem."
MEMBER = "member"


def readable(user: User) -> Q:
    """Return the condition on sheets that `user` may read: in his scope or in the hands of a body that he acts for, and
    named ones where he may know the names.
    """
    return (in_scope(user, "organization__") | in_hand(user)) & (Q(subject="") | names_read(user, "pk"))


def readable_results(user: User) -> Q:
    """Return the same condition on results of years."""
    return in_scope(user, "organization__") & (Q(subject="") | names_read(user, "evaluation"))


def names_read(user: User, sheet: str | None = None) -> Q:
    """Return the condition that `user` reads names of members of a unit (reached through `organization`): he works for
    it, administers it, or acts for a body in the chain of the sheet whose key stands in the column `sheet`.
    """
    own = [right.organization_id for right in rights(user) if right.role in (Role.SECRETARY, Role.CONTRIBUTOR)]
    bodies = [right.body_id for right in rights(user) if right.body_id is not None]
    found = Q(organization__in=own) | in_scope(user, "organization__", (Role.ADMINISTRATOR,))
    if sheet and bodies:
        found |= Q(Exists(Assessment.objects.filter(evaluation=OuterRef(sheet), body__in=bodies)))
    return found


def reads_names(user: User, evaluation: Evaluation) -> bool:
    """Say whether `user` reads the name on a sheet of a member (the twin of `names_read`)."""
    if acts_for_node(user, evaluation.organization_id) or administers(user, evaluation.organization.path):
        return True
    bodies = {right.body_id for right in rights(user) if right.body_id is not None}
    return any(stage.body_id in bodies for stage in evaluation.assessments.all())


def history_words(evaluation: Evaluation, **words: str) -> dict[str, str]:
    """Return what somebody wrote for the history of a sheet; nothing of a member's, for what is written may name him
    and the history is kept for ever.
    """
    return {} if evaluation.subject else words


def say_no_name(evaluation: Evaluation, text: str) -> str:
    """Return why a word that is never changed cannot be kept beside a sheet: it names the member; "" where it may."""
    name = evaluation.subject.casefold()
    found = bool(name) and name in " ".join(text.split()).casefold()
    return "Không ghi họ tên đảng viên ở đây: ý kiến đã gửi không sửa, không xóa được." if found else ""


def note_reading(subject: Model, user: User, organization_id: int) -> None:
    """Write down that `user` read names of members on a page about `subject` (a round or a sheet)."""
    log("members.read_names", subject, actor=user, organization_id=organization_id)
