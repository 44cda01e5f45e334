"""What a simulation found, as a table for people and as JSON for programs."""

from dataclasses import dataclass
from datetime import datetime

from adapters.simulation.messenger import CountingMessenger
from adapters.simulation.run import Plan, Relationships, Simulation
from bot.domain.promises import PromiseState
from bot.domain.referrals import CLOSED_AFTER, OPEN_REFERRALS, ReferralState
from bot.domain.relationships import Stage

WEEK_IN_DAYS = 7
TWICE = 2


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


def of_relationships(
    simulation: Simulation, kept: Relationships, ended_at: datetime
) -> dict[str, int | float | None]:
    """What was counted of relationships: by 121's own account and, of messages, by the `Watch`."""
    watch = simulation.watch
    due = [promise for promise in kept.promises if promise.due_on < ended_at.date()]
    old = [one for one in kept.referrals if one.given_at + CLOSED_AFTER < ended_at]
    return {
        "getting_to_know": kept.reached[Stage.GETTING_TO_KNOW],
        "tell_me_the_detail": kept.reached[Stage.DETAIL],
        "referral_partners": kept.reached[Stage.REFERRAL_PARTNERS],
        "follow_ups_asked": len(watch.delays),
        "follow_ups_within_a_week": sum(0 <= day <= WEEK_IN_DAYS for day in watch.delays),
        "follow_ups_overdue": watch.overdue(ended_at),
        "follow_ups_unexpected": watch.unexpected,
        "longest_delay_in_days": max(watch.delays, default=0),
        "promises_due": len(due),
        "promises_reminded_on_the_day": sum(p.due_on in watch.reminded.get(p.id, []) for p in due),
        "promises_reminded_more_than_twice": sum(len(at) > TWICE for at in watch.reminded.values()),
        "promises_kept": sum(p.state is PromiseState.KEPT for p in kept.promises),
        "referrals_given": len(kept.referrals),
        "referrals_older_than_13_weeks": len(old),
        "referrals_closed_of_these": sum(one.state not in OPEN_REFERRALS for one in old),
        "referrals_won": sum(one.state is ReferralState.WON for one in kept.referrals),
        "most_messages_a_week": watch.most_in_a_week,
    }


def as_table(found: dict[str, int | float | None]) -> str:
    """The findings, a line each."""
    labels = {name: name.replace("_", " ") for name in found}
    width = max(map(len, labels.values()))
    return "\n".join(
        f"{labels[name]:<{width}}  {'none' if value is None else value}"
        for name, value in found.items()
    )
