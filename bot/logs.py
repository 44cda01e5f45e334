"""What the operator reads: how it is set up, and what is taken out of it before it is written.

Whoever has a token, or an address that answers to whoever knows it, may speak as 121. 121 itself logs neither; but
libraries write addresses of calls that failed, and so do the traces of errors.
"""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

HIDDEN = "[hidden]"
SECRETS = re.compile(
    r"(?<=/webhooks/)\d+/[\w-]+"  # where Discord takes answers to an interaction for a quarter of an hour
    r"|(?<=/interactions/)\d+/[\w-]+"
    r"|(?<=//hooks\.slack\.com/)[^\s'\"<>)]+"  # where Slack takes answers to a command
    r"|(?<=[?&]ticket=)[\w%.~-]+"  # opens a socket of Slack's
    r"|\bx(?:ox[a-z]|app)[.-][\w.-]+"  # Slack's tokens
    r"|\b[\w-]{20,}\.[\w-]{6}\.[\w-]{25,}",  # Discord's
    re.ASCII,
)


def without_secrets(text: str) -> str:
    """The text, with what opens a door taken out."""
    return SECRETS.sub(HIDDEN, text)


def set_up(level: str) -> None:
    """Write 121's own events from this level on to standard error, and what libraries say from `warning` on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=True),
            # Traces without the values of variables: those hold tokens and what members wrote.
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
            _last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    # No library here has a handler of its own, so all of them come to this one.
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_WithoutSecrets())


class _WithoutSecrets(logging.Formatter):
    """A line of a library's, with its trace."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def _last(_: WrappedLogger, __: str, line: EventDict | str) -> str:
    return without_secrets(str(line))
