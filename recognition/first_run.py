"""The forms of decision that a new installation begins with: those of the programmes it chose."""

from pathlib import Path

import yaml
from django.conf import settings

from organizations.models import User
from recognition.decisions.wording import load_form


def load(actor: User, codes: frozenset[str]) -> None:
    """Load the wording of the papers of the chosen programmes (fixtures/papers)."""
    for path in sorted((Path(settings.BASE_DIR) / "fixtures" / "papers").glob("*.yaml")):
        mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
        if mapping["programme"] in codes:
            load_form(mapping, actor)
