"""The guide through a profile: one question at a time, each of which can be skipped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.model import Member
from bot.messages import (
    Action,
    Choice,
    Form,
    Heading,
    Line,
    Look,
    Message,
    Option,
    buttons,
    note,
    paragraph,
    say,
)
from bot.words.people import button
from bot.words.profile import WHO_SEES, hours, profile_fields


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    line: str
    asks: str
    example: str


_QUESTIONS = (
    _Question(
        line="business",
        asks="What do you do, in one line?",
        example="I bake wedding cakes",
    ),
    _Question(
        line="best",
        asks="What do you do best?",
        example="cakes for people with allergies",
    ),
    _Question(
        line="can_offer",
        asks="What could you help somebody with?",
        example="food photography, tasting evenings",
    ),
    _Question(
        line="looking_for",
        asks="What are you looking for?",
        example="a coach, a bookkeeper",
    ),
    _Question(
        line="interests",
        asks="What do you like to do when you are not working?",
        example="sailing, jazz",
    ),
    _Question(
        line="goals",
        asks="What are you working towards?",
        example="two new regular customers by summer",
    ),
    _Question(
        line="networks",
        asks="Where else do you network?",
        example="Rotary, the bakers' guild",
    ),
    _Question(
        line="languages",
        asks="Which languages do you speak?",
        example="English, Welsh",
    ),
    _Question(
        line="formats",
        asks="How do you like to meet?",
        example="in person, walk",
    ),
    _Question(
        line="available",
        asks="When can you meet?",
        example="mon-fri 9-12, wed 14:00-17:30",
    ),
)
GUIDED = tuple(question.line for question in _QUESTIONS)


def guide_question(member: Member, step: int) -> Message:
    """One question of the guide (the first is 1), with what is there already and an example."""
    question = _QUESTIONS[step - 1]
    there = _there(member)[question.line]
    return say(
        Heading(f"Question {step} of {len(_QUESTIONS)}"),
        paragraph(question.asks),
        *([paragraph(f"So far: {there}")] if there else []),
        note(f"Such as: {question.example}"),
        buttons(
            button("Answer", "guide_line", step, Look.PRIMARY),
            button("Skip", "guide", step + 1),
            button("Enough for now", "guide", 0),
        ),
    )


def guide_done(member: Member) -> Message:
    """The end of the guide, or as far as the member wanted to go."""
    return say(
        Heading("That's your profile"),
        profile_fields(member),
        note(WHO_SEES),
        buttons(button("Fill it in", "profile"), button("Guide me", "guide", 1)),
    )


def guide_form(member: Member, step: int, formats: Sequence[str]) -> Form:
    """The form for the answer to one question; its only input is called `line`."""
    question = _QUESTIONS[step - 1]
    return Form(
        action=Action("guide_line", step),
        title=f"Question {step} of {len(_QUESTIONS)}",
        send="Save",
        inputs=(
            _ways(member, formats)
            if question.line == "formats"
            else Line(
                name="line",
                label=question.asks,
                value=_there(member)[question.line],
                hint=f"Such as: {question.example}",
                most=1_000,
                several=True,
            ),
        ),
    )


def _ways(member: Member, formats: Sequence[str]) -> Choice:
    return Choice(
        name="line",
        label="How you like to meet",
        options=tuple(Option(way, way[0].upper() + way[1:]) for way in formats),
        chosen=member.formats,
        several=True,
    )


def _there(member: Member) -> Mapping[str, str]:
    """What a profile says already, by the name of each line that the guide asks for."""
    return {
        "business": member.business,
        "best": member.best,
        "can_offer": ", ".join(member.can_offer),
        "looking_for": ", ".join(member.looking_for),
        "interests": ", ".join(member.interests),
        "goals": member.goals,
        "networks": ", ".join(member.networks),
        "languages": ", ".join(member.languages),
        "formats": ", ".join(member.formats),
        "available": hours(member.available),
    }
