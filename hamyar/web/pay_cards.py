"""Bank cards that customers pay to, as the rooms of a group and of the clinic ask for them."""

from collections.abc import Sequence

from flask_wtf import FlaskForm

from hamyar.domain.paying import NewCard, PayCard
from hamyar.web import asked, fields
from hamyar.web.language import Lazy as _l


class CardForm(FlaskForm):
    """A card that is added. Its numbers prove themselves; whose it is nobody can check but she who reads it back."""

    number = fields.CardNumberField(_l("Number of the card"))
    holder = fields.LineField(_l("In whose name is it?"), validators=[fields.needed(), fields.at_most(80)])
    iban = fields.IbanField(_l("Account number (Sheba)"))

    def typed(self) -> NewCard:
        """What was typed, for the domain."""
        return NewCard(self.number.data, self.holder.data or "", self.iban.data or "")


def fresh(cards: Sequence[PayCard]) -> PayCard | None:
    """The one of these that was added just now: the address asks for it to be read back."""
    wanted = asked.number("card")
    return next((card for card in cards if card.id == wanted), None)
