"""Who is in which community, remembered between turns: every turn of a person asks, and seldom is it another answer."""

from collections import OrderedDict
from collections.abc import Mapping

from bot.store.communities import StoredCommunities
from bot.store.database import Store
from handlers.records import Membership

REMEMBERED = 1_000  # persons, those of whom we heard last


class RememberedCommunities(StoredCommunities):
    """StoredCommunities, read once. Only for persons: a group may move, and is another one then without a turn."""

    def __init__(self, store: Store, web: str = "", entrance: Mapping[str, str] | None = None) -> None:
        super().__init__(store, web, entrance)
        self._parts: OrderedDict[str, tuple[Membership, ...]] = OrderedDict()
        self._changed = 0

    async def of(self, person: str) -> tuple[Membership, ...]:
        """See StoredCommunities.of."""
        if person in self._parts:
            self._parts.move_to_end(person)
            return self._parts[person]
        changed, parts = self._changed, await super().of(person)
        if changed == self._changed:  # else it may have been read just before the change
            self._parts[person] = parts
            if len(self._parts) > REMEMBERED:
                self._parts.popitem(last=False)
        return parts

    def forget(self) -> None:
        """Something of a community was changed: all is read again."""
        self._changed += 1
        self._parts.clear()
