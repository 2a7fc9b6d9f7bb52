"""Whether the installation has been begun."""

from organizations.models import Organization, User

_known = {"begun": False}


def is_empty() -> bool:
    """Say whether there is neither an organisation nor an account; asks the database."""
    return not (User.objects.exists() or Organization.objects.exists())


def is_known() -> bool:
    """Say whether this process knows that the installation has been begun; asks nobody."""
    return _known["begun"]


def has_begun() -> bool:
    """Say whether the installation has been begun; once it has, this process asks no more."""
    if not _known["begun"]:
        _known["begun"] = not is_empty()
    return _known["begun"]


def remember(*, begun: bool) -> None:
    """Set what this process knows (for tests, whose databases come and go)."""
    _known["begun"] = begun
