"""Why an act of an inspection team cannot be done as asked."""

from scoring.models import Team, VisitUnit


class VisitError(ValueError):
    """What was asked cannot be done; `field` is what has to be typed otherwise, "" for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class StaleTextError(ValueError):
    """Somebody else wrote meanwhile; `standing` is what stands now."""

    def __init__(self, standing: VisitUnit | Team) -> None:
        super().__init__("Người khác vừa ghi nội dung này; bản của đồng chí chưa được lưu.")
        self.standing = standing
