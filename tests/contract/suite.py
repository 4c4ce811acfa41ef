"""The C++ suite as a test sees it: one `thidua dev` in a folder of its own, and the command line."""

import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("THIDUA_BIN") or REPOSITORY / "build/release/bin")
START_SECONDS = 30
STOP_SECONDS = 10
CALL_SECONDS = 60
# DESIGN.md: a read that carries no version is at most a second behind.
BEHIND_SECONDS = 2


class Suite:
    """All services in one process on a free port, stopped and cleaned up at the end of `with`."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="thidua-contract-")
        self.folder = Path(self._folder.name)
        self._log = self.folder / "dev.log"
        # A caller's own settings must not lead the command line elsewhere.
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith("THIDUA_")}
        self._process = None
        try:
            with open(self._log, "wb") as log:
                command = [BIN / "thidua", "dev", "--data", self.folder / "data", "--port", "0"]
                self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment)
            self.address = self._wait_for_address()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_):
        self._stop()

    def _stop(self):
        try:
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()
                try:
                    self._process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
        finally:
            self._folder.cleanup()

    def _wait_for_address(self):
        deadline = time.monotonic_ns() + START_SECONDS * 10**9
        while time.monotonic_ns() < deadline:
            log = self.log()
            if found := re.search(r"127\.0\.0\.1:([1-9][0-9]*)", log):
                return found[0]
            if self._process.poll() is not None:
                raise RuntimeError(f"thidua dev ended with {self._process.returncode}:\n{log}")
            time.sleep(1 / 20)
        raise RuntimeError(f"thidua dev named no address in {START_SECONDS} s:\n{self.log()}")

    def log(self):
        return self._log.read_text(encoding="utf-8", errors="replace")

    def run(self, *words):
        """A finished `thidua --server … words`, with stdout and stderr as bytes."""
        command = [BIN / "thidua", "--server", self.address, "--lang", "en", *map(str, words)]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=CALL_SECONDS, env=self._environment)

    def read(self, *words):
        """What `thidua … words` printed, which has to end well."""
        done = self.run(*words)
        if done.returncode != 0:
            raise RuntimeError(f"thidua {' '.join(map(str, words))} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')}")
        return done.stdout

    def read_until(self, expected, *words):
        """The same, waiting for `expected` as long as an answer may be behind."""
        deadline = time.monotonic_ns() + BEHIND_SECONDS * 10**9
        while True:
            got = self.read(*words)
            if got == expected or time.monotonic_ns() > deadline:
                return got
            time.sleep(1 / 10)
