"""What a process of the server does about its sockets and its parent. Linux; others do without."""

import ctypes
import os
import signal
import socket
import struct
import threading
import time
from contextlib import suppress
from multiprocessing import parent_process

TAKES_NOTHING = 30_000  # milliseconds
LAST = 0.1  # seconds in which what has connected is still taken
_LOOK = 1.0  # seconds between two looks at the parent
_MERCY = 10.0  # seconds to end what is under way, once the parent is gone

_ATTACH_FILTER = 26  # SO_ATTACH_FILTER of Linux, which Python does not name
_DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)  # BPF: return 0 bytes of any packet


def end_with_parent():
    """Ends this process when the one that started it is gone: nobody would stop it any more.

    Nothing in a process that nobody started as the server starts its workers.
    """
    if parent := parent_process():
        # Not `getppid`: while this process began, that one may have ended.
        threading.Thread(target=_watch, args=(parent.pid,), name="parent", daemon=True).start()


def _watch(parent):
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_MERCY)
    os._exit(1)


def stop_gently(loop):
    """Has SIGTERM refuse new connections first, and lose none that is there.

    A connection is there before the server takes it up. Closed with some of these waiting, a
    listening socket breaks them, with the request that may be on the way. So the socket takes no
    new ones for a moment, while the server still takes up all that wait; whoever comes then tries
    again a second later, as TCP does, and is refused or finds another server.
    """

    def stop():
        for listening in _listening():
            with listening, suppress(OSError):
                _refuse(listening)
        # What the server itself stops at, as it does at SIGTERM otherwise.
        loop.call_later(LAST, os.kill, os.getpid(), signal.SIGINT)

    loop.add_signal_handler(signal.SIGTERM, stop)


def _refuse(listening):
    program = ctypes.create_string_buffer(_DROP_ALL)
    pointer = struct.pack("HP", 1, ctypes.addressof(program))
    listening.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, pointer)


def give_up_on_who_takes_nothing(loop):
    """Ends a connection whose other end takes nothing of an answer for TAKES_NOTHING."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        loop.call_later(1.0, _limit)


def _limit():
    for listening in _listening():
        with listening, suppress(OSError):
            # Those that it accepts have it from there.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, TAKES_NOTHING)


def _listening():
    """The sockets on which this process waits for connections; granian does not tell."""
    with suppress(FileNotFoundError):
        for name in os.listdir("/proc/self/fd"):
            with suppress(OSError):
                if not os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                    continue
                found = socket.socket(fileno=os.dup(int(name)))
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    yield found
                else:
                    found.close()
