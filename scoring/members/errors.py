"""Why a list of members cannot be changed as asked."""


class MemberError(ValueError):
    """What was asked cannot be done; `field` is what has to be typed otherwise, "" for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
