"""What the files of members and history may look like, and what is said when they do not."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.files import read_history, read_members
from adapters.files.members import MemberFile
from bot.domain.model import MemberId, PastPair
from bot.errors import InvalidInput

FULL = (
    "id,name,time_zone,team,looking_for,can_offer,interests,languages,formats,blocked\n"
    'u-1,Ada Lovelace,Europe/London,north,a coach;"a ""good"" lawyer",,start-ups; jazz ;,French;Welsh,walk,b2;7\n'.replace(
        'a coach;"a ""good"" lawyer"', '"a coach;a ""good"" lawyer"'
    )
    + "b2, Ben ,,,,business coach,,,,\n"
    + "7,Cleo,,,,,,,,\n"
)


def members(tmp_path: Path, content: str | bytes) -> MemberFile:
    return read_members(written(tmp_path, "members.csv", content))


def written(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def said(tmp_path: Path, error: pytest.ExceptionInfo[InvalidInput]) -> str:
    """The error's words, without the folder of the test."""
    return str(error.value).replace(f"{tmp_path}{os.sep}", "")


def test_every_column_is_read(tmp_path: Path) -> None:
    group = members(tmp_path, FULL)
    seven, ben, ada = group.members
    assert (seven.external_id, ben.external_id, ada.external_id) == ("7", "b2", "u-1")
    assert (seven.id, ben.id, ada.id) == (1, 2, 3)
    assert (ada.time_zone, ada.team, ada.formats) == ("Europe/London", "north", ("walk",))
    assert ada.looking_for == ("a coach", 'a "good" lawyer')
    assert (ada.interests, ada.languages) == (("start-ups", "jazz"), ("French", "Welsh"))
    assert (ben.time_zone, ben.can_offer) == (None, ("business coach",))
    assert group.names == {1: "Cleo", 2: "Ben", 3: "Ada Lovelace"}
    assert group.blocked == {(3, 2), (3, 1)}
    assert group.notes == ()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfid,name\r\n1,Zo\xc3\xab\r\n\r\n2,Ben\r\n",
        "ID , Name\n1,Zoë\n2,Ben",
        '"id","name"\r1,"Zoë"\r2,Ben\r',
        "name,id\nBen,2\n,\nZoë,1\n",
        "id,name,\n1,Zoë,\n2,Ben,,,\n",
    ],
    ids=["a BOM", "capitals", "old Mac", "another order", "empty cells"],
)
def test_files_as_spreadsheets_write_them_are_read(tmp_path: Path, content: str | bytes) -> None:
    assert members(tmp_path, content).names == {1: "Zoë", 2: "Ben"}


def test_columns_may_be_written_with_blanks_and_hyphens(tmp_path: Path) -> None:
    group = members(tmp_path, "Id,NAME,Looking for,can-offer\n1,Ada,coach,law\n")
    assert (group.members[0].looking_for, group.members[0].can_offer) == (("coach",), ("law",))
    assert group.notes == ()


def test_other_columns_are_passed_over_with_a_note(tmp_path: Path) -> None:
    notes = members(tmp_path, "id,name,shoe size,\x1b[31m\n1,Ada,41,\n").notes
    assert [note.partition(": ")[2] for note in notes] == [
        'the column "shoe_size" is not used.',
        'the column "[31m" is not used.',
    ]


def test_names_shared_by_two_are_told_apart_and_made_safe_to_print(tmp_path: Path) -> None:
    group = members(
        tmp_path, 'id,name\n1,Ada\n2,Ada\n3,"\u202ecod\nex\x1b[31me"\n4,\u200e\n5,عمر\n'
    )
    assert list(group.names.values()) == ["Ada (1)", "Ada (2)", "cod ex[31me", " (4)", "عمر"]


def test_ids_of_any_kind_are_kept_as_they_are(tmp_path: Path) -> None:
    group = members(tmp_path, "id,name\n010,a\n9,b\n²,c\n<b>,d\n名,e\n" + "9" * 5000 + ",f\n")
    assert [m.external_id for m in group.members] == ["9", "010", "9" * 5000, "<b>", "²", "名"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "members.csv is empty. Its first line must name the columns: id,name"),
        ("\n \n", "members.csv is empty. Its first line must name the columns: id,name"),
        (
            "id,name\n",
            "members.csv names nobody. Write one member a line below the first line.",
        ),
        (
            "id,name\n1,Ada\n2,Zo\xeb\n".encode("latin-1"),
            "members.csv, line 3: the byte 0xeb is not UTF-8. Save the file as CSV in UTF-8.",
        ),
        (
            b"\xef\xbb\xbfid,name\n1,\xff\n",
            "members.csv, line 2: the byte 0xff is not UTF-8. Save the file as CSV in UTF-8.",
        ),
        (
            "id,name\n1,Ada\n".encode("utf-16"),
            "members.csv, line 1: the byte 0xff is not UTF-8. Save the file as CSV in UTF-8.",
        ),
        (
            "id,name\r1,A\0da\r",
            (
                "members.csv, line 2: there is a NUL byte, so this is no plain text. "
                "Save the file as CSV in UTF-8."
            ),
        ),
        (
            "number,name\n1,Ada\n",
            (
                "members.csv, line 1: there is no column id. "
                "The first line must name the columns: id,name"
            ),
        ),
        (
            "\n1,Ada\n",
            (
                "members.csv, line 2: there is no column id and no column name. "
                "The first line must name the columns: id,name"
            ),
        ),
        (
            "id;name\n1;Ada\n",
            (
                "members.csv, line 1: the cells are not separated by commas. "
                "Save the file as CSV with commas."
            ),
        ),
        (
            "id,name,Team,team\n1,Ada,a,b\n",
            'members.csv, line 1: two columns are called "team". Take one away or rename it.',
        ),
        (
            "id,name\n1,Ada\n2,Ben\n1,Cleo\n",
            (
                'members.csv, line 4: the id "1" stands in line 2 already. '
                "Give each member an id of their own."
            ),
        ),
        ("id,name\n1,Ada\n,Ben\n", "members.csv, line 3: there is no id. Each line needs one."),
        ("id,name\n1,Ada\n2\n", "members.csv, line 3: there is no name. Each line needs one."),
        (
            "id,name\n1,Lovelace, Ada\n",
            (
                "members.csv, line 2: there are 3 cells, but the first line names 2 columns. "
                "A cell with a comma in it must stand in quotation marks."
            ),
        ),
        (
            'id,name\n1,"Ada\nLovelace"\n2,"Ben\n3,Cleo\n',
            (
                "members.csv, line 4: the quotation marks or the length of a cell are not right "
                "(unexpected end of data). A cell in quotation marks ends with one, "
                'and one inside is written twice: "".'
            ),
        ),
        (
            "id,name\n1," + "a" * 200_000 + "\n",
            (
                "members.csv, line 2: the quotation marks or the length of a cell are not right "
                "(field larger than field limit (131072)). A cell in quotation marks ends with one, "
                'and one inside is written twice: "".'
            ),
        ),
        (
            "id,name,blocked\n1,Ada,2; 9\u202e\n2,Ben,\n",
            (
                'members.csv, line 2: "9" stands under blocked, but no member has that id. '
                "Name members by their ids, separated by semicolons."
            ),
        ),
    ],
)
def test_a_broken_file_of_members_is_refused_with_line_and_remedy(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        members(tmp_path, content)
    assert said(tmp_path, error) == words


def test_a_long_cell_is_cut_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as error:
        members(tmp_path, "id,name,blocked\n1,Ada," + "x" * 500 + "\n")
    assert f'"{"x" * 40}…"' in str(error.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as error:
        read_members(tmp_path / "members.csv")
    assert said(tmp_path, error) == "There is no file members.csv. Check its name and folder."
    (tmp_path / "group").mkdir()
    with pytest.raises(InvalidInput) as error:
        read_members(tmp_path / "group")
    assert said(tmp_path, error) == "group is a folder. Name the CSV file in it."


def test_a_file_below_a_file_cannot_be_read(tmp_path: Path) -> None:
    below = written(tmp_path, "members.csv", "id,name\n1,Ada\n") / "more.csv"
    with pytest.raises(InvalidInput) as error:
        read_members(below)
    assert said(tmp_path, error) == "members.csv/more.csv cannot be read: Not a directory."


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


def test_lines_of_history_add_up_to_what_two_have_had(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "history.csv",
        "a,b,date,met\n2,1,2026-03-03,YES\n1,2,2026-05-05,No\n1,2,2026-01-01,1\n"
        "1,gone,2026-01-01,true\n3,2,2026-02-02,False\n3,1,2026-02-09,0\n",
    )
    ids = {"1": MemberId(10), "2": MemberId(20), "3": MemberId(30)}
    assert read_history(path).past_pairs(ids) == (
        PastPair(
            a=MemberId(10),
            b=MemberId(20),
            paired=3,
            met=2,
            last_paired_at=day(5, 5),
            last_met_at=day(3, 3),
        ),
        PastPair(a=MemberId(10), b=MemberId(30), paired=1, met=0, last_paired_at=day(2, 9)),
        PastPair(a=MemberId(20), b=MemberId(30), paired=1, met=0, last_paired_at=day(2, 2)),
    )


def test_a_history_without_a_line_is_no_error(tmp_path: Path) -> None:
    assert read_history(written(tmp_path, "history.csv", "a,b,date,met\n")).introductions == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "1,2,31.03.2026,yes",
            (
                'history.csv, line 2: "31.03.2026" is no date. '
                "Write it as 2026-03-31: year, month, day."
            ),
        ),
        (
            "1,2,2026-02-30,yes",
            (
                'history.csv, line 2: "2026-02-30" is no date. '
                "Write it as 2026-03-31: year, month, day."
            ),
        ),
        (
            "1,2,2026-03-31,maybe",
            'history.csv, line 2: "maybe" stands under met. Write yes or no.',
        ),
        ("1,2,2026-03-31,", "history.csv, line 2: there is no met. Each line needs one."),
        ("1,2,,yes", "history.csv, line 2: there is no date. Each line needs one."),
        (",2,2026-03-31,yes", "history.csv, line 2: there is no a. Each line needs one."),
        (
            "2,2,2026-03-31,yes",
            'history.csv, line 2: a and b are both "2". It takes two members to meet.',
        ),
    ],
)
def test_a_broken_line_of_history_is_refused_with_its_remedy(
    tmp_path: Path, line: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        read_history(written(tmp_path, "history.csv", f"a,b,date,met\n{line}\n"))
    assert said(tmp_path, error) == words
