"""How the lower floors say no: by a key and the facts, never by a sentence. The web words them once."""


class Refused(Exception):
    """A rule says no. `key` names the rule ("stock.short"), `facts` fill the sentence (left=3). Status 422."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


class Missing(Exception):
    """There is no such thing, or none that this person may reach. Status 404."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Forbidden(Exception):
    """The thing exists, but this person may not do this with it. Status 403."""


class Busy(Exception):
    """Nothing was saved and nothing was lost: trying again later is right. Status 503."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
