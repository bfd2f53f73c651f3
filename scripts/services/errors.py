"""What can go wrong while looking for a service."""


class UnavailableError(Exception):
    """A source cannot give the service; the message says why, in words a person can act on."""
