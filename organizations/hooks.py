"""What a higher room adds to the pages and rules of a lower one, registered by name in `AppConfig.ready()`."""

from collections.abc import Callable
from typing import Any


class Hook:
    """A named place where functions are added once and called in the order in which they came."""

    def __init__(self) -> None:
        self._functions: dict[str, Callable[..., Any]] = {}

    def add(self, name: str, function: Callable[..., Any]) -> None:
        """Register `function` under `name`; the same name again replaces it (an app made ready twice)."""
        self._functions[name] = function

    def call(self, *args: Any) -> list[Any]:
        """Return what each function answers, leaving out None."""
        answers = (function(*args) for function in self._functions.values())
        return [answer for answer in answers if answer is not None]


# (user) -> Task groups on the start page
start_panels = Hook()
# (user, organization) -> a panel {title, template, …} on the organisation's page
organization_panels = Hook()
# (user) -> list of navigation items (label, url name)
navigation = Hook()
# (user, evaluation) -> list of links to papers of a sheet
evaluation_links = Hook()
# (user, thing) -> list of links to papers of a team, a visit, the minutes of a unit
paper_links = Hook()
# (user, round) -> (label, url) of a page about all sheets of a round, on the board's list
board_links = Hook()
# (evaluation) -> why a finished sheet may not be opened again, or None
evaluation_holds = Hook()
# (round, new names by key of the sheet) -> None: names of members were taken away, inside the transaction of that act
names_erased = Hook()
# () -> list of (code, label, hint): what a new installation may load, offered on its first page
first_run_choices = Hook()
# (actor, codes) -> None: load what was chosen of it, inside the transaction of the first run
first_run = Hook()
