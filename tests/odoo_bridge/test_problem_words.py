"""Problems name what people know, not the keys that the hub keeps."""

import pytest

from hub.problems import words
from hub.problems.cause import Cause, Source


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("email:zoe@example.com/martin zoe", "zoe@example.com (martin zoe)"),
        ("phone:+33612345678", "+33612345678"),
        ("customer:lampes-fr:31", "account 31"),
        ("customer:opaline-com:gid://shopify/Customer/8123450006", "account 8123450006"),
        ("vat:FR40303265045", "FR40303265045"),
    ],
)
def test_a_buyer_whom_several_fit_is_called_by_what_the_shop_says(key: str, shown: str) -> None:
    cause = Cause(Source.DELIVERY, "odoo:main", "business", "customer_ambiguous", f"customer:{key}")

    assert words.title(cause) == f"Several customers may be the buyer: {shown}"
