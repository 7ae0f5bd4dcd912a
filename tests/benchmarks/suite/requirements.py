"""What the suite needs: programs, installed by apt-get if this runs as root; the bare C server and the Java
hello-world, built here; nbdscript, which builds itself when it is called."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from suite.contestants import ROOT, Tools
from suite.progress import tell
from suite.tls import make_credentials

HERE = Path(__file__).resolve().parents[1]
TARGET = HERE / "target"


class Missing(Exception):
    """Something that the suite needs is not there."""


def _has(*commands: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(command) for command in commands)


def _succeeds(*command: str) -> Callable[[], bool]:
    def check() -> bool:
        if not shutil.which(command[0]):
            return False
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    return check


# Debian's packages, and how each is found to be there.
PACKAGES: dict[str, Callable[[], bool]] = {
    "fio": _succeeds("fio", "--enghelp=nbd"),
    "nbdkit": _has("nbdkit"),
    "nbdkit-plugin-python": _succeeds("nbdkit", "python", "--version"),
    "libnbd-bin": _has("nbdcopy", "nbdinfo"),
    "qemu-utils": _has("qemu-nbd"),
    "gcc": _has("gcc"),
    "libc6-dev": lambda: Path("/usr/include/pthread.h").exists(),
}


def provide(nbdscript: Path, *, needs_nbdscript: bool) -> Tools:
    """All tools, installed or built as far as they are missing."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    _install_missing()
    TARGET.mkdir(exist_ok=True)
    bare_server = TARGET / "bare-server"
    source = HERE / "bare-server" / "bare-server.c"
    _build(bare_server, source, ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", bare_server, source])
    if not needs_nbdscript:
        return Tools(nbdscript, bare_server, Path("java"), TARGET)
    java_home = _prepare_nbdscript(nbdscript)
    make_credentials(nbdscript)
    hello = HERE / "peers" / "Hello.java"
    _build(TARGET / "Hello.class", hello, [java_home / "bin" / "javac", "-d", TARGET, hello])
    return Tools(nbdscript, bare_server, java_home / "bin" / "java", TARGET)


def _install_missing() -> None:
    missing = [package for package, is_there in PACKAGES.items() if not is_there()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(f"these packages are missing; install them, for example by: apt-get install {' '.join(missing)}")
    tell(f"installing {' '.join(missing)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", *missing]):
        subprocess.run(["apt-get", "-q", *arguments], env=environment, stdout=2, check=True)
    missing = [package for package in missing if not PACKAGES[package]()]
    if missing:
        raise Missing(f"apt-get has installed them, but these are still missing: {' '.join(missing)}")


def _build(product: Path, source: Path, command: list[str | Path]) -> None:
    if not product.exists() or product.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(command, check=True)


def _prepare_nbdscript(nbdscript: Path) -> Path:
    """Has nbdscript built, so that no measured start does it, and returns its JDK."""
    if not nbdscript.exists():
        raise Missing(f"expected nbdscript's launcher at {nbdscript}, but there is none")
    tell("preparing nbdscript")
    subprocess.run([nbdscript, "--version"], check=True, stdout=2)
    home = subprocess.run([nbdscript, "--java-home"], check=True, capture_output=True, text=True)
    return Path(home.stdout.strip())


def versions(tools: Tools) -> dict[str, str]:
    """What raced, and where, for the results."""
    commands = {
        "nbdscript": [tools.nbdscript, "--version"],
        "java": [tools.java, "--version"],
        "nbdkit": ["nbdkit", "--version"],
        "qemu-nbd": ["qemu-nbd", "--version"],
        "nbdcopy": ["nbdcopy", "--version"],
        "fio": ["fio", "--version"],
        "gcc": ["gcc", "--version"],
        "commit": ["git", "-C", ROOT, "describe", "--always", "--dirty"],
        "kernel": ["uname", "-sr"],
    }
    found = {name: _first_line(command) for name, command in commands.items()}
    found["processors"] = f"{os.cpu_count()} × {_processor()}"
    return {name: text for name, text in found.items() if text}


def _first_line(command: list[str | Path]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip().partition("\n")[0] if done.returncode == 0 else ""


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return os.uname().machine
