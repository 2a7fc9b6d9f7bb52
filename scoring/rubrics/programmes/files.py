"""Programmes as YAML files: read whole or not at all, written so that reading gives the same back."""

import yaml

from organizations.models import User
from scoring.models import Programme
from scoring.pure.kinds import ProgrammeData, parse_programme, programme_mapping
from scoring.pure.problems import Problem
from scoring.rubrics.files import read_yaml
from scoring.rubrics.programmes.acts import problems_of, read_programme, store_programme


def read_file(content: bytes) -> ProgrammeData:
    """The programme of a file. Raises RubricError naming everything that cannot be read."""
    return parse_programme(read_yaml(content))


def file_problems(data: ProgrammeData) -> list[Problem]:
    """What keeps the programme of a file from being stored here."""
    standing = Programme.objects.filter(code=data.code).first()
    return list(dict.fromkeys(problems_of(data, standing)))


def load_file(content: bytes, *, actor: User | None) -> Programme:
    """Store the programme of a file, all or nothing. Raises Refused, RubricError."""
    return store_programme(read_file(content), actor=actor)


def write_file(programme: Programme) -> bytes:
    """A programme as the bytes of a file."""
    mapping = programme_mapping(read_programme(programme))
    return yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False, width=110).encode()
