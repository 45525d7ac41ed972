"""A page that is typed into, over the pipe of the browser's own protocol (Chrome DevTools).

Source: chromedevtools.github.io/devtools-protocol. The browser reads commands from its file
descriptor 3 and writes answers to 4, each as JSON with a zero byte behind it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["Session", "session"]

LONGEST = 120  # seconds: a browser that hangs is ended, and with it the wait for its answer
START = (
    "import os, sys; "
    "os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); "
    "os.execv(sys.argv[3], sys.argv[3:])"
)


class Session:
    """One page of one browser."""

    def __init__(self, to_browser: BinaryIO, from_browser: BinaryIO) -> None:
        self._to, self._from = to_browser, from_browser
        self._number = 0
        self._page: dict[str, str] = {}

    def open(self, address: str) -> None:
        """Open an address, wait until it is loaded."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._page = {"sessionId": attached["sessionId"]}
        self.ask("Page.enable")
        self.ask("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """The answer to a command."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters} | self._page
        self._to.write(json.dumps(command).encode() + b"\0")
        self._to.flush()
        while True:
            answer = json.loads(self._read())
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def value(self, expression: str) -> Any:  # noqa: ANN401  # whatever the page says
        """The value of an expression in the page, which may be a promise."""
        asked = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self.ask("Runtime.evaluate", **asked)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true."""
        waiting = (
            "new Promise((done) => { const look = () => "
            f"({expression}) ? done(true) : setTimeout(look, 10); look(); }})"
        )
        assert self.value(waiting)

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        held = 8 if shift else 0
        for kind in ("keyDown", "keyUp"):
            said = {"text": text} if text and kind == "keyDown" else {}
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, modifiers=held, **said)

    def type(self, text: str) -> None:
        """Put a text where the cursor is, as an input method does."""
        self.ask("Input.insertText", text=text)

    def _read(self) -> bytes:
        message = bytearray()
        while (one := self._from.read(1)) != b"\0":
            assert one, "Expected an answer of the browser, got the end of the pipe"
            message += one
        return bytes(message)


@contextmanager
def session(program: str, options: tuple[str, ...], folder: Path) -> Iterator[Session]:
    """A browser that is asked over its pipe, closed at the end."""
    for_browser, to_browser = os.pipe()
    from_browser, by_browser = os.pipe()
    started = subprocess.Popen(
        [
            *(sys.executable, "-c", START, str(for_browser), str(by_browser), program),
            *(*options, "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank"),
        ],
        pass_fds=(for_browser, by_browser),
        stderr=subprocess.DEVNULL,
    )
    watch = threading.Timer(LONGEST, started.kill)
    watch.start()
    os.close(for_browser)
    os.close(by_browser)
    with os.fdopen(to_browser, "wb") as commands, os.fdopen(from_browser, "rb") as answers:
        try:
            yield Session(commands, answers)
        finally:
            watch.cancel()
            started.terminate()
            started.wait()
