"""The room of anyone with a link: the clinic's page, shops, products, the basket, and the customer's own orders."""

from flask import Blueprint

from hamyar.web.shop import (
    asking,
    basket,
    changing,
    checkout,
    home,
    online,
    paying,
    product,
    quote,
    resend,
    storefront,
    tracking,
)

room = Blueprint("shop", __name__)

for page in (home, storefront, product, basket, checkout, tracking, changing, paying, online, resend, asking, quote):
    room.register_blueprint(page.bp)
