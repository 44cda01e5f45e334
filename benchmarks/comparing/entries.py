"""Everybody who is compared: a name, what becomes of an odd one, and the algorithm."""

from dataclasses import dataclass

from comparing import attempts, exact, greedy, stable, windows
from comparing.ours import circle, ours
from comparing.past import Algorithm

from bot.domain.model import OddRule


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An algorithm that takes part.

    `doubles`: it may give somebody two meetings in a week. `only_odd`: with an even number it is the same as another.
    """

    name: str
    odd: str
    idea: str
    draw: Algorithm
    mine: bool = False
    reference: bool = False
    doubles: bool = False
    only_odd: bool = False


OUT, TRIO, TWO = "is left out", "makes a trio", "two meetings for one"

OURS = (
    Entry(
        name="121",
        odd=TRIO,
        idea="as it comes",
        draw=ours(OddRule.TRIO),
        mine=True,
    ),
    Entry(
        name="121, one sits out",
        odd=OUT,
        idea="the other rule for odd numbers",
        draw=ours(OddRule.SIT_OUT),
        mine=True,
        only_odd=True,
    ),
    Entry(
        name="121 without looking ahead",
        odd=OUT,
        idea="each round the best by itself, exact, whole history",
        draw=ours(OddRule.SIT_OUT, looks_ahead=False),
        reference=True,
    ),
    Entry(
        name="circle method",
        odd=OUT,
        idea="a fixed timetable; whose partner is missing are paired by chance",
        draw=circle,
        reference=True,
    ),
)

PEERS = (
    Entry(
        name="Icebreaker, RC Pairing Bot",
        odd=OUT,
        idea="chance alone: a shuffle, two by two",
        draw=windows.chance_alone,
    ),
    Entry(
        name="Icebreaker fork",
        odd=OUT,
        idea="shuffle, not the last 20 partners",
        draw=windows.icebreaker_fork,
    ),
    Entry(
        name="TeamsMeetuplyBot",
        odd=OUT,
        idea="shuffle, not the last 3 partners",
        draw=windows.meetuply,
    ),
    Entry(
        name="chat-roulette",
        odd=OUT,
        idea="one by one, never met first",
        draw=greedy.chat_roulette,
    ),
    Entry(
        name="slack-meetups",
        odd=OUT,
        idea="one by one, never met first, then whoever",
        draw=greedy.slack_meetups,
    ),
    Entry(
        name="S'Up in pairs",
        odd="joins a pair, or is left out",
        idea="first fit outside 12 weeks, never undone",
        draw=windows.sup,
    ),
    Entry(
        name="Yelp/beans",
        odd=OUT,
        idea="most pairs outside 10 weeks, exact",
        draw=exact.beans,
    ),
    Entry(
        name="1on1bot",
        odd=OUT,
        idea="best pair first, by time since the last",
        draw=greedy.one_on_one_bot,
    ),
    Entry(
        name="doughnut",
        odd="the program stops; here: is left out",
        idea="best pair first, by how often",
        draw=greedy.doughnut,
    ),
    Entry(
        name="colette",
        odd=OUT,
        idea="least cost, exact, 10 rounds back; its roles left out",
        draw=exact.colette,
    ),
    Entry(
        name="mattermost-coffeebot",
        odd=OUT,
        idea="one by one, met least often",
        draw=greedy.mattermost,
    ),
    Entry(
        name="codeybot",
        odd=TWO,
        idea="stable matching by how often, the best of 100",
        draw=stable.codeybot,
        doubles=True,
    ),
    Entry(
        name="rc-coffee-chats",
        odd=TRIO,
        idea="stable matching, never met first",
        draw=stable.rc_coffee_chats,
    ),
    Entry(
        name="coffeeChatBarista",
        odd=TRIO,
        idea="first outside 12 weeks, else longest ago",
        draw=windows.barista,
    ),
    Entry(
        name="matchy in pairs",
        odd=TRIO,
        idea="in the order of the channel to the cheapest group",
        draw=greedy.matchy,
    ),
    Entry(
        name="systemdevart",
        odd=TRIO,
        idea="shuffled pairs of more than 40 days ago",
        draw=windows.systemdevart,
    ),
    Entry(
        name="pyslackrandomcoffee",
        odd=TWO,
        idea="by chance outside 28 days",
        draw=windows.pyslackrandomcoffee,
        doubles=True,
    ),
    Entry(
        name="random_coffee_slack",
        odd="a stand-in; here: is left out",
        idea="one by chance, not of the last 2 rounds",
        draw=windows.random_coffee_slack,
    ),
    Entry(
        name=".11bot",
        odd=TRIO,
        idea="the best of 100 shuffles",
        draw=attempts.eleven,
    ),
    Entry(
        name="coffeeomatic",
        odd=OUT,
        idea="by chance, never a repeat, 50 attempts",
        draw=attempts.coffeeomatic,
    ),
    Entry(
        name="bagelbot in pairs",
        odd=TRIO,
        idea="by chance, no group twice while that works",
        draw=attempts.bagelbot,
    ),
)
ALL = (*OURS, *PEERS)
