"""What a simulation found, as a table for people and as JSON for programs."""

from dataclasses import dataclass

from adapters.simulation.messenger import CountingMessenger
from adapters.simulation.run import Plan, Simulation


@dataclass(frozen=True, kw_only=True, slots=True)
class Effort:
    """What it cost: seconds of real time, and the most memory the process held."""

    seconds: float
    peak_memory_mb: float | None


def findings(
    plan: Plan, simulation: Simulation, messenger: CountingMessenger, effort: Effort
) -> dict[str, int | float | None]:
    """Everything that was counted, by the names of the JSON form."""
    count = simulation.count
    rounds = max(count.rounds, 1)
    return {
        "members": plan.members,
        "weeks": plan.weeks,
        "seed": plan.seed,
        "rounds": count.rounds,
        "pairings": count.pairings,
        "trios": count.trios,
        "left_out": count.left_out,
        "repeats": count.repeats,
        "first_repeat_round": count.first_repeat_round,
        "met_rate": round(count.met / max(count.pairings, 1), 4),
        "messages_sent": messenger.taken.total(),
        "messages_lost": simulation.messages_lost(),
        "messages_doubled": sum(times - 1 for times in messenger.taken.values()),
        "seconds": round(effort.seconds, 3),
        "seconds_per_round": round(effort.seconds / rounds, 4),
        "peak_memory_mb": effort.peak_memory_mb,
    }


def as_table(found: dict[str, int | float | None]) -> str:
    """The findings, a line each."""
    labels = {name: name.replace("_", " ") for name in found}
    width = max(map(len, labels.values()))
    return "\n".join(
        f"{labels[name]:<{width}}  {'none' if value is None else value}"
        for name, value in found.items()
    )
