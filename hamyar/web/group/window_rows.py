"""The hours at which a service is done, row by row: from, to, and how many at a time."""

from hamyar.domain import catalogue, products
from hamyar.domain.products import Product
from hamyar.web import fields
from hamyar.web.group.rows import RowForm, RowsField
from hamyar.web.group.week import HalfHourField
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

MOST = 12
_MIDNIGHT = 24 * 60


class WindowForm(RowForm):
    """One of them."""

    starts = HalfHourField(_l("From"), none=_l("Choose"))
    ends = HalfHourField(_l("To"), none=_l("Choose"), first=30, last=_MIDNIGHT)
    places = fields.WholeNumberField(_l("How many at a time?"), least=1, most=products.MOST_A_DAY, default=1)

    @property
    def is_blank(self) -> bool:
        """Whether no hour was chosen."""
        return self.starts.data is None and self.ends.data is None

    def check(self) -> None:
        """A row that was begun needs both its hours."""
        for field in (self.starts, self.ends):
            if field.data is None and not field.errors:
                field.errors = [_("Please choose an hour.")]


def check(windows: RowsField) -> None:
    """Note at the rows what is missing in those that were begun."""
    for row in windows.rows:
        if not row.is_blank:
            row.check()
    wrong = [row.errors for row in windows.rows]
    windows.errors = wrong if any(wrong) else []


def typed(rows: list[WindowForm]) -> tuple[catalogue.Hours, ...]:
    """The rows for the domain, without those in which no hour was chosen."""
    return tuple(
        catalogue.Hours(row.starts.data, row.ends.data, row.places.data or 1) for row in rows if not row.is_blank
    )


def of(product: Product) -> list[dict[str, int]]:
    """A service's windows, for its form."""
    return [{"starts": one.starts, "ends": one.ends, "places": one.places} for one in product.windows]
