"""The subcommands of `/121`: one table, from which every adapter builds its native form and its help."""

from dataclasses import dataclass
from enum import StrEnum


class ParameterKind(StrEnum):
    """What a parameter is, for platforms that ask for it natively."""

    MEMBER = "member"
    DAY = "day"  # a date or a number of weeks, as one says it
    MOMENT = "moment"  # a day and a time
    TEXT = "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """What may follow a subcommand. `form` is how the usage line shows it."""

    name: str
    kind: ParameterKind
    form: str
    help: str
    required: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Subcommand:
    """One thing a member can ask. `help` is one line of at most 100 characters (Discord's limit)."""

    name: str
    help: str
    parameters: tuple[Parameter, ...] = ()
    organisers_only: bool = False
    example: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """What is explained together. `name` is what one says for it: `/121 help people`."""

    name: str
    title: str
    subcommands: tuple[Subcommand, ...]

    @property
    def organisers_only(self) -> bool:
        """Whether only organisers can say any of it."""
        return all(subcommand.organisers_only for subcommand in self.subcommands)


_CIRCLE = Parameter(
    name="circle",
    kind=ParameterKind.TEXT,
    form="[circle]",
    help="The circle's name, if there are several",
)


def _member(form: str, *, required: bool = True) -> Parameter:
    return Parameter(
        name="member",
        kind=ParameterKind.MEMBER,
        form=form,
        help="The member you mean",
        required=required,
    )


_PARTNER = Parameter(
    name="partner",
    kind=ParameterKind.MEMBER,
    form="[@member]",
    help="The other one, if you have several 1-2-1s open",
)
_TWO_MEMBERS = (
    _member("@member"),
    Parameter(
        name="other",
        kind=ParameterKind.MEMBER,
        form="@other",
        help="The other member you mean",
        required=True,
    ),
)


def _about_two(name: str, help_: str) -> Subcommand:
    return Subcommand(name=name, help=help_, parameters=_TWO_MEMBERS, organisers_only=True)


TOPICS = (
    Topic(
        name="start",
        title="What you need most",
        subcommands=(
            Subcommand(
                name="help",
                help="See what you can say",
                parameters=(
                    Parameter(
                        name="topic",
                        kind=ParameterKind.TEXT,
                        form="[all | TOPIC]",
                        help="all, or one of: meeting, people, promises, data, organisers",
                    ),
                ),
                example="help people",
            ),
            Subcommand(
                name="join",
                help="Take part: one partner each round",
                parameters=(_CIRCLE,),
                example="join",
            ),
            Subcommand(
                name="pair-me",
                help="Get a partner now, one certain member, or somebody such as a coach",
                parameters=(
                    _member("[@member]", required=False),
                    Parameter(
                        name="for",
                        kind=ParameterKind.TEXT,
                        form="[for a coach]",
                        help="Such as: a coach",
                    ),
                ),
                example="pair-me",
            ),
            Subcommand(
                name="cancel", help="Take your request for a partner back", example="cancel"
            ),
            Subcommand(
                name="status",
                help="See your open 1-2-1, your next round and your count",
                example="status",
            ),
            Subcommand(
                name="arrange",
                help="See times that suit you both, or propose one, and a place if you like",
                parameters=(
                    Parameter(
                        name="when",
                        kind=ParameterKind.TEXT,
                        form="[DAY TIME [at PLACE]]",
                        help="Such as: thursday 15:00 at the Corner Café",
                    ),
                    _PARTNER,
                ),
                example="arrange thursday 15:00 at the Corner Café",
            ),
            Subcommand(
                name="met", help="Say that you have met", parameters=(_PARTNER,), example="met"
            ),
            Subcommand(
                name="cannot",
                help="Call your 1-2-1 off, all of it; the other one is told",
                parameters=(_PARTNER,),
                example="cannot",
            ),
            Subcommand(
                name="profile",
                help="See or fill in what you do, look for and can offer",
                parameters=(
                    Parameter(
                        name="line",
                        kind=ParameterKind.TEXT,
                        form="[LINE: TEXT]",
                        help="Such as: looking for: a coach",
                    ),
                ),
                example="profile looking for: a coach",
            ),
            Subcommand(
                name="skip",
                help="Be left out of the next round, and only of that one",
                parameters=(_CIRCLE,),
                example="skip",
            ),
            Subcommand(
                name="pause",
                help="Be left out for a while",
                parameters=(
                    Parameter(
                        name="until",
                        kind=ParameterKind.DAY,
                        form="[until DAY | N weeks]",
                        help="Such as: 2 weeks, or until 3 December",
                    ),
                ),
                example="pause 2 weeks",
            ),
            Subcommand(
                name="resume", help="Come back from a pause or a skipped round", example="resume"
            ),
            Subcommand(
                name="leave",
                help="Stop taking part; you can come back at any time",
                parameters=(_CIRCLE,),
                example="leave",
            ),
        ),
    ),
    Topic(
        name="meeting",
        title="A time, and what became of it",
        subcommands=(
            Subcommand(
                name="accept",
                help="Say yes to a proposed time, or to a request",
                parameters=(_PARTNER,),
                example="accept",
            ),
            Subcommand(
                name="decline-time",
                help="Say no to a proposed time or request",
                parameters=(_PARTNER,),
                example="decline-time",
            ),
            Subcommand(
                name="undo-time",
                help="Take back the time you proposed, your answer to one, or the time that was agreed",
                parameters=(_PARTNER,),
                example="undo-time",
            ),
            Subcommand(
                name="arranged",
                help="Say when you will meet; you'll be asked afterwards",
                parameters=(
                    Parameter(
                        name="when",
                        kind=ParameterKind.MOMENT,
                        form="DAY TIME [at PLACE]",
                        help="Such as: thursday 15:00 at the Corner Café",
                        required=True,
                    ),
                    _PARTNER,
                ),
                example="arranged thursday 15:00",
            ),
            Subcommand(
                name="half-time",
                help="Be told when half of your hour is over, if the other one likes that too",
                parameters=(
                    Parameter(
                        name="off",
                        kind=ParameterKind.TEXT,
                        form="[off]",
                        help="off: not any more",
                    ),
                    _PARTNER,
                ),
                example="half-time",
            ),
            Subcommand(
                name="not-met",
                help="Say that it did not happen",
                parameters=(_PARTNER,),
                example="not-met",
            ),
            Subcommand(
                name="not-yet",
                help="Say that you have not met yet, or that it is on again after you called it off",
                parameters=(_PARTNER,),
                example="not-yet",
            ),
        ),
    ),
    Topic(
        name="people",
        title="The people you meet",
        subcommands=(
            Subcommand(
                name="network",
                help="See whom you have met, whom not yet, and with whom you are losing touch",
                parameters=(
                    Parameter(
                        name="what",
                        kind=ParameterKind.TEXT,
                        form="[all | picture]",
                        help="all: everybody; picture: a drawing of it",
                    ),
                ),
                example="network",
            ),
            Subcommand(name="history", help="See whom you have met", example="history"),
            Subcommand(
                name="with",
                help="See what you and somebody have had together, and what comes next",
                parameters=(_member("@member"),),
            ),
            Subcommand(
                name="again",
                help="Ask somebody you have met for another 1-2-1",
                parameters=(
                    _member("@member"),
                    Parameter(
                        name="when",
                        kind=ParameterKind.TEXT,
                        form="[next round | not now]",
                        help="now, if you say nothing; next round; or not now: be asked later",
                    ),
                ),
            ),
            Subcommand(
                name="hello",
                help="Get a few words to begin again with somebody you have met; nothing is sent",
                parameters=(_member("@member"),),
            ),
            Subcommand(
                name="rhythm",
                help="Say how often you want to be asked about meeting somebody again",
                parameters=(
                    _member("@member"),
                    Parameter(
                        name="often",
                        kind=ParameterKind.TEXT,
                        form="HOW OFTEN",
                        help="monthly, quarterly, yearly, never or usual",
                        required=True,
                    ),
                ),
            ),
            Subcommand(
                name="hold",
                help="Let your next 1-2-1 with somebody be of the same kind as the last",
                parameters=(_member("@member"),),
            ),
            Subcommand(
                name="rest",
                help="Don't be brought together with somebody again; nobody learns of it",
                parameters=(_member("@member"),),
            ),
            Subcommand(
                name="go-on",
                help="It is right with somebody as it is: take back a rest or a hold",
                parameters=(_member("@member"),),
            ),
            Subcommand(
                name="block",
                help="Never be paired with somebody; nobody else learns of it",
                parameters=(_member("@member"),),
            ),
            Subcommand(name="unblock", help="Take a block back", parameters=(_member("@member"),)),
            Subcommand(
                name="note",
                help="Write down something about somebody; it is sealed, and nobody else sees it",
                parameters=(
                    _member("@member"),
                    Parameter(
                        name="text",
                        kind=ParameterKind.TEXT,
                        form="[TEXT | -]",
                        help="What to keep; - deletes it; nothing shows it",
                    ),
                ),
            ),
            Subcommand(
                name="notes", help="See about whom you have written a note", example="notes"
            ),
        ),
    ),
    Topic(
        name="promises",
        title="Promises, referrals and plans",
        subcommands=(
            Subcommand(
                name="promise",
                help="Be reminded of what you promised somebody; nobody else sees it",
                parameters=(
                    _member("@member"),
                    Parameter(
                        name="what",
                        kind=ParameterKind.TEXT,
                        form="WHAT [by DAY]",
                        help="Such as: introduce them to my printer by friday",
                        required=True,
                    ),
                ),
            ),
            Subcommand(
                name="promises",
                help="See what you have promised; tick it off or drop it",
                parameters=(
                    Parameter(
                        name="change",
                        kind=ParameterKind.TEXT,
                        form="[all | done N | drop N]",
                        help="Such as: all, done 2, or drop 2",
                    ),
                ),
                example="promises",
            ),
            Subcommand(
                name="refer",
                help="Refer somebody to a member whose work you trust",
                parameters=(
                    _member("@member"),
                    Parameter(
                        name="what",
                        kind=ParameterKind.TEXT,
                        form="[WHO: WHAT ABOUT, agreed]",
                        help="Such as: Maria: needs a website, she agreed",
                    ),
                ),
            ),
            Subcommand(
                name="referrals",
                help="See the referrals you gave and got; say what became of one",
                parameters=(
                    Parameter(
                        name="change",
                        kind=ParameterKind.TEXT,
                        form="[all | N won | N lost | ...]",
                        help="Such as: all, 2 accepted, 2 declined REASON, 2 won, 2 thanks TEXT, 2 undo",
                    ),
                ),
                example="referrals",
            ),
            Subcommand(
                name="plan",
                help="Promise yourself so many 1-2-1s a week; on Friday you hear how it went",
                parameters=(
                    Parameter(
                        name="often",
                        kind=ParameterKind.TEXT,
                        form="[N a week | off]",
                        help="Such as: 2 a week, or off",
                    ),
                ),
                example="plan 2 a week",
            ),
        ),
    ),
    Topic(
        name="data",
        title="What is kept of you",
        subcommands=(
            Subcommand(
                name="export",
                help="Get a copy of all that is kept of you, as a file",
                example="export",
            ),
            Subcommand(
                name="forget-me",
                help="Let 121 forget you, for good; it says first what that means",
                parameters=(
                    Parameter(
                        name="sure",
                        kind=ParameterKind.TEXT,
                        form="[yes]",
                        help="yes, once you know what goes and what stays",
                    ),
                ),
                example="forget-me",
            ),
        ),
    ),
    Topic(
        name="organisers",
        title="For organisers",
        subcommands=(
            Subcommand(
                name="setup",
                help="Make a circle for this channel, or change its rhythm and rules",
                parameters=(
                    Parameter(
                        name="changes",
                        kind=ParameterKind.TEXT,
                        form="[CHANGES]",
                        help="Such as: every 2 weeks on tuesday at 9:30",
                    ),
                ),
                organisers_only=True,
                example="setup every 2 weeks on tuesday at 9:30 in Europe/Berlin",
            ),
            Subcommand(
                name="round preview",
                help="See who would meet whom, without telling anybody",
                organisers_only=True,
                example="round preview",
            ),
            Subcommand(
                name="round now",
                help="Draw this week's round at once",
                organisers_only=True,
                example="round now",
            ),
            _about_two("round together", "Let two members meet in the next round"),
            _about_two("round swap", "Let two members swap their partners of the preview"),
            _about_two("round apart", "Never pair two members in this circle"),
            _about_two("round free", "Take back what was ruled about two members"),
            Subcommand(
                name="retry",
                help="Send again what could not be delivered",
                parameters=(
                    Parameter(
                        name="which",
                        kind=ParameterKind.TEXT,
                        form="[all]",
                        help="all: also what may have arrived already",
                    ),
                ),
                organisers_only=True,
                example="retry",
            ),
        ),
    ),
)
SUBCOMMANDS = tuple(subcommand for topic in TOPICS for subcommand in topic.subcommands)


def usage(subcommand: Subcommand) -> str:
    """How a subcommand is written: `/121 pause [until DAY | N weeks]`."""
    return " ".join(("/121", subcommand.name, *(p.form for p in subcommand.parameters)))
