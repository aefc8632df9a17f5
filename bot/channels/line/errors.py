"""What can go wrong with a call."""


class CallFailed(Exception):
    """LINE refused (with this HTTP status), or could not be reached or understood (0)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
