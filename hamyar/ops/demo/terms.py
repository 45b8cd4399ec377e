"""How the demo's shops hand over and are paid: one brings and takes cards, one sends by post, the others neither."""

from hamyar.domain import delivery, paying
from hamyar.domain.delivery import Courier, Pickup, Post
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.kit.money import rials
from hamyar.ops.demo import clinic as made_up

_NO_COURIER, _NO_POST = Courier(False, [], None), Post(False, [], None)
_KITCHEN = Pickup(True, "نازی‌آباد، خیابان مدائن، روبه‌روی پارک", "هر روز ۱۱ تا ۱۹")
_RIDER = Courier(True, [("نازی‌آباد", rials(25_000)), ("جنوب تهران", rials(60_000))], rials(1_000_000))
_SEWING_ROOM = Pickup(True, "خانی‌آباد نو، خیابان میعاد، کارگاه یاس", "شنبه تا چهارشنبه ۹ تا ۱۷")
_PARCEL = Post(True, [(500, rials(45_000)), (2000, rials(80_000))], None)


def agree(group: Group, by: Person) -> None:
    """What this shop has settled; nothing for most of them, who agree by telephone and are paid in cash."""
    if group.slug == made_up.COOKS:
        delivery.arrange(group, _KITCHEN, _RIDER, _NO_POST, by)
        number, holder = made_up.BANK_CARD
        card = paying.add_card(group.clinic_id, group, paying.NewCard(number, holder), by)
        paying.agree(group, takes_cash=True, card=card, takes_online=False, is_paid_first=False, hold_hours=24, by=by)
    if group.slug == made_up.TAILORS:
        delivery.arrange(group, _SEWING_ROOM, _NO_COURIER, _PARCEL, by)
