"""The playground's web server: on this machine only, with an end that does not wait for open pages."""

import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from adapters.playground.changes import Changes
from bot.errors import InvalidInput

HERE = "127.0.0.1"
PORTS_TRIED = 20
LAST_PORT = 65535
SECONDS_TO_FINISH = 1


async def serve(
    app: ASGIApp, changes: Changes, *, port: int, on_ready: Callable[[str], None]
) -> None:
    """Serve until Ctrl-C or SIGTERM, near the wanted port; `on_ready` is told the address.

    Raises `InvalidInput` when no port is free.
    """
    with _free_socket(port) as listening:
        address = f"http://{HERE}:{listening.getsockname()[1]}/"
        server = LocalServer(app, changes, lambda: on_ready(address))
        await server.serve(sockets=[listening])


class LocalServer(uvicorn.Server):
    """Uvicorn that sends open pages home before it waits for them, and leaves the ending to its caller."""

    def __init__(self, app: ASGIApp, changes: Changes, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                ws="none",
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
            )
        )
        self._changes = changes
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams of open pages, then everything else."""
        self._changes.end()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take Ctrl-C and SIGTERM as the wish to stop.

        Unlike uvicorn's own, nothing is raised again at the end: the caller still has a database to close.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        wishes = (signal.SIGINT, signal.SIGTERM)
        before = {wish: signal.signal(wish, self.stop) for wish in wishes}
        try:
            yield
        finally:
            for wish, handler in before.items():
                signal.signal(wish, handler)

    def stop(self, wish: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        """Stop soon; a second Ctrl-C, at once."""
        del frame
        self.force_exit = self.should_exit and wish == signal.SIGINT
        self.should_exit = True


@contextmanager
def _free_socket(wanted: int) -> Iterator[socket.socket]:
    """A socket on the wanted port or one of the next; 0 is any."""
    for port in range(wanted, min(wanted + PORTS_TRIED, LAST_PORT + 1)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
            if sys.platform != "win32":  # there it would share the port with another program
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listening.bind((HERE, port))
                listening.listen()
            except OSError:
                continue
            yield listening
            return
    message = f"None of the ports from {wanted} on is free. Choose another with --port."
    raise InvalidInput(message)


def greeter(
    say: Callable[[str], None], *, open_browser: bool, environ: Mapping[str, str]
) -> Callable[[str], None]:
    """What to do when the playground is ready: say where it is, and open it if that is wanted and possible."""

    def greet(address: str) -> None:
        say(f"The playground is open: {address}")
        say("Ctrl-C ends it; everything in it is kept.")
        if open_browser and has_windows(environ):
            threading.Thread(target=_open, args=(address,), daemon=True).start()

    return greet


def has_windows(environ: Mapping[str, str]) -> bool:
    """Whether a browser would open a window, and not take over the terminal."""
    elsewhere = sys.platform in {"darwin", "win32"}
    return elsewhere or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _open(address: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
