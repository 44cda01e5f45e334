"""What an operator can choose, read once from the environment and an `.env` file. Every field is in `.env.example`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from dotenv.parser import Original, parse_stream

from bot.errors import InvalidInput


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The operator's choices. Secrets do not show in `repr`."""

    database_url: str = field(default="sqlite:///121.sqlite", repr=False)
    log_level: str = "info"
    playground_folder: str = "playground-state"
    playground_port: int = 1210
    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_command: str = "/121"
    slack_api_url: str = "https://slack.com/api/"


LOG_LEVELS = ("debug", "info", "warning", "error")
HIGHEST_PORT = 65535
LONGEST_PORT = 5


def variable(name: str) -> str:
    """The environment variable of a field."""
    shared = name == "database_url" or name.startswith(
        "slack_"
    )  # known by these names elsewhere too
    return name.upper() if shared else f"BOT121_{name.upper()}"


def read_settings(environ: Mapping[str, str], env_file: Path = Path(".env")) -> Settings:
    """The settings; the environment outweighs the file. Raises `InvalidInput` with what to mend."""
    values = {**_read_file(env_file), **environ}
    given = {
        f.name: values[variable(f.name)].strip()
        for f in fields(Settings)
        if values.get(variable(f.name), "").strip()
    }
    level = given.get("log_level", Settings().log_level).casefold()
    if level not in LOG_LEVELS:
        message = f"BOT121_LOG_LEVEL is “{level}”; it can be {', '.join(LOG_LEVELS)}."
        raise InvalidInput(message)
    port = _port(given.get("playground_port", str(Settings().playground_port)))
    return Settings(**{**given, "log_level": level, "playground_port": port})  # type: ignore[arg-type]


def _port(text: str) -> int:
    # Counted first: Python reads no number of thousands of digits.
    if not text.isdecimal() or len(text) > LONGEST_PORT or int(text) > HIGHEST_PORT:
        message = (
            f"BOT121_PLAYGROUND_PORT is “{text}”; it must be a number from 0 to {HIGHEST_PORT}."
        )
        raise InvalidInput(message)
    return int(text)


def _read_file(env_file: Path) -> dict[str, str]:
    if not env_file.exists():
        return {}
    try:
        with env_file.open(encoding="utf-8-sig") as stream:  # some editors put a mark before it
            bindings = list(parse_stream(stream))
    except UnicodeDecodeError:
        message = f"{env_file} is not UTF-8 text. Open it in an editor and save it as UTF-8."
        raise InvalidInput(message) from None
    except OSError as error:
        message = f"{env_file} cannot be read: {error.strerror}."
        raise InvalidInput(message) from error
    for binding in bindings:
        if binding.error or (binding.key and binding.value is None):
            message = (
                f"{env_file}, line {_line(binding.original)}: this is not of the form NAME=value."
            )
            raise InvalidInput(message)
    return {binding.key: binding.value or "" for binding in bindings if binding.key}


def _line(original: Original) -> int:
    """The line that a piece of the file stands in; empty lines before it belong to the piece."""
    text = original.string
    return original.line + text[: len(text) - len(text.lstrip())].count("\n")
