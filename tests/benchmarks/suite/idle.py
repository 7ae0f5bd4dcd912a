"""Memory of idle connections: many that have read once, and then wait."""

from __future__ import annotations

import resource
import socket
import struct
import time
from contextlib import ExitStack
from pathlib import Path

from suite import contestants as c
from suite.contestants import Contestant, Disk, Tools
from suite.plan import IDLE, Plan
from suite.progress import tell
from suite.race import Failures
from suite.samples import Metric, Sample, Subject
from suite.server import Endpoint, Server
from suite.works import KIB, MIB

CONTESTANTS = (c.NBDSCRIPT_MEMORY, c.JAVASCRIPT, c.NBDKIT_MEMORY, c.BARE_SERVER)
SUBJECT = Subject(IDLE, "idle", "unix", Metric.EACH)
READ_LENGTH = 256 * KIB
MOST_ROUNDS = 3

OPTION_MAGIC = 0x49484156454F5054
REQUEST_MAGIC = 0x25609513
OPT_GO = 7
REP_ACK = 1
CMD_READ = 0
FIXED_NEWSTYLE_AND_NO_ZEROES = 3


def measure_idle(plan: Plan, tools: Tools, directory: Path, failures: Failures) -> list[Sample]:
    """KiB a connection beyond the first, for each contestant and round, each with a fresh server."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * plan.idle_connections)), hard))
    tell(f"idle: {plan.idle_connections} connections to {', '.join(x.name for x in CONTESTANTS)}")
    samples = []
    for round_ in range(min(plan.rounds, MOST_ROUNDS)):
        for contestant in CONTESTANTS:
            with failures.catching(f"idle: {contestant.name}"):
                value = _kib_each(contestant, plan, tools, directory)
                samples.append(Sample(SUBJECT, contestant.name, round_, value))
    return samples


def _kib_each(contestant: Contestant, plan: Plan, tools: Tools, directory: Path) -> float:
    endpoint = Endpoint.unix(directory, IDLE)
    command = contestant.command(tools, endpoint, Disk(64 * MIB, directory / "idle.img"))
    with Server.running(command, endpoint, directory / "idle.log") as server, ExitStack() as connections:
        connections.enter_context(_open_connection(endpoint))
        time.sleep(plan.settle_seconds)
        first = server.resident_kib()
        for _ in range(plan.idle_connections):
            connections.enter_context(_open_connection(endpoint))
        time.sleep(plan.settle_seconds)
        return (server.resident_kib() - first) / plan.idle_connections


def _open_connection(endpoint: Endpoint) -> socket.socket:
    """A connection in the transmission phase that has read once, so that the server had reason to make buffers."""
    connection = endpoint.connect()
    _receive(connection, 18)
    connection.sendall(struct.pack(">I", FIXED_NEWSTYLE_AND_NO_ZEROES))
    go = struct.pack(">IH", 0, 0)
    connection.sendall(struct.pack(">QII", OPTION_MAGIC, OPT_GO, len(go)) + go)
    reply = 0
    while reply != REP_ACK:
        _, _, reply, length = struct.unpack(">QIII", _receive(connection, 20))
        text = _receive(connection, length)
        if reply >> 31:
            raise ConnectionError(f"the server refused: {text.decode(errors='replace')}")
    connection.sendall(struct.pack(">IHHQQI", REQUEST_MAGIC, 0, CMD_READ, 1, 0, READ_LENGTH))
    _, error, _ = struct.unpack(">IIQ", _receive(connection, 16))
    if error:
        raise ConnectionError(f"the server answered a read by error {error}")
    _receive(connection, READ_LENGTH)
    return connection


def _receive(connection: socket.socket, length: int) -> bytes:
    data = connection.recv(length, socket.MSG_WAITALL) if length else b""
    if len(data) != length:
        raise ConnectionError(f"the server closed: expected {length} bytes, {len(data)} came")
    return data
