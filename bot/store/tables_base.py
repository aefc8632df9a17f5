"""What all tables have in common. A partial index serves only a query in which its condition stands word for word."""

from sqlalchemy import MetaData, text

NEW = text("state = 'new'")
UNTOLD = text("state IN ('expired', 'uncertain')")
UNFINISHED = text("state IN ('pending', 'claimed')")
CURRENT = text("is_current = 1")
SECRET = text("feed <> ''")
WAITING = text("state = 'pending'")
DIGEST = text("inbox_id IS NULL AND state IN ('pending', 'claimed')")

metadata = MetaData()
