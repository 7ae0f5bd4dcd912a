"""A server's process: its start, what it uses, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from suite.tls import Tls

START_DEADLINE_SECONDS = 90
STOP_DEADLINE_SECONDS = 20
POLL_SECONDS = 0.002
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class ServerFailed(Exception):
    """A server did not start, or ended by itself."""


@dataclass(frozen=True)
class Endpoint:
    """Where a server listens: a unix socket, or a port of 127.0.0.1."""

    path: Path | None = None
    port: int = 0
    tls: Tls | None = None

    @staticmethod
    def unix(directory: Path, name: str) -> Endpoint:
        """A socket in a directory."""
        return Endpoint(path=directory / f"{name}.sock")

    @staticmethod
    def tcp() -> Endpoint:
        """A port that is free now."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return Endpoint(port=probe.getsockname()[1])

    @property
    def uri(self) -> str:
        """For clients."""
        scheme, user, parameters = ("nbds", self.tls.user, self.tls.parameters) if self.tls else ("nbd", "", [])
        if self.path:
            return f"{scheme}+unix://{user}/?{'&'.join([f'socket={self.path}', *parameters])}"
        return f"{scheme}://{user}127.0.0.1:{self.port}" + "".join(f"?{parameter}" for parameter in parameters)

    def connect(self) -> socket.socket:
        """A connected socket; fails at once if nobody listens."""
        family = socket.AF_UNIX if self.path else socket.AF_INET
        connection = socket.socket(family)
        try:
            connection.connect(str(self.path) if self.path else ("127.0.0.1", self.port))
        except OSError:
            connection.close()
            raise
        return connection


class Server:
    """A running server that listens."""

    def __init__(self, process: subprocess.Popen[bytes], endpoint: Endpoint, log: Path) -> None:
        self._process = process
        self._log = log
        self.endpoint = endpoint

    def cpu_seconds(self) -> float:
        """User and system time of all its threads so far."""
        # The command's name, in parentheses, may contain blanks.
        fields = self._proc("stat").rpartition(")")[2].split()
        user, system = int(fields[11]), int(fields[12])
        return (user + system) / TICKS_A_SECOND

    def peak_kib(self) -> int:
        """The most memory it ever had resident."""
        return self._status("VmHWM")

    def resident_kib(self) -> int:
        """The memory it has resident now."""
        return self._status("VmRSS")

    def _status(self, key: str) -> int:
        for line in self._proc("status").splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
        raise self._failure(f"/proc has no {key} of it")

    def _proc(self, name: str) -> str:
        try:
            return Path(f"/proc/{self._process.pid}/{name}").read_text(encoding="ascii")
        except OSError as error:
            raise self._failure(str(error)) from error

    def _wait_until_it_listens(self) -> None:
        deadline = time.monotonic() + START_DEADLINE_SECONDS
        while True:
            try:
                self.endpoint.connect().close()
                return
            except OSError:
                if self._process.poll() is not None:
                    raise self._failure(f"ended with status {self._process.returncode}") from None
                if time.monotonic() > deadline:
                    raise self._failure(f"does not listen after {START_DEADLINE_SECONDS} s") from None
            time.sleep(POLL_SECONDS)

    def _failure(self, what: str) -> ServerFailed:
        log = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
        return ServerFailed(f"{' '.join(map(str, self._process.args))}: {what}\n{log}".rstrip())

    def _stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_DEADLINE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self.endpoint.path:
            self.endpoint.path.unlink(missing_ok=True)

    @staticmethod
    @contextmanager
    def running(command: list[str], endpoint: Endpoint, log: Path) -> Iterator[Server]:
        """A server in the foreground, from when it listens until the block ends."""
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        server = Server(process, endpoint, log)
        try:
            server._wait_until_it_listens()
            yield server
        finally:
            server._stop()
