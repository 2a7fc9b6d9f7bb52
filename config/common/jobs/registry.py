"""Which function does which kind of work."""

from collections.abc import Callable

from config.common.jobs.models import Job

# (job, from item, below item) -> None; works that make one thing leave the items out of account.
Work = Callable[[Job, int, int], None]
_kinds: dict[str, Work] = {}


class JobFailed(ValueError):  # noqa: N818
    """The work cannot be done; the message is a Vietnamese sentence for whoever asked for it."""


def register(kind: str, work: Work) -> None:
    """Say which function does works of `kind`; the same kind again replaces it."""
    _kinds[kind] = work


def work_of(kind: str) -> Work:
    """Return the function that does works of `kind`. Raises KeyError for an unknown one."""
    return _kinds[kind]
