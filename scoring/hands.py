"""In whose hands a sheet is: the bodies of its chain keep it, wherever the unit is moved while they judge it."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from organizations.access import acts_for_body, rights
from organizations.models import Role, User
from scoring.models import Assessment, Evaluation, Stage

# Roles at a body in which somebody judges the sheets of others.
ROLES = (Role.APPRAISER, Role.APPROVER)


def in_hand(user: User, sheet: str = "pk") -> Q:
    """Return the condition that `user` acts for a body in the chain of the sheet whose key stands in the column
    `sheet`, in the role that its stage asks for (the twin of `holds`).
    """
    posts = [
        Q(body=right.body_id, role=right.role)
        for right in rights(user)
        if right.body_id is not None and right.role in ROLES
    ]
    if not posts:
        return Q(pk__in=[])
    chain = Assessment.objects.exclude(kind=Stage.Kind.SELF).filter(reduce(or_, posts), evaluation=OuterRef(sheet))
    return Q(Exists(chain))


def holds(user: User, evaluation: Evaluation) -> bool:
    """Say whether `user` acts for a body in the chain of this sheet."""
    if not any(right.body_id is not None and right.role in ROLES for right in rights(user)):
        return False
    return any(
        stage.kind != Stage.Kind.SELF and stage.role in ROLES and acts_for_body(user, stage.body_id, stage.role)
        for stage in evaluation.assessments.all()
    )
