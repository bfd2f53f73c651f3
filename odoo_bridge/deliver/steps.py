"""What the steps of a delivery are called in the history of its order."""

from collections.abc import Mapping

from hub.sentences import Sentence, joined, say

_LONGEST_KEY = 20  # characters; longer ones are fingerprints, which tell people nothing
_WORDS: Mapping[str, Sentence] = {
    "partner": say("Customer"),
    "invoice_address": say("Invoice address"),
    "delivery_address": say("Delivery address"),
    "order": say("Sale order"),
    "confirmed": say("Sale order confirmed"),
    "rewriting": say("Quotation to be rewritten, revision"),
    "rewritten": say("Quotation rewritten, revision"),
    "invoice": say("Invoice"),
    "posted": say("Invoice posted"),
    "repaired": say("Invoice repaired"),
    "crediting": say("Credit note begun for refund"),
    "credit_note": say("Credit note for refund"),
    "credited": say("Credit note finished for refund"),
    "covered": say("Credited with the cancellation: refund"),
    "payment": say("Payment"),
    "paid": say("Payment settles the invoice"),
    "payout": say("Money given back for refund"),
    "paid_back": say("Credit note settled for refund"),
    "cancelling": say("Sale order to be cancelled, revision"),
    "cancelled": say("Sale order cancelled"),
}


def told(name: str, record: str, remark: str = "") -> Sentence:
    """A finished step, by its name (`credited:R1` has the key of a refund), and the record that it wrote."""
    kind, _, key = name.partition(":")
    words = _WORDS.get(kind, kind.replace("_", " ").capitalize())
    step = joined(words, key if len(key) <= _LONGEST_KEY else "")
    if remark:
        return say("{step}: {record} ({remark})", step=step, record=record, remark=remark)
    return say("{step}: {record}", step=step, record=record)
