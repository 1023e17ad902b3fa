"""One frame to hundreds of sockets in one system call: `io_uring(7)`, through ctypes.

A `send()` for each viewer spends a third of its time on the way into the kernel and back, and in Python
around it. Here a chunk of a fan-out is written as a table of requests, which the kernel works off in one
call. Nothing is left under way when that returns: a socket that cannot take the frame at once says so, and is
written to by its own connection, which knows how to wait. Where the kernel or a container refuses io_uring
there is no ring, and everybody is written to that way.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

# Sockets in one call, a power of two.
SLOTS = 512

# linux/io_uring.h; the numbers of the calls are the same on all machines.
_SETUP, _ENTER = 425, 426
_OFFSET_REQUESTS = 0x10000000
_SEND = 26
_WAIT_FOR_ANSWERS = 1
_MSG_DONTWAIT, _MSG_NOSIGNAL = 0x40, 0x4000
_COUNTERS = 1 << 32

_REQUEST = np.dtype(
    {
        "names": ["opcode", "descriptor", "address", "size", "flags", "slot"],
        "formats": ["u1", "i4", "u8", "u4", "u4", "u8"],
        "offsets": [0, 4, 16, 24, 28, 32],
        "itemsize": 64,
    }
)
_ANSWER = np.dtype([("slot", "u8"), ("taken", "i4"), ("flags", "u4")])


class _OfRequests(ctypes.Structure):
    """Where the parts of the queue of requests stand in the shared memory, in bytes (`io_sqring_offsets`)."""

    _fields_ = tuple(
        (name, ctypes.c_uint32)
        for name in ("head", "tail", "mask", "entries", "flags", "dropped", "numbers", "_1", "_2", "_3")
    )


class _OfAnswers(ctypes.Structure):
    """The same of the queue of answers (`io_cqring_offsets`)."""

    _fields_ = tuple(
        (name, ctypes.c_uint32)
        for name in ("head", "tail", "mask", "entries", "overflow", "answers", "flags", "_1", "_2", "_3")
    )


class _Parameters(ctypes.Structure):
    """What is asked for and told at the beginning (`io_uring_params`)."""

    _fields_ = (
        ("requests", ctypes.c_uint32),
        ("answers", ctypes.c_uint32),
        ("settings", ctypes.c_uint32 * 8),
        ("of_requests", _OfRequests),
        ("of_answers", _OfAnswers),
    )


class Ring:
    """The table of requests and the table of answers, both shared with the kernel. For one thread."""

    def __init__(self) -> None:
        """Raises `OSError` where the kernel or a container refuses."""
        self._call = ctypes.CDLL(None, use_errno=True).syscall
        told = _Parameters()
        self._ring = self._call(_SETUP, SLOTS, ctypes.byref(told))
        if self._ring < 0:
            raise OSError(ctypes.get_errno(), "io_uring is refused")
        try:
            self._map(told)
        except BaseException:
            os.close(self._ring)
            raise

    def _map(self, told: _Parameters) -> None:
        requests, answers = told.of_requests, told.of_answers
        size = max(requests.numbers + 4 * told.requests, answers.answers + _ANSWER.itemsize * told.answers)
        shared = mmap.mmap(self._ring, size)
        table = mmap.mmap(self._ring, _REQUEST.itemsize * told.requests, offset=_OFFSET_REQUESTS)
        self._counters = np.frombuffer(shared, np.uint32, requests.numbers // 4)
        self._requested, self._accepted = requests.tail // 4, requests.head // 4
        self._answered, self._read = answers.tail // 4, answers.head // 4
        self._answers = np.frombuffer(shared, _ANSWER, told.answers, answers.answers)
        self._requests = np.frombuffer(table, _REQUEST, told.requests)
        # What never changes: which request stands where, what it asks for, whose answer it is.
        numbers = np.frombuffer(shared, np.uint32, told.requests, requests.numbers)
        numbers[:] = np.arange(told.requests)
        self._requests["opcode"] = _SEND
        self._requests["flags"] = _MSG_DONTWAIT | _MSG_NOSIGNAL
        self._requests["slot"] = np.arange(told.requests)
        self._slots = np.arange(2 * told.requests) % told.requests
        self._answer_slots = np.arange(2 * told.answers) % told.answers

    def close(self) -> None:
        """Give it back to the kernel; idempotent."""
        if self._ring >= 0:
            os.close(self._ring)
            self._ring = -1

    def send(self, data: bytes, descriptors: array[int], begin: int, end: int) -> Iterator[tuple[int, int]]:
        """Send `data` to the sockets `descriptors[begin:end]`, at most `SLOTS`; −1 is nobody's.

        Gives the places of those that did not take all of it, with how many bytes they took. What goes
        wrong with a socket (gone, full, not one) is not told apart: its own connection finds out.
        """
        count, size = end - begin, len(data)
        before = int(self._counters[self._requested])
        slots = self._slots[before % SLOTS : before % SLOTS + count]
        self._requests["descriptor"][slots] = np.frombuffer(descriptors, np.int32, count, 4 * begin)
        self._requests["address"][slots] = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value
        self._requests["size"][slots] = size
        self._counters[self._requested] = (before + count) % _COUNTERS
        self._submit(count)
        answers = self._collect()
        if len(answers) == count and (answers["taken"] == size).all():
            return iter(())
        taken = np.zeros(SLOTS, np.int32)
        taken[answers["slot"]] = answers["taken"]
        in_order = np.maximum(taken[slots], 0)
        short = np.flatnonzero(in_order != size)
        return zip((short + begin).tolist(), in_order[short].tolist(), strict=True)

    def _submit(self, count: int) -> None:
        """Have the kernel work off `count` requests; those that it does not accept are taken back."""
        while count > 0:
            accepted = self._call(_ENTER, self._ring, count, count, _WAIT_FOR_ANSWERS, None, 0)
            if accepted <= 0:
                break
            count -= accepted
        self._counters[self._requested] = self._counters[self._accepted]

    def _collect(self) -> npt.NDArray[np.void]:
        """The answers that are there, taken out."""
        head, tail = int(self._counters[self._read]), int(self._counters[self._answered])
        first = head % len(self._answers)
        slots = self._answer_slots[first : first + (tail - head) % _COUNTERS]
        answers: npt.NDArray[np.void] = self._answers[slots]
        self._counters[self._read] = tail
        return answers


def open_ring() -> Ring | None:
    """A ring, or None where there is none to be had."""
    with contextlib.suppress(OSError):
        return Ring()
    return None
