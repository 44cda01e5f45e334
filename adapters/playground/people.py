"""The invented group that lives in the playground: who they are, what they do, and where they talk."""

from dataclasses import dataclass

from bot.domain.model import MemberRef, Platform


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who can be played, and what they would write into their profile."""

    id: str
    name: str
    business: str
    team: str = ""
    looking_for: tuple[str, ...] = ()
    can_offer: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    time_zone: str = "Europe/London"
    organiser: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A group of people on the playground. `circle_channel` is where its circle is to live."""

    id: str
    name: str
    time_zone: str
    people: tuple[Person, ...]
    channels: tuple[str, ...]
    circle_channel: str

    def person(self, member: object) -> Person | None:
        """The person with this id."""
        return next((person for person in self.people if person.id == member), None)

    def ref(self, person: Person) -> MemberRef:
        """The person as the bot's core knows people."""
        return MemberRef(
            platform=Platform.PLAYGROUND,
            workspace=self.id,
            member=person.id,
            organiser=person.organiser,
            time_zone=person.time_zone,
        )

    def find(self, typed: str) -> tuple[MemberRef, ...]:
        """Whom a typed name could mean: an id or a whole name first, else any part of a name."""
        wanted = " ".join(typed.lstrip("@").casefold().split())
        exact = [p for p in self.people if wanted in {p.id.casefold(), p.name.casefold()}]
        found = exact or [p for p in self.people if wanted in p.name.casefold().split()]
        return tuple(self.ref(person) for person in found)


RIVERSIDE = Group(
    id="riverside",
    name="Riverside Business Circle",
    time_zone="Europe/London",
    channels=("general", "coffee"),
    circle_channel="coffee",
    people=(
        Person(
            id="ada",
            name="Ada Okafor",
            business="I keep the books of small firms",
            team="Numbers",
            looking_for=("web designer", "employment lawyer"),
            can_offer=("bookkeeper", "VAT advice"),
            interests=("running", "choir"),
            organiser=True,
        ),
        Person(
            id="ben",
            name="Ben Whitfield",
            business="Websites for shops and cafés",
            team="Makers",
            looking_for=("bookkeeper", "photographer"),
            can_offer=("web designer",),
            interests=("cycling", "start-ups"),
        ),
        Person(
            id="chiara",
            name="Chiara Rossi",
            business="Coffee roastery and two cafés",
            team="Shops",
            looking_for=("web designer", "printer"),
            can_offer=("catering", "meeting room"),
            interests=("choir", "cooking"),
        ),
        Person(
            id="dev",
            name="Dev Patel",
            business="Solar panels for offices and schools",
            team="Trades",
            looking_for=("landlords", "copywriter"),
            can_offer=("energy audit",),
            interests=("running", "schools"),
        ),
        Person(
            id="elif",
            name="Elif Yılmaz",  # noqa: RUF001 - her name
            business="Employment law in plain words",
            team="Numbers",
            looking_for=("business coach",),
            can_offer=("employment lawyer",),
            interests=("start-ups", "sailing"),
        ),
        Person(
            id="finn",
            name="Finn O'Sullivan",
            business="Photographs of people at work",
            team="Makers",
            looking_for=("catering", "energy audit"),
            can_offer=("photographer",),
            interests=("cycling", "sailing"),
            time_zone="Europe/Dublin",
        ),
        Person(
            id="grace",
            name="Grace Chen",
            business="Coaching for first-time founders",
            team="Advice",
            looking_for=("copywriter", "VAT advice"),
            can_offer=("business coach",),
            interests=("start-ups", "cooking"),
            time_zone="America/Toronto",
        ),
        Person(
            id="hanna",
            name="Hanna Lindqvist",
            business="Menus, signs and labels, printed and written",
            team="Makers",
            looking_for=("photographer", "meeting room"),
            can_offer=("printer", "copywriter"),
            interests=("choir", "schools"),
            time_zone="Europe/Stockholm",
        ),
    ),
)
