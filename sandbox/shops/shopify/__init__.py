"""A Shopify shop (Admin GraphQL API) that behaves as recorded answers do.

`sandbox` is the server; `store` holds orders, `shown` is how answers show them; `graphql` reads queries and
answers them; `bucket` reckons their cost; `subscriptions` holds webhooks, `events` and `deliveries` send
them; `errors` holds Shopify's error answers; `generator` makes coherent orders; `controls` is what a test
or a demo may do to the shop under ``/sandbox``. Nothing here knows the hub or how it reads an order.
"""

from sandbox.shops.shopify.generator import generate
from sandbox.shops.shopify.sandbox import ShopifySandbox

__all__ = ["ShopifySandbox", "generate"]
