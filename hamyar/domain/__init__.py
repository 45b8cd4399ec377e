"""Floor 1: the nouns and verbs of the clinic's world. No request, no page, and it never commits.

The modules stand one above the other; each may import only those before it.
"""

STOREYS = (
    "replay",
    "journal",
    "photos",
    "clinics",
    "posters",
    "people",
    "guessing",
    "sessions",
    "cards",
    "groups",
    "products",
    "stock",
    "catalogue",
    "drafts",
    "baskets",
    "orders",
    "placing",
    "moves",
    "resends",
)
