"""An Odoo whose certificate nobody trusts: the connection waits, and the key is never sent."""

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odoo_bridge.odoo.errors import OutageError
from odoo_bridge.odoo.transports.wire import Wire


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate that it made itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = (
        builder.not_valid_before(today)
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A server that shakes hands and says nothing."""
    context, listener = self_signed(tmp_path), socket.create_server(("127.0.0.1", 0))

    def greet() -> None:
        client, _ = listener.accept()
        with client, suppress(OSError):
            context.wrap_socket(client, server_side=True)

    server = threading.Thread(target=greet)
    server.start()
    yield int(listener.getsockname()[1])
    server.join(10)
    listener.close()


def test_a_certificate_that_nobody_trusts(port: int) -> None:
    with pytest.raises(OutageError, match="certificate verify failed"):
        Wire(f"https://127.0.0.1:{port}").post("/jsonrpc", {"key": "s3cret"}, {}, "version")
