"""Over real TLS: the guard checks the address, the certificate is that of the name, the key goes by Basic."""

import base64
import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from channels.http import Http
from channels.woocommerce.channel import WooCommerce
from hub.errors import ConfigError
from hub.ports import Account
from sandbox.network.http import HttpServer, Request, Response

DATE = "Sat, 21 Nov 2026 22:00:00 GMT"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key with its self-signed certificate for 127.0.0.1 and for localhost, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def shop(certificate: Path) -> Iterator[tuple[int, list[Request]]]:
    """A shop behind TLS, and what it was asked."""
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        return Response.of_json({"id": 35, "refunds": []}, headers={"Date": DATE})

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = HttpServer(answer)
    listener = server._server
    listener.socket = context.wrap_socket(listener.socket, server_side=True)
    with server:
        yield server.port, asked


def read(address: str, *, private: bool) -> None:
    credentials = {"url": address, "consumer_key": "ck", "consumer_secret": "cs"}
    account = Account(shop="boutique", credentials=credentials, allow_private_hosts=private)
    channel = WooCommerce()
    channel.order(Http(account, channel.connect(account)), "35")


def test_the_key_goes_by_basic_over_tls(
    shop: tuple[int, list[Request]], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = shop
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))

    read(f"https://127.0.0.1:{port}", private=True)

    token = asked[0].headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(token) == b"ck:cs"
    assert "oauth" not in str(asked[0].query)


def test_the_guard_works_under_tls(
    shop: tuple[int, list[Request]], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = shop
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))

    with pytest.raises(ConfigError, match="public internet"):
        read(f"https://localhost:{port}", private=False)
    assert asked == []

    # and where the address is allowed, the certificate is checked against the name
    monkeypatch.setattr("channels.http.addresses.is_public", lambda _: True)
    read(f"https://localhost:{port}", private=False)
    assert len(asked) == 1


def test_a_certificate_that_nobody_signed_is_refused(shop: tuple[int, list[Request]]) -> None:
    port, asked = shop

    with pytest.raises(ConfigError, match="self-signed") as caught:
        read(f"https://127.0.0.1:{port}", private=True)

    assert "certificate" in caught.value.remedy
    assert asked == []
