"""Triggers that refuse changing or deleting what a decision said once it left the office."""

from collections.abc import Iterator

from config.common.triggers import Guard
from recognition.models import Decision, Entry

REFUSAL = "decision is frozen"


def guards() -> Iterator[Guard]:
    """Return the guards: an issued decision stays, a numbered one is not deleted, nor are its lines touched."""
    decision, entry = Decision._meta.db_table, Entry._meta.db_table
    left_draft = f"(SELECT state FROM {decision} WHERE id = OLD.decision_id) <> 'draft'"  # noqa: S608
    yield Guard(f"{decision}_frozen", decision, "update", REFUSAL, "OLD.state = 'issued'")
    yield Guard(f"{decision}_frozen_delete", decision, "delete", REFUSAL, "OLD.state <> 'draft'")
    yield Guard(f"{entry}_frozen", entry, "update", REFUSAL, left_draft)
    yield Guard(f"{entry}_frozen_delete", entry, "delete", REFUSAL, left_draft)
