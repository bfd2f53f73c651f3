"""A mail server: takes messages by SMTP (RFC 5321), keeps them, and refuses when it is told to."""

from sandbox.mail.server import MailServer

__all__ = ["MailServer"]
