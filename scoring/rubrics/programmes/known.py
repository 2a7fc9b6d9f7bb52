"""What a condition of a programme may name: the fields that all its rubrics declare, and the words of codes."""

from collections.abc import Sequence

from organizations.models import Level, Sector
from scoring.models import Programme, RubricVersion
from scoring.pure.conditions import fields_used
from scoring.pure.rubric import RubricData, from_rows
from scoring.pure.sentences import field_map, fields_of, labels_of, sentence
from scoring.pure.vocabulary import Condition
from scoring.rubrics.builder.metric_form import Known, fits


def heads_of(programme: Programme) -> list[RubricData]:
    """The rubrics of a programme without their rows: what is published, or else the last draft; one query."""
    versions = RubricVersion.objects.filter(rubric__programme=programme).exclude(state=RubricVersion.State.RETIRED)
    found = {each.rubric_id: each for each in versions.order_by("number")}
    found |= {each.rubric_id: each for each in versions if each.state == RubricVersion.State.PUBLISHED}
    return [from_rows(each.meta, []) for _, each in sorted(found.items())]


def known_of(heads: Sequence[RubricData], condition: Condition | None) -> Known:
    """What may be chosen: fields that every rubric declares, and those that the condition names already."""
    every = [fields_of(head) for head in heads] or [field_map(())]
    standing = fields_used(condition) if condition else set()
    fields = {
        key: field for each in every for key, field in each.items()
        if key in standing or all(key in other for other in every)
    }  # fmt: skip
    words = {key: word for head in heads for key, word in labels_of(head).items()}
    words |= {(what, code): name for code, name in Level.objects.values_list("code", "name")
              for what in ("level", "kind")}  # fmt: skip
    words |= {("sector", code): name for code, name in Sector.objects.values_list("code", "name")}
    words |= {("programme", code): name for code, name in Programme.objects.values_list("code", "name")}
    return Known(fields, words)


def shows(condition: Condition, known: Known) -> bool:
    """Whether the lists can show a condition without losing anything."""
    return fits(condition) and fields_used(condition) <= set(known.fields)


def condition_words(condition: Condition, known: Known) -> str:
    """A condition as a sentence."""
    return f"{sentence(condition, known.fields, known.labels)}."
