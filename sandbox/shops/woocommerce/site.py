"""What the shop says of itself: index, system status, general settings, order counts per status."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox.shops.woocommerce.storage import Storage
from sandbox.shops.woocommerce.store import Document, Store

_NAMESPACES = [
    "oembed/1.0",
    "wc/v3",
    "wc/v1",
    "wc/v2",
    "wc/store",
    "wc/store/v1",
    "wp/v2",
    "wp-site-health/v1",
]

_STORES = {
    Storage.HPOS: "Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\OrdersTableDataStore",
    Storage.LEGACY: "WC_Order_Data_Store_CPT",
}

_GENERAL: list[tuple[str, str, str, str]] = [
    ("woocommerce_store_address", "Address line 1", "12 rue de la Paix", ""),
    ("woocommerce_store_address_2", "Address line 2", "", ""),
    ("woocommerce_store_city", "City", "Paris", ""),
    ("woocommerce_default_country", "Country / State", "FR", "US:CA"),
    ("woocommerce_store_postcode", "Postcode / ZIP", "75002", ""),
    ("woocommerce_allowed_countries", "Selling location(s)", "all", "all"),
    ("woocommerce_all_except_countries", "Sell to all countries, except for&hellip;", "", ""),
    ("woocommerce_specific_allowed_countries", "Sell to specific countries", "", ""),
    ("woocommerce_ship_to_countries", "Shipping location(s)", "", ""),
    ("woocommerce_specific_ship_to_countries", "Ship to specific countries", "", ""),
    ("woocommerce_default_customer_address", "Default customer location", "base", "base"),
    ("woocommerce_address_autocomplete_enabled", "", "no", "no"),
    ("woocommerce_calc_taxes", "Enable taxes", "yes", "no"),
    ("woocommerce_enable_coupons", "Enable coupons", "yes", "yes"),
    ("woocommerce_calc_discounts_sequentially", "", "no", "no"),
    ("woocommerce_currency", "Currency", "EUR", "USD"),
    ("woocommerce_currency_pos", "Currency position", "right_space", "left"),
    ("woocommerce_price_thousand_sep", "Thousand separator", " ", ","),
    ("woocommerce_price_decimal_sep", "Decimal separator", ",", "."),
    ("woocommerce_price_num_decimals", "Number of decimals", "2", "2"),
]


def index(store: Store, home: str) -> Document:
    """``/wp-json/``: name, address and time zone of the site, and the APIs it has."""
    offset = store.clock.now().astimezone(store.zone).utcoffset() or timedelta()
    hours = offset.total_seconds() / 3600
    return {
        "name": "Sandbox Boutique",
        "description": "",
        "url": home,
        "home": home,
        "gmt_offset": int(hours) if hours.is_integer() else hours,
        "timezone_string": store.zone.key,
        "namespaces": _NAMESPACES,
        "authentication": {},
    }


def totals(store: Store) -> list[Document]:
    """``/reports/orders/totals``: every status, custom ones too, except trash and auto-draft."""
    statuses = [order.get("status") for order in store.orders.values()]
    return [
        {"slug": slug, "name": name, "total": statuses.count(slug)} for slug, name in store.statuses.items()
    ]


def system_status(store: Store) -> Document:
    """``/system_status``, the parts a hub reads: version, storage, currency."""
    storage = store.storage
    hpos = storage is Storage.HPOS
    return {
        "environment": {
            "version": storage.version,
            "wp_version": "7.1" if hpos else "6.3.5",
            "wp_multisite": False,
            "php_version": "8.2.36",
            "default_timezone": "UTC",
            "language": "en_US",
            "external_object_cache": None,
        },
        "database": {"wc_database_version": storage.version},
        "settings": _status_settings(storage),
        "active_plugins": [
            {"plugin": "woocommerce/woocommerce.php", "name": "WooCommerce", "version": storage.version}
        ],
    }


def _status_settings(storage: Storage) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "api_enabled": False,
        "force_ssl": False,
        "currency": "EUR",
        "currency_symbol": "&euro;",
        "currency_position": "right_space",
        "thousand_separator": " ",
        "decimal_separator": ",",
        "number_of_decimals": 2,
    }
    return settings | {
        "order_datastore": _STORES[storage],
        "HPOS_enabled": storage is Storage.HPOS,
        "HPOS_sync_enabled": False,
    }


def settings_general() -> list[Document]:
    """``/settings/general``, without option lists."""
    return [
        {"id": key, "label": label, "value": value, "default": default}
        for key, label, value, default in _GENERAL
    ]
