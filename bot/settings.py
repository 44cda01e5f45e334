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
    http_host: str = "127.0.0.1"
    http_port: int = 0
    secret_key: str = field(default="", repr=False)
    retention_days: int = 30
    messages_a_week: int = 3
    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_command: str = "/121"
    slack_api_url: str = "https://slack.com/api/"
    slack_signing_secret: str = field(default="", repr=False)
    slack_client_id: str = ""
    slack_client_secret: str = field(default="", repr=False)

    discord_token: str = field(default="", repr=False)
    discord_members: str = "no"
    discord_api_url: str = "https://discord.com/api/v10"
    discord_gateway_url: str = "wss://gateway.discord.gg/"

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The keys that open secrets, the newest first: they stand with commas between them."""
        return tuple(key.strip() for key in self.secret_key.split(",") if key.strip())


LOG_LEVELS = ("debug", "info", "warning", "error")
YES_OR_NO = ("yes", "no")
PORTS = (0, 65535)
NUMBERS = {
    "playground_port": PORTS,
    "http_port": PORTS,
    "retention_days": (0, 3650),
    "messages_a_week": (1, 50),
}
LONGEST_NUMBER = 5


def variable(name: str) -> str:
    """The environment variable of a field."""
    # These are known by such names elsewhere too.
    shared = name == "database_url" or name.startswith(("slack_", "discord_"))
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
    numbers = {
        name: _number(variable(name), given[name], *limits)
        for name, limits in NUMBERS.items()
        if name in given
    }
    if given.get("discord_members", "no") not in YES_OR_NO:
        message = f"DISCORD_MEMBERS is “{given['discord_members']}”; it can be yes or no."
        raise InvalidInput(message)
    if "slack_api_url" in given:
        given["slack_api_url"] = given["slack_api_url"].rstrip("/") + "/"  # the SDK needs it
    return Settings(**{**given, **numbers, "log_level": level})  # type: ignore[arg-type]


def _number(name: str, text: str, least: int, most: int) -> int:
    # Counted first: Python reads no number of thousands of digits.
    if not text.isdecimal() or len(text) > LONGEST_NUMBER or not least <= int(text) <= most:
        message = f"{name} is “{text}”; it must be a number from {least} to {most}."
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
