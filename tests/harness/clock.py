"""A clock that can be set: the program runs under libfaketime, which leaves the monotonic clock as it is."""
import os
import pathlib

LIBRARIES = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


class Clock:
    """`prefix` runs a command by this clock. ASan, which wants to be loaded first, is told not to insist."""

    def __init__(self, file):
        self.file = pathlib.Path(file)
        self.set(0)
        sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        self.prefix = ["env", f"LD_PRELOAD={LIBRARIES[0]}", f"FAKETIME_TIMESTAMP_FILE={self.file}",
                       "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", f"ASAN_OPTIONS={sanitizer}"]

    def set(self, seconds):
        """So far from the right time; the file is replaced at once, because it is read all the time."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}")
        fresh.rename(self.file)
