"""How both ends of a connection to PostgreSQL notice that the other is gone without a word.

Probes are sent only while nothing is on its way; what was sent and is not acknowledged has a limit of its own. Both are set on
both sides: the client's tell 121 that it was cut off, the server's let go of what a dead machine had locked.
https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-TCP-USER-TIMEOUT
"""

from typing import Any

from sqlalchemy.engine import URL

# Seconds, seconds, times: a machine that is gone without a word is noticed after eleven seconds, on either side.
_PROBES = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
_UNACKNOWLEDGED = {"tcp_user_timeout": 10_000}  # milliseconds
PATIENCE = 5  # seconds in which a connection is there
_THEIRS = {f"tcp_{name}": value for name, value in _PROBES.items()} | _UNACKNOWLEDGED


def watched(url: URL) -> dict[str, Any]:
    """What a connection to this address is opened with; options that the operator has written there stay."""
    written = url.query.get("options", ())
    own = (written,) if isinstance(written, str) else written
    ours = (f"-c {name}={value}" for name, value in _THEIRS.items())
    options = " ".join((*ours, *own))
    return {"connect_timeout": PATIENCE, "options": options, **_PROBES, **_UNACKNOWLEDGED}
