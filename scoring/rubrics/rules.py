"""What a programme asks for besides marks, as plain values."""

from scoring.models import Programme
from scoring.pure.programme import ProgrammeRules, parse_rules


def rules_of(programme: Programme) -> ProgrammeRules:
    """Return the rules of a programme; none where nothing was loaded. Raises RubricError where they cannot be read."""
    return parse_rules(programme.rules)
