"""Credentials for servers and clients that encrypt, of both kinds."""

from __future__ import annotations

import subprocess
from enum import Enum
from pathlib import Path

DIRECTORY = Path(__file__).resolve().parents[1] / "target" / "tls"
USER = "bench"


class Tls(Enum):
    """How connections are encrypted. nbdscript and nbdkit take the same options for it."""

    CERTIFICATES = "certificates"
    KEYS = "keys"

    @property
    def options(self) -> list[str]:
        """A server's."""
        if self is Tls.CERTIFICATES:
            return ["--tls=require", f"--tls-certificates={DIRECTORY}"]
        return ["--tls=require", f"--tls-psk={DIRECTORY / 'keys.psk'}"]

    @property
    def user(self) -> str:
        """What stands before the host in a URI."""
        return f"{USER}@" if self is Tls.KEYS else ""

    @property
    def parameters(self) -> list[str]:
        """What a URI has for a client. fio's clients take no files that a URI names; without certificates, over a unix
        socket, they encrypt all the same and only do not check who the server is."""
        return [] if self is Tls.CERTIFICATES else [f"tls-psk-file={DIRECTORY / 'keys.psk'}"]


def make_credentials(nbdscript: Path) -> None:
    """Makes those that are not there yet."""
    for file, options in (("ca-cert.pem", []), ("keys.psk", ["--psk"])):
        if not (DIRECTORY / file).exists():
            command = [nbdscript, "tls", "init", *options, f"--client={USER}", DIRECTORY]
            subprocess.run(command, check=True, stdout=2)
