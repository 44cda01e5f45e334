"""What the parser says about text it cannot use: sentences for the member, from facts to words.

They stand here and not in `bot.words` because only the parser knows the facts. Each says what to type instead.
"""

from datetime import date, time

from bot.commands.normalise import shorten
from bot.errors import BotError

SHOWN = 80


class Misread(BotError):
    """Typed words mean nothing here; the message is the sentence for the member."""


def _quoted(words: str) -> str:
    return f"“{shorten(words, SHOWN)}”"


def too_long() -> str:
    """More text than any command needs."""
    return "That is very long; I stop reading after 4,000 characters. Please make it shorter."


def whom(name: str) -> str:
    """A command that needs a member, without one."""
    return f"Whom do you mean? Type @ and choose the member: /121 {name} @member"


def member_and_skill() -> str:
    """A request for a partner that names a member and says something more."""
    return "One or the other: /121 pair-me @member for a certain member, or /121 pair-me coach for whoever can offer that."


def retry_what(typed: str) -> str:
    """Something after `retry` that is not `all`."""
    return f"I can't send {_quoted(typed)} again. Write /121 retry, or /121 retry all for what may have arrived already too."


def which_two(name: str) -> str:
    """A command that needs two members, without both."""
    return f"Which two do you mean? Type @ and choose both: /121 {name} @member @other"


def nobody_called(name: str) -> str:
    """A name that nobody has."""
    return f"I know nobody here called {_quoted(name)}. Type @ and choose the member from the list."


def several_called(name: str) -> str:
    """A name that several members have."""
    return f"Several people here could be {_quoted(name)}. Type @ and choose the one you mean."


def takes_nothing(name: str, extra: str) -> str:
    """Words after a command that stands alone."""
    return f"I don't know what {_quoted(extra)} adds. This is all it takes: /121 {name}"


def about_one(name: str, extra: str) -> str:
    """Words after a command about a 1-2-1 that are nobody's name."""
    return (
        f"I don't know what {_quoted(extra)} adds. /121 {name} is all you need, and with the name where you have several "
        f"1-2-1s open: /121 {name} @member"
    )


def which_round() -> str:
    """`round` without a second word."""
    return (
        "To look first: /121 round preview. To draw the round: /121 round now. To change who meets whom: "
        "/121 round together, swap, apart or free, and two members"
    )


def no_such_day(words: str) -> str:
    """A day that the calendar does not have."""
    return f"There is no such day as {_quoted(words)}. Write it like 2026-12-03 or 3 December."


def day_or_month(words: str) -> str:
    """A date that means two days."""
    return (
        f"I can't tell the day from the month in {_quoted(words)}. "
        "Write it like 2026-12-03 or 3 December."
    )


def no_such_time(words: str) -> str:
    """A time that no clock shows."""
    return f"There is no such time as {_quoted(words)}. Write it like 15:00 or 3pm."


def morning_or_afternoon(words: str) -> str:
    """A time that means two."""
    return (
        f"Is {_quoted(words)} in the morning or in the afternoon? Write it like 15:00, 3pm or 3am."
    )


def when_do_you_meet(name: str) -> str:
    """`arranged` or `arrange` without anything."""
    return f"When will you meet? Type the day and the time: /121 {name} thursday 15:00"


def at_what_time(name: str, day: str) -> str:
    """`arranged` or `arrange` without a time."""
    return f"At what time? Type it after the day: /121 {name} {shorten(day, SHOWN)} 15:00"


def on_which_day(name: str, at: str) -> str:
    """`arranged` or `arrange` without a day."""
    return f"On which day? Type it before the time: /121 {name} thursday {shorten(at, SHOWN)}"


def day_has_gone_by(name: str, day: str) -> str:
    """A meeting on a day that is over."""
    return (
        f"{_quoted(day)} is past. If you have met: /121 met. "
        f"If not, name a day that is still to come: /121 {name} thursday 15:00"
    )


def day_is_past(day: str) -> str:
    """A day that is over, in a form that is about one to come."""
    return f"{_quoted(day)} is past. Please name a day that is still to come."


def no_day(words: str) -> str:
    """Words in a form that are no day."""
    return f"I can't read a day in {_quoted(words)}. Write it like 2026-12-03 or 3 December."


def no_time(words: str) -> str:
    """Words in a form that are no time."""
    return f"I can't read a time in {_quoted(words)}. Write it like 15:00 or 3pm."


def several_times() -> str:
    """Several times in one line."""
    return "I can read one time at a time. To put several forward, choose them: /121 arrange"


def which_midnight(name: str) -> str:
    """A time that stands at both ends of a day."""
    return (
        "At midnight one day ends and another begins, so I can't tell which night you mean. "
        f"Write 00:00 and the day that begins then, like: /121 {name} friday 00:00"
    )


def no_day_and_time(name: str, words: str) -> str:
    """Words that are no day and time."""
    return (
        f"I can't read a day and a time in {_quoted(words)}. Write it like: "
        f"/121 {name} thursday 15:00, or /121 {name} 2026-12-03 15:00"
    )


def place_too_long(most: int) -> str:
    """A place that is a story."""
    return f"That place is too long. Say it in {most} characters at the most."


def no_pause(words: str) -> str:
    """Words that say no end of a pause."""
    return (
        f"I don't understand {_quoted(words)}. A pause can be: /121 pause, "
        "/121 pause 2 weeks, or /121 pause until 3 December"
    )


def pause_too_long(most_weeks: int) -> str:
    """A pause that is no pause."""
    return (
        f"A pause can last from 1 day to {most_weeks} weeks. To be away until you come back: "
        "/121 pause"
    )


def no_such_line(words: str, lines: tuple[str, ...]) -> str:
    """A profile line that does not exist."""
    return (
        f"I find no line of your profile in {_quoted(words)}. There are: {', '.join(lines)}. "
        "Write it like: /121 profile interests: sailing, jazz"
    )


def no_value(line: str) -> str:
    """A profile line without anything to write there."""
    return (
        f"What shall I write under {line}? /121 profile {line}: and your words. "
        f"To empty it: /121 profile {line}: -"
    )


def value_too_long(line: str, length: int, most: int) -> str:
    """Too much for one line of a profile."""
    return f"That is {length} characters for {line}; up to {most} fit. Please make it shorter."


def no_hours(words: str) -> str:
    """Words that are no hours of the week."""
    return (
        f"I can't read when you are free in {_quoted(words)}. "
        "Write it like: mon-fri 9-12, wed 14:00-17:30"
    )


def hours_without_day(words: str) -> str:
    """Hours without a day before them."""
    return f"On which days are you free {shorten(words, SHOWN)}? Name them first, such as: mon-fri 9-12"


def day_without_hours(words: str) -> str:
    """A day without hours after it."""
    return (
        f"From when to when are you free in {_quoted(words)}? "
        "Write the hours after the day, such as: wed 14:00-17:30"
    )


def hours_backwards(begins: time, ends: time) -> str:
    """Hours that end before they begin."""
    return (
        f"{begins:%H:%M} to {ends:%H:%M} ends before it begins. "
        "Write the earlier time first, such as: 9:00-17:00"
    )


def too_many_hours(number: int, most: int) -> str:
    """More hours than anybody reads."""
    return f"Those are {number} stretches of time in a week; up to {most} fit. Please join some."


def no_setting(words: str) -> str:
    """Words that set nothing."""
    return (
        f"I don't understand {_quoted(words)}. Write it like: "
        "/121 setup every 2 weeks on tuesday at 9:30 in Europe/Berlin"
    )


def said_twice(words: str) -> str:
    """A setting given twice in one line."""
    return f"{_quoted(words)} sets something a second time. Please say each thing once."


def how_often(most_weeks: int) -> str:
    """A rhythm that no circle has."""
    return f"A circle can meet every week, or every 2 to {most_weeks} weeks."


def group_size() -> str:
    """A number of people that no circle meets in."""
    return "Members can meet in groups of 2, 3 or 4. Write it like: /121 setup groups of 3"


def how_much(words: str, most: int) -> str:
    """Something that is preferred, without a weight or with one that is too heavy."""
    return (
        f"{_quoted(words)} needs a number from 0 (it makes no difference) to {most} (nothing matters more), "
        "such as: prefer interests 5"
    )


def no_preference(words: str) -> str:
    """Words that name nothing that could matter in a pair."""
    return (
        f"I find nothing to prefer in {_quoted(words)}. There are teams, newcomers, hours, formats, languages "
        "and interests, each from 0 to 9. Write it like: prefer interests 5, teams 2, hours required"
    )


def no_such_zone(words: str, nearest: str | None) -> str:
    """A time zone that nobody knows."""
    guess = f" Did you mean {nearest}?" if nearest else ""
    return (
        f"I don't know the time zone {_quoted(words)}.{guess} "
        "Write it like Europe/London or America/New_York."
    )


def several_zones(words: str) -> str:
    """Letters that stand for time zones far from each other."""
    return (
        f"{_quoted(words)} is the name of several time zones. "
        "Write yours like Asia/Kolkata or America/Chicago."
    )


def hours_are_no_zone(words: str, fitting: tuple[str, ...]) -> str:
    """So many hours from Greenwich, where a zone is needed for good; `fitting`: some in which it is so for a part of the year."""
    such_as = f", such as {', '.join(fitting)}" if fitting else " like Europe/London"
    return (
        f"{_quoted(words)} doesn't say whether your clocks change in summer. "
        f"Name a zone by its city{such_as}."
    )


def whose_time(words: str) -> str:
    """A time on the clock of somebody whom the parser does not know."""
    return (
        f"I can't tell which clock {_quoted(words)} goes by. "
        "Write it as it is for you, or name the city: 15:00 London time."
    )


def which_holiday() -> str:
    """A holiday without full dates."""
    return (
        "Write a holiday with the year: /121 setup holiday 2026-12-21 to 2027-01-03, "
        "or /121 setup holiday 24 December 2026"
    )


def holiday_backwards(first: date, last: date) -> str:
    """A holiday that ends before it begins."""
    return f"That holiday ends ({last}) before it begins ({first}). Please turn the two around."


def name_length(most: int) -> str:
    """A circle's name that is empty or too long."""
    return f"A circle's name has 1 to {most} characters: /121 setup name Founders coffee"


def no_holiday(words: str) -> str:
    """A line of holidays that is no date."""
    return (
        f"I can't read the dates in {_quoted(words)}. One holiday a line: 2026-12-21 to 2027-01-03"
    )


def please_choose() -> str:
    """An input of a form without anything that can be used."""
    return "Please choose something here."


def half_time_how(words: str) -> str:
    """Something else than a wish to be told at half-time, or to be no more."""
    return f"I don't understand {_quoted(words)}. There are: /121 half-time, and /121 half-time off"


def no_rhythm(words: str) -> str:
    """Words that say nothing of how often."""
    said = f"I can't read how often in {_quoted(words)}. " if words else ""
    return (
        f"{said}Two members can meet again monthly, quarterly, yearly, never or as usual. "
        "Write it like: /121 rhythm @member quarterly"
    )


def no_every(words: str, most: int) -> str:
    """Words that don't say how often a member wants a partner."""
    return (
        f"I can't read how often in {_quoted(words)}. Write it like: /121 profile every 2 weeks. It can be every week, or every "
        f"2 to {most} weeks."
    )


def no_when(words: str) -> str:
    """Words that don't say when two are to meet again."""
    return (
        f"I can't read when in {_quoted(words)}. Write it like: /121 again @member, /121 again @member next round, "
        "or /121 again @member not now"
    )


def no_months(words: str) -> str:
    """Words that say nothing of after how many months."""
    return (
        f"I can't read the months in {_quoted(words)}. Write it like: /121 setup again after 3 months, "
        "or: /121 setup again never"
    )


def no_promise() -> str:
    """A promise without anything promised."""
    return "What did you promise? Write it like: /121 promise @member introduce them to my printer by friday"


def day_is_over(words: str) -> str:
    """A promise for a day that is over."""
    return (
        f"{_quoted(words)} is over. By when would you like to have done it? "
        "Write it like: /121 promise @member introduce them to my printer by friday"
    )


def which_day(words: str) -> str:
    """A promise for more than one day."""
    return (
        f"{_quoted(words)} is more than one day. By which of them would you like to have done it? "
        "Write it like: /121 promise @member introduce them to my printer by friday"
    )


def two_promises() -> str:
    """Two promises in one, each with its day."""
    return "I find more than one day in that. One promise at a time, please, and I'll remind you of each."


def no_plan(words: str) -> str:
    """Words that say nothing of how many a week."""
    return (
        f"I can't read how many a week in {_quoted(words)}. Write it like: /121 plan 2 a week, "
        "or: /121 plan off"
    )


def plan_out_of_range(words: str, most: int) -> str:
    """More than anybody keeps, or less than none."""
    return (
        f"{_quoted(words)} is more or less than a week has room for, which is 1 to {most}: "
        "/121 plan 2 a week, or: /121 plan off"
    )


def no_settling(words: str) -> str:
    """Words that say nothing of a promise."""
    return (
        f"I don't understand {_quoted(words)}. There are: /121 promises, /121 promises all, /121 promises done 2, "
        "/121 promises drop 2 and /121 promises undo 2"
    )


def no_network(words: str) -> str:
    """Words that ask for nothing of a network."""
    return (
        f"I don't understand {_quoted(words)}. There are: /121 network, /121 network all for everybody, "
        "and /121 network picture"
    )


def no_referral() -> str:
    """A referral without the person, or without what it is about."""
    return (
        "Whom do you refer, and what is it about? "
        "Write it like: /121 refer @member Maria: needs a website, she agreed"
    )


def no_word(words: str) -> str:
    """Words that say nothing of a referral."""
    return (
        f"I don't understand {_quoted(words)}. There are: /121 referrals, /121 referrals all, and with the number of one: "
        "/121 referrals 2 accepted, 2 declined and why, 2 won, 2 lost, 2 no answer, 2 withdrawn, "
        "2 undo, 2 thanks and your words"
    )


def no_reason(number: int) -> str:
    """A referral turned down without a reason."""
    return f"Please say why in a few words, like: /121 referrals {number} declined fully booked until May"


def no_thanks(number: int) -> str:
    """A thank-you without words."""
    return (
        f"What would you like to say? Such as: /121 referrals {number} thanks you made my month; "
        f"to take a thank-you back: /121 referrals {number} no thanks"
    )
