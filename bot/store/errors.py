"""What can go wrong in the store."""


class StoreError(Exception):
    """The store cannot be used; the message is a sentence for whoever runs the bot."""


class Overtaken(Exception):
    """What a turn was computed from is no longer so: nothing was changed, and it is to be computed again."""


class Forbidden(Overtaken):
    """A change that this person has no right to: they lost it a moment ago, or we have a bug."""
