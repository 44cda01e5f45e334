"""The audit of the packages: the real pip-audit asks a database of weaknesses on this machine."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps, loads
from pathlib import Path
from typing import Any, ClassVar

import pytest

from scripts import audit

PINNED = "".join(
    f"{name}==1.0 --hash=sha256:{digit * 64}\n" for name, digit in (("fine", "a"), ("weak", "b"))
)
WEAKNESS: dict[str, Any] = {
    "id": "PYSEC-2026-1",
    "summary": "It lets everybody in.",
    "affected": [
        {
            "package": {"name": "weak", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
        }
    ],
}


class Database(BaseHTTPRequestHandler):
    """A database of weaknesses, in the form of https://google.github.io/osv.dev/post-v1-query/."""

    status = 200
    known: ClassVar[dict[str, Any]] = {}

    def do_POST(self) -> None:
        asked = loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = dumps(self.known.get(asked["package"]["name"], {})).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Database]]:
    kind = type("OneDatabase", (Database,), {"known": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        running = threading.Thread(target=server.serve_forever)
        running.start()
        ask_at(monkeypatch, server.server_port)
        yield kind
        server.shutdown()
        running.join()


def ask_at(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("PIP_AUDIT_VULNERABILITY_SERVICE", "osv")
    monkeypatch.setenv("PIP_AUDIT_OSV_URL", f"http://127.0.0.1:{port}/v1/query")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.txt"
    file.write_text(PINNED, encoding="utf-8")
    return file


def test_a_known_weakness_ends_the_build(
    database: type[Database], pins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database.known["weak"] = {"vulns": [WEAKNESS]}
    assert audit.main(pins) == 1
    assert capsys.readouterr().out == (
        "weak 1.0: PYSEC-2026-1; mended in 1.1\nAudited 2 of 2 packages: 1 with a weakness.\n"
    )


@pytest.mark.usefixtures("database")
def test_without_a_known_weakness_the_build_goes_on(
    pins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(pins) == 0
    assert capsys.readouterr().out == "Audited 2 of 2 packages: 0 with a weakness.\n"


def test_where_the_database_is_out_of_reach_one_line_says_so_and_the_build_goes_on(
    pins: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        ask_at(monkeypatch, taken.getsockname()[1])
        assert audit.main(pins) == 0
    said = capsys.readouterr().out
    assert said.startswith("Nothing was audited")
    assert said.count("\n") == 1


def test_a_database_that_is_broken_is_one_that_was_not_reached(
    database: type[Database], pins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database.status = 503
    assert audit.main(pins) == 0
    assert capsys.readouterr().out.startswith("Nothing was audited")


def test_where_the_index_knows_no_package_nothing_was_audited(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert audit.tell([{"name": "unknown", "skip_reason": "not there"}]) == 0
    assert "cannot be reached" in capsys.readouterr().out


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("pinned", ["fine==1.0\n", "fine>=1.0 --hash=sha256:aa\n", None])
def test_an_audit_that_cannot_be_made_is_no_audit_that_found_nothing(
    pinned: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "requirements.txt"
    if pinned is not None:
        file.write_text(pinned, encoding="utf-8")
    assert audit.main(file) == 2
    assert capsys.readouterr().out.startswith("The audit itself failed")
