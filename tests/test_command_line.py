"""The command line: what it prints where, and how it refuses."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

import bot
from bot.__main__ import main

MEMBERS = "id,name,interests\nu1,Ada,jazz\nu2,Ben,jazz;chess\nu3,Cleo,\nu4,Dan,\nu5,Eva,\n"
HISTORY = "a,b,date,met\nu1,u2,2026-03-03,yes\n"
SIMULATED = [
    "members",
    "weeks",
    "seed",
    "rounds",
    "pairings",
    "trios",
    "left_out",
    "repeats",
    "first_repeat_round",
    "met_rate",
    "messages_sent",
    "messages_lost",
    "messages_doubled",
    "seconds",
    "seconds_per_round",
    "peak_memory_mb",
]
MEASURED = {"seconds", "seconds_per_round", "peak_memory_mb"}
SMALL = ("simulate", "--members", "6", "--weeks", "3", "--json")


# aiosqlite does not wait for its thread when a connection fails; the thread may outlive the loop.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception in thread:pytest.PytestUnhandledThreadExceptionWarning"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to stand in, with nothing chosen."""
    for name in os.environ:
        if name.startswith("BOT121_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for thread in threading.enumerate():
        if "_connection_worker" in thread.name:
            thread.join(1)  # so that what it has to say is said here
    structlog.reset_defaults()  # the command logged to a stream that is closed by now


def run(*words: str, **env: str) -> Result:
    return CliRunner().invoke(main, list(words), env=env, prog_name="bot121")


def refusal(result: Result) -> str:
    """The one sentence with which a command refused."""
    assert result.exit_code == 2, result.output
    assert not result.stdout
    (line,) = result.stderr.splitlines()
    assert line.startswith("bot121: ")
    assert "Traceback" not in line
    return line.removeprefix("bot121: ")


def misuse(result: Result) -> str:
    """What is said of words that are no options."""
    assert result.exit_code == 2, result.output
    assert not result.stdout
    assert "Traceback" not in result.stderr
    return result.stderr.splitlines()[-1]


def simulated(*words: str) -> dict[str, Any]:
    result = run(*words)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def counted(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in MEASURED}


# -- the whole


def test_the_version_is_told() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"bot121, version {bot.__version__}\n")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_the_help_names_every_command(option: str) -> None:
    result = run(option)
    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.stdout for name in ("demo", "simulate", "pair", "db"))


@pytest.mark.parametrize("words", [("demo",), ("simulate",), ("pair",), ("db",), ("db", "upgrade")])
def test_every_command_has_its_help(words: tuple[str, ...]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: bot121 {' '.join(words)}")


@pytest.mark.parametrize("words", [("dance",), ("db", "drop"), ("demo", "--loud")])
def test_what_is_no_command_is_refused(words: tuple[str, ...]) -> None:
    assert "No such" in misuse(run(*words))


# -- simulate


def test_a_simulation_prints_one_json_object_and_nothing_else() -> None:
    result = run(*SMALL)
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    found = json.loads(result.stdout)
    assert list(found) == SIMULATED
    assert (found["members"], found["weeks"], found["seed"]) == (6, 3, 1)
    assert (found["rounds"], found["pairings"], found["left_out"]) == (3, 9, 0)
    assert (found["messages_lost"], found["messages_doubled"]) == (0, 0)
    assert found["first_repeat_round"] is None
    assert found["seconds"] > 0
    assert "Weeks" in result.stderr


def test_the_same_seed_lives_the_same_year_and_another_does_not() -> None:
    rates = ("--skip-rate", "0.3", "--join-rate", "0.2", "--leave-rate", "0.1")
    assert counted(simulated(*SMALL, *rates)) == counted(simulated(*SMALL, *rates))
    assert counted(simulated(*SMALL, *rates)) != counted(simulated(*SMALL, *rates, "--seed", "2"))


def test_repeats_begin_when_everybody_has_met_everybody() -> None:
    found = simulated("simulate", "--members", "4", "--weeks", "4", "--met-rate", "1", "--json")
    assert (found["first_repeat_round"], found["repeats"], found["met_rate"]) == (4, 2, 1)


@pytest.mark.parametrize(
    ("rate", "pairings"), [("--skip-rate", 3), ("--leave-rate", 3), ("--join-rate", 3 + 6 + 12)]
)
def test_everybody_may_skip_leave_or_bring_somebody(rate: str, pairings: int) -> None:
    found = simulated(*SMALL, rate, "1")
    assert (found["rounds"], found["pairings"]) == (3, pairings)
    assert (found["messages_lost"], found["messages_doubled"]) == (0, 0)


def test_without_json_a_simulation_is_a_table() -> None:
    result = run(*SMALL[:-1])
    lines = result.stdout.splitlines()
    assert [" ".join(name.split("_")) for name in SIMULATED] == [
        line.rsplit("  ", 1)[0].strip() for line in lines
    ]
    assert "first repeat round  none" in lines


def test_a_simulation_leaves_nothing_behind(folder: Path) -> None:
    simulated(*SMALL)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--members", "1"),
        ("--members", "-5"),
        ("--members", "many"),
        ("--weeks", "0"),
        ("--weeks", "521"),
        ("--seed", "x"),
        ("--join-rate", "1.01"),
        ("--leave-rate", "-0.1"),
        ("--skip-rate", "half"),
        ("--met-rate", "70"),
        ("--met-rate", "nan"),
    ],
)
def test_a_plan_that_is_none_is_refused(option: str, value: str) -> None:
    assert f"Invalid value for '{option}'" in misuse(run("simulate", option, value))


# -- pair


@pytest.fixture
def members(folder: Path) -> str:
    (folder / "members.csv").write_text(MEMBERS, encoding="utf-8")
    (folder / "history.csv").write_text(HISTORY, encoding="utf-8")
    return "members.csv"


def test_a_round_is_drawn_from_files(members: str) -> None:
    result = run("pair", members, "--history", "history.csv", "--seed", "7")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("Ada", "Ben", "Cleo", "Dan", "Eva"))
    assert "Ada and Ben:" not in result.stdout
    assert result.stdout.endswith("the same files and the same seed give the same pairings.\n")
    assert not result.stderr


def test_a_round_is_drawn_as_one_json_object(members: str) -> None:
    drawn = simulated("pair", members, "--seed", "7", "--json")
    assert list(drawn) == [
        "seed",
        "pairings",
        "certificate",
        "left_out",
        "left_out_because",
        "seconds",
    ]
    assert all(list(two) == ["members", "reasons", "repeat"] for two in drawn["pairings"])
    everybody = sorted(who for two in drawn["pairings"] for who in two["members"])
    assert everybody == ["u1", "u2", "u3", "u4", "u5"]
    assert (drawn["seed"], drawn["left_out"]) == (7, [])


def test_the_odd_one_sits_out_where_that_is_wanted(members: str) -> None:
    drawn = simulated("pair", members, "--odd", "sit-out", "--json")
    assert len(drawn["left_out"]) == 1
    assert [len(two["members"]) for two in drawn["pairings"]] == [2, 2]


def test_the_same_files_and_seed_give_the_same_round(members: str) -> None:
    first, again = (simulated("pair", members, "--seed", "3", "--json") for _ in range(2))
    assert {**first, "seconds": 0} == {**again, "seconds": 0}


def test_the_seed_that_was_chosen_gives_the_same_round_later(members: str) -> None:
    drawn = simulated("pair", members, "--json")
    again = simulated("pair", members, "--json", "--seed", str(drawn["seed"]))
    assert drawn["pairings"] == again["pairings"]


def test_remarks_on_a_file_do_not_disturb_the_json(members: str, folder: Path) -> None:
    (folder / members).write_text("id,name,shoes\nu1,Ada,41\nu2,Ben,42\n")
    result = run("pair", members, "--json")
    assert "shoes" in result.stderr
    assert json.loads(result.stdout)["pairings"][0]["members"] == ["u1", "u2"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "members.csv"),
        (b"name\nAda\n", "id"),
        (b"id,name\n", "names nobody"),
        (b"id,name\nu1,Ada\nu1,Ben\n", "line 3"),
        (b"id,name\nu1,Caf\xe9\n", "UTF-8"),
        (b"id,name\nu1,Ada\0\n", "members.csv"),
        (b'id,name\nu1,"Ada\n', "members.csv"),
        (b"id,name,blocked\nu1,Ada,u9\nu2,Ben,\n", "line 2"),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(
    members: str, folder: Path, content: bytes, says: str
) -> None:
    (folder / members).write_bytes(content)
    assert says in refusal(run("pair", members))


def test_a_broken_history_is_refused_in_a_sentence(members: str, folder: Path) -> None:
    (folder / "history.csv").write_text("a,b,date,met\nu1,u2,the third of March,yes\n")
    said = refusal(run("pair", members, "--history", "history.csv"))
    assert "history.csv" in said
    assert "line 2" in said


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_is_none_is_refused(name: str) -> None:
    assert refusal(run("pair", name))


@pytest.mark.parametrize(
    "words", [(), ("members.csv", "--odd", "four"), ("members.csv", "--seed", "x")]
)
def test_pair_without_what_it_needs_is_refused(words: tuple[str, ...]) -> None:
    assert misuse(run("pair", *words)).startswith("Error: ")


# -- db upgrade


def test_a_fresh_database_is_made_and_the_second_time_nothing_is_done(folder: Path) -> None:
    made = run("db", "upgrade")
    assert made.exit_code == 0
    assert "(it was empty)" in made.stdout
    again = run("db", "upgrade")
    assert again.exit_code == 0
    assert again.stdout.startswith("The database is up to date (")
    assert {file.name for file in folder.iterdir()} <= {
        "121.sqlite",
        "121.sqlite-wal",
        "121.sqlite-shm",
    }


def test_a_database_of_a_newer_version_is_left_alone(folder: Path) -> None:
    run("db", "upgrade")
    with sqlite3.connect(folder / "121.sqlite") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999_tomorrow'")
    assert refusal(run("db", "upgrade")) == (
        "This database was made by a newer 121. "
        "Install that version, or restore the backup made before the upgrade."
    )
    with sqlite3.connect(folder / "121.sqlite") as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [
            ("9999_tomorrow",)
        ]
    db.close()


def test_a_backup_that_is_put_back_is_seen_to(folder: Path) -> None:
    assert run("db", "restored").stdout.startswith("This database is empty.")
    with sqlite3.connect(folder / "121.sqlite") as db:
        db.execute(
            "INSERT INTO workspaces (platform, external_id, time_zone) VALUES ('slack', 'T1', 'UTC')"
        )
        db.execute("INSERT INTO inbox VALUES (1, 'Ev1', '2026-11-22 03:00:00')")
    db.close()
    told = run("db", "restored").stdout
    assert told.startswith("This database knows of nothing after 2026-11-22 03:00 UTC.\n")
    assert told.endswith("Now start 121.\n")


def test_a_file_that_is_no_database_is_left_alone(folder: Path) -> None:
    letter = b"Dear Ada, this is a letter and no database at all.\n" * 40
    (folder / "121.sqlite").write_bytes(letter)
    assert "is not a database" in refusal(run("db", "upgrade"))
    assert (folder / "121.sqlite").read_bytes() == letter


def test_a_folder_that_is_not_there_is_told() -> None:
    said = refusal(run("db", "upgrade", DATABASE_URL="sqlite:///nowhere/121.sqlite"))
    assert "does the folder exist" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_only_be_read_is_told(folder: Path) -> None:
    (folder / "shut").mkdir(mode=0o500)
    said = refusal(run("db", "upgrade", DATABASE_URL="sqlite:///shut/121.sqlite"))
    assert "write" in said


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "DATABASE_URL is not an address"),
        ("mysql://ada:hunter2@db/121", "sqlite or postgresql"),
        ("postgresql://ada:hunter2@127.0.0.1:1/121", "cannot be reached"),
        ("sqlite:///.", "cannot be opened"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(
    url: str, says: str
) -> None:
    said = refusal(run("db", "upgrade", DATABASE_URL=url))
    assert says in said
    assert "hunter2" not in said


# -- secrets


def test_a_database_is_copied_and_counted(folder: Path) -> None:
    run("db", "upgrade")
    copied = run("db", "copy", "sqlite:///121.sqlite", "sqlite:///copy.sqlite")
    assert (copied.exit_code, copied.stderr) == (0, "")
    assert "All 0 rows of" in copied.stdout
    assert (folder / "copy.sqlite").exists()
    same = refusal(run("db", "copy", "sqlite:///121.sqlite", "sqlite:///121.sqlite"))
    assert "two addresses of one database" in same


def test_keys_are_rotated_and_counted(folder: Path) -> None:
    old, new = (run("secrets", "new-key").stdout.strip() for _ in range(2))
    run("db", "upgrade")
    sealed = Fernet(old).encrypt(b"xoxb-one").decode()
    with sqlite3.connect(folder / "121.sqlite") as db:
        db.execute("INSERT INTO secrets VALUES ('slack', 'T1', ?)", (sealed,))
    done = run("secrets", "rotate", BOT121_SECRET_KEY=f"{new},{old}")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "tokens 1, notes 0, waiting files 0." in done.stdout
    with sqlite3.connect(folder / "121.sqlite") as db:
        ((after,),) = db.execute("SELECT sealed FROM secrets")
    db.close()
    assert Fernet(new).decrypt(after) == b"xoxb-one"


def test_keys_that_do_not_fit_change_nothing_and_are_not_repeated(folder: Path) -> None:
    old, new = (run("secrets", "new-key").stdout.strip() for _ in range(2))
    assert "BOT121_SECRET_KEY is not set" in refusal(run("secrets", "rotate"))
    assert "is not a key" in refusal(run("secrets", "rotate", BOT121_SECRET_KEY="hunter2"))
    assert "bot121 db upgrade" in refusal(run("secrets", "rotate", BOT121_SECRET_KEY=new))
    assert not (folder / "121.sqlite").exists()
    run("db", "upgrade")
    sealed = Fernet(old).encrypt(b"xoxb-one").decode()
    with sqlite3.connect(folder / "121.sqlite") as db:
        db.execute("INSERT INTO secrets VALUES ('slack', 'T1', ?)", (sealed,))
    said = refusal(run("secrets", "rotate", BOT121_SECRET_KEY=new))
    assert "1 token" in said
    assert new not in said
    with sqlite3.connect(folder / "121.sqlite") as db:
        assert db.execute("SELECT sealed FROM secrets").fetchall() == [(sealed,)]
    db.close()


# -- settings and demo


@pytest.mark.parametrize("words", [("db", "upgrade"), ("demo",), SMALL])
def test_a_corrupt_env_file_is_refused_with_its_line(folder: Path, words: tuple[str, ...]) -> None:
    (folder / ".env").write_text("BOT121_LOG_LEVEL=info\nthis is nonsense\n")
    said = refusal(run(*words))
    assert said == ".env, line 2: this is not of the form NAME=value."


def test_the_env_file_is_used(folder: Path) -> None:
    (folder / ".env").write_text("DATABASE_URL=sqlite:///mine.sqlite\n")
    assert run("db", "upgrade").exit_code == 0
    assert (folder / "mine.sqlite").exists()


def test_a_demo_in_a_folder_that_cannot_be_made_is_refused(folder: Path) -> None:
    (folder / "file").write_text("in the way")
    assert "--folder" in refusal(run("demo", "--no-browser", "--folder", "file/inside"))
    assert "is a file" in misuse(run("demo", "--no-browser", "--folder", "file"))


@pytest.mark.parametrize("name", ["121.sqlite", "chat.sqlite"])
def test_a_demo_on_files_that_are_no_databases_is_refused(folder: Path, name: str) -> None:
    (folder / "state").mkdir()
    (folder / "state" / name).write_bytes(b"Dear Ada, this is a letter.\n" * 40)
    assert "not a database" in refusal(run("demo", "--no-browser", "--folder", "state"))


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_demo_on_a_port_that_is_none_is_refused(port: str) -> None:
    assert "'--port'" in misuse(run("demo", "--no-browser", "--port", port))
