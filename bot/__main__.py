"""The command line, `bot121 …`: thin; every command calls what does the work."""

import asyncio
import json
import math
import os
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from secrets import randbelow
from typing import Any, ParamSpec, TypeVar

import click

import bot
from bot import logs
from bot.errors import BotError
from bot.settings import Settings, read_settings

P = ParamSpec("P")
T = TypeVar("T")
LARGEST_SEED = 2**31
COULD_NOT = 2


class Rate(click.FloatRange):
    """A share, from 0 to 1; "nan", which no comparison refuses, is none."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The share that was typed."""
        share: float = super().convert(value, param, ctx)
        if math.isnan(share):
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, ctx)
        return share


RATE = Rate(0, 1)


def plainly(command: Callable[P, T]) -> Callable[P, T]:
    """Errors that 121 knows about are said in a sentence, with exit status 2."""

    @wraps(command)
    def said(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except BotError as error:
            click.echo(f"bot121: {error}", err=True)
            sys.exit(COULD_NOT)

    return said


def ready() -> Settings:
    """The operator's choices, with logging set up by them."""
    chosen = read_settings(os.environ)
    logs.set_up(chosen.log_level)
    return chosen


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(bot.__version__, prog_name="bot121")
def main() -> None:
    """121 makes one-to-one meetings happen inside a group's own chat."""


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), help="The port to try first.")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="Where the state is kept."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@plainly
def demo(port: int | None, folder: Path | None, *, no_browser: bool) -> None:
    """Play the whole programme in a browser; no account, no token."""
    from bot.assembly.playground import play  # noqa: PLC0415 - a web server is slow to load

    chosen = ready()
    asyncio.run(
        play(
            folder=folder or Path(chosen.playground_folder),
            port=chosen.playground_port if port is None else port,
            keys=chosen.secret_keys,
            open_browser=not no_browser,
        )
    )


@main.command()
@click.option("--members", type=click.IntRange(2, 100_000), default=24, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 520), default=52, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, the same year."
)
@click.option(
    "--join-rate", type=RATE, default=0.0, show_default=True, help="Share who join, each week."
)
@click.option(
    "--leave-rate", type=RATE, default=0.0, show_default=True, help="Share who leave, each week."
)
@click.option(
    "--skip-rate", type=RATE, default=0.0, show_default=True, help="Share who skip a round."
)
@click.option(
    "--met-rate", type=RATE, default=0.7, show_default=True, help="Share of pairings that meet."
)
@click.option(
    "--relationships", is_flag=True, help="Let them answer questions, promise, and meet again."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@plainly
def simulate(*, as_json: bool, **plan: Any) -> None:
    """See a year of your group beforehand, with invented members."""
    from adapters.simulation.report import as_table  # noqa: PLC0415 - the database is slow to load
    from adapters.simulation.run import Plan  # noqa: PLC0415
    from bot.assembly import simulation  # noqa: PLC0415

    ready()
    found = asyncio.run(simulation.simulate(Plan(**plan)))
    click.echo(json.dumps(found) if as_json else as_table(found))


@main.command()
@click.argument("members", type=click.Path(path_type=Path))
@click.option("--history", type=click.Path(path_type=Path), help="Who has met whom: a,b,date,met.")
@click.option("--seed", type=int, help="The same seed and files, the same draw.")
@click.option("--size", type=click.IntRange(2, 4), default=2, show_default=True)
@click.option("--odd", type=click.Choice(["trio", "sit-out"]), default="trio", show_default=True)
@click.option("--prefer", help='What matters in a pair: "teams 3, interests 5, hours required".')
@click.option("--together", nargs=2, multiple=True, help="The ids of two who are to meet.")
@click.option("--apart", nargs=2, multiple=True, help="The ids of two who must not meet.")
@click.option("--swap", nargs=2, multiple=True, help="The ids of two who change places.")
@click.option("--explain", is_flag=True, help="Say also how far this is from the best possible.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@plainly
def pair(  # noqa: PLR0913 - its arguments are the command's
    *,
    members: Path,
    history: Path | None,
    seed: int | None,
    size: int,
    odd: str,
    prefer: str | None,
    together: tuple[tuple[str, str], ...],
    apart: tuple[tuple[str, str], ...],
    swap: tuple[tuple[str, str], ...],
    explain: bool,
    as_json: bool,
) -> None:
    """Draw one round from files, for a group without a chat."""
    from adapters import files  # noqa: PLC0415 - the solver is slow to load
    from bot.domain.model import OddRule  # noqa: PLC0415

    choices = files.Choices(
        seed=randbelow(LARGEST_SEED) if seed is None else seed,
        size=size,
        odd=OddRule(odd.replace("-", "_")),
        policy=files.policy_of(prefer or ""),
        together=together,
        apart=apart,
        swap=swap,
    )
    report = files.pair(members, history, choices, time.perf_counter)
    for remark in report.notes:
        click.echo(remark, err=True)
    click.echo(files.as_json(report) if as_json else files.as_text(report, explained=explain))


@main.command()
@plainly
def run() -> None:
    """Run 121 for your group, on the platforms whose tokens are set."""
    from bot.assembly.running import run as keep_running  # noqa: PLC0415 - Slack's library is slow to load

    asyncio.run(keep_running(ready(), click.echo))


@main.command()
@plainly
def doctor() -> None:
    """Examine tokens, permissions, database, time zones and clock; say how to mend what is wrong."""
    from bot.assembly.doctor import examine  # noqa: PLC0415 - Slack's library is slow to load

    found = asyncio.run(examine(ready()))
    width = max(len(finding.subject) for finding in found)
    for finding in found:
        sign = "ok   " if finding.is_well else "wrong"
        click.echo(f"{sign}  {finding.subject:<{width}}  {finding.said}")
    if not all(finding.is_well for finding in found):
        sys.exit(1)


@main.group()
def secrets() -> None:
    """Look after the key that seals secrets."""


@secrets.command("new-key")
def secrets_new_key() -> None:
    """Print a new key for BOT121_SECRET_KEY."""
    from bot.storage import new_key  # noqa: PLC0415 - the database is slow to load

    click.echo(new_key())


@secrets.command("rotate")
@plainly
def secrets_rotate() -> None:
    """Seal everything anew with the first key of BOT121_SECRET_KEY; then the others can go."""
    from bot.storage import rotate  # noqa: PLC0415 - the database is slow to load

    chosen = ready()
    done = asyncio.run(rotate(chosen.database_url, chosen.secret_keys))
    click.echo(
        f"Sealed anew with the first key: tokens {done.secrets}, notes {done.notes}, waiting files {done.files}. "
        "The other keys can be removed from BOT121_SECRET_KEY."
    )


@main.group()
def manifest() -> None:
    """Print what a platform has to know of 121."""


@manifest.command("slack")
@click.option(
    "--command", default="/121", show_default=True, help="Another name, such as /one2one."
)
@click.option("--url", help="Your own https:// address, for requests in the place of Socket Mode.")
@click.option("--yaml", "as_yaml", is_flag=True, help="YAML in the place of JSON.")
@plainly
def manifest_slack(command: str, url: str | None, *, as_yaml: bool) -> None:
    """Print the Slack app manifest, and the link to a page with it filled in."""
    from adapters.slack import manifest as app  # noqa: PLC0415 - only this command needs it

    made = app.manifest(command, url)
    click.echo(app.as_yaml(made) if as_yaml else app.as_json(made))
    click.echo(f"Or open this page, on which it is filled in already:\n{app.link(made)}", err=True)


@main.group()
def invite() -> None:
    """Print the link by which a platform lets 121 in."""


@invite.command("discord")
@plainly
def invite_discord() -> None:
    """Print the link by which a Discord server lets 121 in."""
    from adapters.discord.invite import link  # noqa: PLC0415 - Discord's library is slow to load

    click.echo(link(ready().discord_token))


@main.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
@plainly
def db_upgrade() -> None:
    """Bring the database up to date; SQLite files are copied first."""
    from bot.storage import upgrade  # noqa: PLC0415 - the database is slow to load

    done = asyncio.run(upgrade(ready().database_url))
    if done.before == done.after:
        click.echo(f"The database is up to date ({done.after}).")
        return
    click.echo(f"The database is now at {done.after} (it was {done.before or 'empty'}).")
    if done.backup:
        click.echo(f"The state from before is kept in {done.backup}.")


@db.command("copy")
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
@plainly
def db_copy(origin: str, target: str) -> None:
    """Copy the database at one address into an empty one at another; what was broken off goes on.

    121 must not be running meanwhile.
    """
    from bot.storage import copy  # noqa: PLC0415 - the database is slow to load

    ready()
    done = asyncio.run(
        copy(origin, target, lambda name, rows: click.echo(f"{name:<20} {rows:>9,}"))
    )
    click.echo(
        f"All {done.rows:,} rows of {done.tables} tables are in both. Set DATABASE_URL to the new address, and start 121 again."
    )


@db.command("restored")
@plainly
def db_restored() -> None:
    """Say, before 121 starts, that a backup was put back: nothing said since then is said again."""
    from bot.assembly.restoring import restored  # noqa: PLC0415 - the platforms' libraries are slow to load

    done = asyncio.run(restored(ready().database_url))
    if done.known_until is None:
        click.echo("This database is empty. There is nothing to see to.")
        return
    click.echo(
        f"This database knows of nothing after {done.known_until:%Y-%m-%d %H:%M} UTC.\n"
        f"Rounds that were due since and are not drawn: {done.rounds}\n"
        f"Questions, reminders and requests that ran out since: {done.questions}\n"
        f"Messages that are looked for on the platform before they are sent: {done.messages}\n"
        "Organisers will hear of it. Now start 121."
    )


if __name__ == "__main__":
    main()
