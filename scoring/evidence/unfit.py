"""Why an uploaded file is not taken."""


class Unfit(ValueError):  # noqa: N818 - what the file is, not an error of the program
    """A file that cannot be proof; the message says why, in Vietnamese."""
