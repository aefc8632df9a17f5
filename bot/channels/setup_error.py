"""What keeps a messenger from being set up."""


class SetupError(Exception):
    """A messenger is not set up; the message says why, for the operator."""
