"""What a circle prefers in a pair, as organisers read it, and as they could type it."""

from bot.domain.model import Policy

_LABELS = {
    "team": "teams",
    "tenure": "newcomers",
    "hours": "hours",
    "formats": "formats",
    "languages": "languages",
    "interests": "interests",
}


def preferred(policy: Policy) -> str:
    """What matters in a pair, and how much: `teams 2, newcomers 2`, and what else is so."""
    weights = [f"{label} {getattr(policy, name)}" for name, label in _LABELS.items()]
    also = (
        ("within teams", policy.within_teams),
        ("hours required", policy.demands_hours),
        ("format required", policy.demands_format),
    )
    return ", ".join([*weights, *(words for words, so in also if so)])
