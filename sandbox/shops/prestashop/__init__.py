"""A PrestaShop 8 whose webservice behaves as a recorded one does.

``sandbox`` is the server; ``store`` holds the tables and knows which operation moves ``date_upd``;
``listing`` filters, sorts and shows rows as the webservice does; ``rest`` checks the key and answers;
``errors`` are its refusals; ``standing`` is what every shop has; ``generator`` makes coherent orders.
Nothing here knows the hub or how it reads an order.
"""

from sandbox.shops.prestashop.sandbox import PrestaShopSandbox

__all__ = ["PrestaShopSandbox"]
