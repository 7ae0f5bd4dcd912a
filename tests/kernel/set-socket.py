"""Gives the kernel one end of a socket pair, whose other end nbdscript serves as a client that is past its handshake."""

import fcntl
import os
import socket
import subprocess
import sys
import threading
import time

SET_SOCK, SET_BLOCK_SIZE, DO_IT, SET_SIZE_BLOCKS, DISCONNECT, SET_FLAGS = (0xAB00 + code for code in (0, 1, 3, 7, 8, 10))
HAS_FLAGS, SEND_FLUSH, SEND_TRIM = 1 << 0, 1 << 2, 1 << 5
MEBIBYTES = 16
DEVICE = "/dev/nbd1"
CONTENT = b"by the kernel" * 1000

kernel_end, server_end = socket.socketpair()
option = f"--transmission=fd={server_end.fileno()},size={MEBIBYTES}M,flags=flush+trim"
server = subprocess.Popen([sys.argv[1], option, "memory", f"{MEBIBYTES}M"], pass_fds=[server_end.fileno()])
server_end.close()

device = os.open(DEVICE, os.O_RDWR)
fcntl.ioctl(device, SET_BLOCK_SIZE, 4096)
fcntl.ioctl(device, SET_SIZE_BLOCKS, MEBIBYTES << 8)
fcntl.ioctl(device, SET_FLAGS, HAS_FLAGS | SEND_FLUSH | SEND_TRIM)
fcntl.ioctl(device, SET_SOCK, kernel_end.fileno())
transmission = threading.Thread(target=fcntl.ioctl, args=(device, DO_IT))
transmission.start()
with open("/sys/block/nbd1/size", encoding="ascii") as sectors:
    while int(sectors.read()) != MEBIBYTES << 11:
        time.sleep(0.1)
        sectors.seek(0)

written = os.open(DEVICE, os.O_WRONLY)
os.pwrite(written, CONTENT, 8192)
os.fsync(written)
os.close(written)
subprocess.run(["blockdev", "--flushbufs", DEVICE], check=True)
with open(DEVICE, "rb") as disk:
    disk.seek(8192)
    if disk.read(len(CONTENT)) != CONTENT:
        sys.exit("the device has other bytes than were written")

fcntl.ioctl(device, DISCONNECT)
transmission.join()
if server.wait() != 0:
    sys.exit(f"nbdscript ended with code {server.returncode}")
