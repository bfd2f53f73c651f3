"""What `gunicorn hub.wsgi` reads by itself: a silent client must not keep a thread of the web process."""

import socket
import struct
from typing import Any

# Gunicorn's own time-outs do not cover the reading of a request by its threads: a few clients that begin one
# and never end it would occupy them all.
SILENT_SECONDS = 10


def when_ready(server: Any) -> None:
    """Called once the sockets listen and before anything is accepted; connections inherit the limit."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENT_SECONDS, 0))
