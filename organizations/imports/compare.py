"""The rows of a workbook against the installation as it stands."""

from collections.abc import Sequence

from organizations.imports.accounts import plan_people
from organizations.imports.columns import ORGANIZATIONS, PEOPLE
from organizations.imports.plan import Plan
from organizations.imports.units import plan_units
from organizations.imports.workbook import ReadRow
from organizations.models import User


def build_plan(rows: Sequence[ReadRow], user: User) -> Plan:
    """Compare the rows with what stands in the subtree of the administrator; a constant number of queries."""
    tree, unit_lines, units = plan_units([row for row in rows if row.sheet == ORGANIZATIONS.key], user)
    person_lines, people = plan_people([row for row in rows if row.sheet == PEOPLE.key], user, tree)
    return Plan([*unit_lines, *person_lines], units, people)
