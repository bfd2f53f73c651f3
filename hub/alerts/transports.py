"""How a message reaches a recipient: by e-mail, or by a Slack-compatible webhook."""

import smtplib
from collections.abc import Sequence

import requests
from django.conf import settings
from django.core.mail import EmailMessage

from hub.alerts import wording
from hub.alerts.wording import Item
from hub.errors import AffluentError, ConfigError, CredentialsError, RateLimitedError, TransientError
from hub.models import AlertRecipient, RecipientKind
from hub.sentences import say

_SECONDS = 10


def deliver(recipient: AlertRecipient, items: Sequence[Item]) -> None:
    """Tell them now. Raises `AffluentError`; the webhook's address is never in it."""
    if recipient.kind == RecipientKind.EMAIL:
        _mail(recipient, items)
    else:
        _post(recipient, items)


def _mail(recipient: AlertRecipient, items: Sequence[Item]) -> None:
    if not settings.EMAIL_HOST:
        raise ConfigError(
            "no_mail_server",
            say("No mail server is set, so {recipient} cannot be told by e-mail.", recipient=recipient),
            say(
                "Set EMAIL_URL and restart, for example "
                "EMAIL_URL=smtp+tls://user:password@mail.example.com:587."
            ),
        )
    message = EmailMessage(wording.subject(items), wording.plain(items), to=[recipient.email])
    try:
        message.send()
    except smtplib.SMTPAuthenticationError as error:
        raise CredentialsError(
            "mail_login_refused",
            say(
                "The mail server {server} refused the login ({smtp_code}).",
                server=settings.EMAIL_HOST,
                smtp_code=error.smtp_code,
            ),
            say("Correct user and password in EMAIL_URL and restart."),
        ) from None
    except smtplib.SMTPRecipientsRefused:
        raise ConfigError(
            "mail_address_refused",
            say(
                "The mail server {server} refused the address {email}.",
                server=settings.EMAIL_HOST,
                email=recipient.email,
            ),
            say("Correct the address, or let the server take mail for it."),
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise TransientError(
            "mail_server_away",
            say(
                "The mail server {server} did not take the message ({type}).",
                server=settings.EMAIL_HOST,
                type=type(error).__name__,
            ),
            say("It is tried again by itself. See whether the server runs and EMAIL_URL is right."),
        ) from None


def _post(recipient: AlertRecipient, items: Sequence[Item]) -> None:
    address = str(recipient.secrets.get("url", ""))
    try:
        answer = requests.post(
            address, json={"text": wording.chat(items)}, timeout=_SECONDS, allow_redirects=False
        )
    except requests.RequestException as error:
        raise TransientError(
            "webhook_away",
            say(
                "The webhook of {recipient} did not answer ({type}).",
                recipient=recipient,
                type=type(error).__name__,
            ),
            say(
                "It is tried again by itself. See whether its server runs, and whether the address is right."
            ),
        ) from None
    if not answer.ok or answer.is_redirect:
        raise _refusal(recipient, answer.status_code)


def _refusal(recipient: AlertRecipient, status: int) -> AffluentError:
    cause = say("The webhook of {recipient} answered {status}.", recipient=recipient, status=status)
    if status == 429:
        return RateLimitedError("webhook_limited", cause, say("It is tried again by itself."))
    if status >= 500:
        return TransientError("webhook_failed", cause, say("It is tried again by itself."))
    return CredentialsError(
        "webhook_refused", cause, say("Make a new webhook there, and type its address in at the recipient.")
    )
