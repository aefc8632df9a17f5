"""What can be wrong with a store as a whole."""


class StoreError(Exception):
    """The store cannot be used; the message is a sentence for whoever runs the bot."""
