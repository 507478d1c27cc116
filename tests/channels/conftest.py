"""Gateways that run for one test, and a certificate that this machine made for itself."""

import os
import ssl
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connect.foundation.clock import utcnow
from tests.channels.browsers import Subscriber
from tests.channels.gateways import Gateway, MailServer, gateway_running, mail_server_running
from tests.channels.zalos import gives, said


class Certificate(NamedTuple):
    """Where it lies, and a server's side of TLS with it."""

    file: Path
    server: ssl.SSLContext


@pytest.fixture(scope="session", autouse=True)
def nobody_trusted() -> Iterator[None]:
    """Of the certificates that this machine trusts none is loaded: 144 take most of a test's time,
    and no test calls anybody outside.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", os.devnull)
        yield


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with gateway_running() as gateway:
        yield gateway


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with mail_server_running() as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """For 127.0.0.1, signed by itself: nobody trusts it who is not told to."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(utcnow() - timedelta(days=1))
        .not_valid_after(utcnow() + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return Certificate(folder / "cert.pem", server)


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """The same, and this machine trusts it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    return certificate


@pytest.fixture
def service(trusted: Certificate) -> Iterator[Gateway]:
    """A push service on this machine."""
    with gateway_running(trusted.server) as service:
        service.says("201 Created", Location="https://127.0.0.1/message/1")
        yield service


@pytest.fixture
def subscriber() -> Subscriber:
    return Subscriber()


@pytest.fixture
def zalo(gateway: Gateway) -> Gateway:
    """Takes every message."""
    said(gateway, 0)
    return gateway


@pytest.fixture
def sign_in() -> Iterator[Gateway]:
    """Gives the first pair of tokens."""
    with gateway_running() as gateway:
        gives(gateway, 1)
        yield gateway


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "zalo_token.json"
