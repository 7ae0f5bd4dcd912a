"""What clients do to a server: fio's loads, and copies by nbdcopy."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass

from suite.server import Endpoint

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


class WorkFailed(Exception):
    """A client failed, so there is no result."""


@dataclass(frozen=True)
class Outcome:
    """What one turn did."""

    operations: int
    """Requests; 1 for a copy."""
    seconds: float

    @property
    def speed(self) -> float:
        """Operations a second."""
        return self.operations / self.seconds


@dataclass(frozen=True)
class Shape:
    """Size, depth and number of a load's requests, apart from what they do."""

    block_size: int
    depth: int
    jobs: int = 1

    def fio_arguments(self) -> list[str]:
        """Those of one command line."""
        return [f"--bs={self.block_size}", f"--iodepth={self.depth}", f"--numjobs={self.jobs}"]


@dataclass(frozen=True)
class Load:
    """Requests by fio's nbd engine for a given time."""

    name: str
    description: str
    pattern: str
    """fio's name for what is done: randread, randwrite, read or write."""
    shape: Shape

    def run(self, endpoint: Endpoint, seconds: float) -> Outcome:
        """One turn."""
        output = _fio(
            endpoint,
            [
                f"--rw={self.pattern}",
                *self.shape.fio_arguments(),
                "--time_based",
                f"--runtime={round(seconds * 1000)}ms",
                "--norandommap",
                "--gtod_reduce=1",
            ],
        )
        side = output["write" if "write" in self.pattern else "read"]
        if not side["total_ios"]:
            raise WorkFailed(f"{self.name}: fio made no requests")
        return Outcome(side["total_ios"], side["runtime"] / 1000)


@dataclass(frozen=True)
class Copy:
    """A copy of the whole disk to nowhere by nbdcopy, again and again."""

    name: str
    description: str

    def run(self, endpoint: Endpoint, seconds: float) -> Outcome:
        """One turn: all copies that begin within so many seconds, and one at least."""
        copies, spent = 0, 0.0
        while not copies or spent < seconds:
            spent += _nbdcopy([endpoint.uri, "null:"])
            copies += 1
        return Outcome(copies, spent)


Work = Load | Copy


def fill(endpoint: Endpoint, size: int) -> None:
    """Writes data that is not zero all over a disk."""
    _nbdcopy(["--", "[", "nbdkit", "pattern", str(size), "]", endpoint.uri])


def verify(endpoint: Endpoint, shape: Shape, size_of_job: int) -> None:
    """Has fio write data with checksums, and read and check it, by requests of this shape."""
    _fio(
        endpoint,
        [
            "--rw=randwrite",
            *shape.fio_arguments(),
            f"--size={size_of_job}",
            f"--offset_increment={size_of_job}",
            "--verify=crc32c",
            "--verify_fatal=1",
            "--verify_state_save=0",
        ],
    )


def _fio(endpoint: Endpoint, arguments: list[str]) -> dict:
    command = [
        "fio",
        "--name=load",
        "--ioengine=nbd",
        f"--uri={endpoint.uri}",
        "--thread",
        "--group_reporting",
        "--output-format=json",
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # What fio has to say comes before the JSON.
    start = done.stdout.find("{")
    if done.returncode != 0 or start < 0:
        raise WorkFailed(f"{' '.join(command)}\n{done.stdout[:2000]}{done.stderr}")
    job = json.loads(done.stdout[start:])["jobs"][0]
    if job["error"]:
        raise WorkFailed(f"{' '.join(command)}: error {job['error']}\n{done.stderr}")
    return job


def _nbdcopy(arguments: list[str]) -> float:
    command = ["nbdcopy", *arguments]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - start
    if done.returncode != 0:
        raise WorkFailed(f"{' '.join(command)}\n{done.stderr}")
    return seconds


SMALL = 4 * KIB
LARGE = 256 * KIB

READ_4K_D1 = Load("read-4k-d1", "4 KiB random read, depth 1", "randread", Shape(SMALL, 1))
READ_4K_D16 = Load("read-4k-d16", "4 KiB random read, depth 16", "randread", Shape(SMALL, 16))
READ_4K_2X64 = Load("read-4k-2x64", "4 KiB random read, 2 jobs of depth 64", "randread", Shape(SMALL, 64, 2))
WRITE_4K_D1 = Load("write-4k-d1", "4 KiB random write, depth 1", "randwrite", Shape(SMALL, 1))
WRITE_4K_D16 = Load("write-4k-d16", "4 KiB random write, depth 16", "randwrite", Shape(SMALL, 16))
WRITE_4K_2X64 = Load("write-4k-2x64", "4 KiB random write, 2 jobs of depth 64", "randwrite", Shape(SMALL, 64, 2))
READ_256K_D16 = Load("read-256k-d16", "256 KiB sequential read, depth 16", "read", Shape(LARGE, 16))
WRITE_256K_D16 = Load("write-256k-d16", "256 KiB sequential write, depth 16", "write", Shape(LARGE, 16))

LOADS = (
    READ_4K_D1,
    READ_4K_D16,
    READ_4K_2X64,
    WRITE_4K_D1,
    WRITE_4K_D16,
    WRITE_4K_2X64,
    READ_256K_D16,
    WRITE_256K_D16,
)
COPY_DATA = Copy("copy-data", "nbdcopy of 1 GiB of data to null")
COPY_SPARSE = Copy("copy-sparse", "nbdcopy of a sparse 100 GiB image to null")
