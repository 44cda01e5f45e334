"""What an operator can choose, and what is said when it cannot be used."""

import re
from pathlib import Path

import pytest

from bot.errors import InvalidInput
from bot.settings import Settings, read_settings, variable

EXAMPLE = Path(__file__).parents[1] / ".env.example"


@pytest.fixture
def env(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def sentence(environ: dict[str, str], env_file: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        read_settings(environ, env_file)
    return str(refused.value)


def test_nothing_chosen_gives_the_defaults(env: Path) -> None:
    assert read_settings({}, env) == Settings()


def test_the_example_file_names_every_choice_with_its_default(env: Path) -> None:
    env.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_settings({}, env) == Settings()
    named = set(re.findall(r"^([A-Z0-9_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    assert named == {variable(name) for name in Settings.__slots__}


def test_the_file_is_read(env: Path) -> None:
    env.write_text("# mine\nexport BOT121_PLAYGROUND_PORT='80'\nBOT121_LOG_LEVEL=DEBUG # all\n")
    assert read_settings({}, env) == Settings(playground_port=80, log_level="debug")


def test_the_environment_outweighs_the_file(env: Path) -> None:
    env.write_text("DATABASE_URL=sqlite:///file.sqlite\nBOT121_PLAYGROUND_FOLDER=from-file\n")
    chosen = read_settings({"DATABASE_URL": "sqlite:///environment.sqlite"}, env)
    assert chosen.database_url == "sqlite:///environment.sqlite"
    assert chosen.playground_folder == "from-file"


def test_an_empty_choice_is_none(env: Path) -> None:
    env.write_text("DATABASE_URL=\n")
    assert read_settings({"BOT121_LOG_LEVEL": "  "}, env) == Settings()


def test_blanks_around_a_choice_do_not_matter(env: Path) -> None:
    assert read_settings({"BOT121_PLAYGROUND_PORT": " 99 "}, env).playground_port == 99


def test_a_file_with_a_byte_order_mark_is_read_whole(env: Path) -> None:
    env.write_bytes(b"\xef\xbb\xbfBOT121_PLAYGROUND_PORT=99\n")
    assert read_settings({}, env).playground_port == 99


def test_line_ends_of_every_system_are_read(env: Path) -> None:
    env.write_bytes(b"BOT121_LOG_LEVEL=error\r\nBOT121_PLAYGROUND_PORT=99\r\n")
    assert read_settings({}, env) == Settings(log_level="error", playground_port=99)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("this is nonsense\n", 1),
        ("DATABASE_URL=sqlite://\n\n# fine\nthis is nonsense\nBOT121_LOG_LEVEL=info\n", 4),
        ("BOT121_LOG_LEVEL=info\n\n\nDATABASE_URL\n", 4),
        ("BOT121_LOG_LEVEL=info\n\n\nthis is nonsense\n", 4),
        ("BOT121_LOG_LEVEL=info\n=value\n", 2),
        ('BOT121_LOG_LEVEL="info\n', 1),
        ("\0\0\0\n", 1),
    ],
)
def test_a_corrupt_file_is_refused_with_the_line(env: Path, text: str, line: int) -> None:
    env.write_text(text)
    assert sentence({}, env) == f"{env}, line {line}: this is not of the form NAME=value."


def test_a_file_that_is_not_utf8_is_refused(env: Path) -> None:
    env.write_bytes("BOT121_PLAYGROUND_FOLDER=café\n".encode("latin-1"))
    said = sentence({}, env)
    assert said == f"{env} is not UTF-8 text. Open it in an editor and save it as UTF-8."


def test_a_file_that_cannot_be_read_is_refused(env: Path) -> None:
    env.mkdir()
    assert sentence({}, env) == f"{env} cannot be read: Is a directory."


@pytest.mark.parametrize(
    "port", ["65536", "-1", "1.5", "http", "²", "1 2", pytest.param("9" * 5000, id="long")]
)
def test_a_port_that_is_none_is_refused(env: Path, port: str) -> None:
    said = sentence({"BOT121_PLAYGROUND_PORT": port}, env)
    assert said == f"BOT121_PLAYGROUND_PORT is “{port}”; it must be a number from 0 to 65535."


def test_a_log_level_that_is_none_is_refused(env: Path) -> None:
    said = sentence({"BOT121_LOG_LEVEL": "loud"}, env)
    assert said == "BOT121_LOG_LEVEL is “loud”; it can be debug, info, warning, error."


def test_the_address_of_the_database_does_not_show() -> None:
    secret = "postgresql://ada:hunter2@db/121"
    assert "hunter2" not in repr(Settings(database_url=secret))
    assert "database_url" not in repr(Settings(database_url=secret))
