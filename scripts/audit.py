"""Ask whether a known weakness is in anything that 121 installs: exit status 1 if so, 2 where it could not be asked rightly.

Where the database of weaknesses cannot be reached it says so and ends well: a build does not fail for the network.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PINS = Path("requirements-dev.txt")  # everything, also what only the tests need
UNREACHED = (
    "requests.exceptions.",
    "Could not connect",
    "not redirecting properly",
)  # pip-audit's words
FINE, WEAK, BROKEN = range(3)


def say(line: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{line}\n")


def main(pins: Path = PINS) -> int:
    """Audit the pinned packages, and tell what was found."""
    with TemporaryDirectory() as folder:
        found = Path(folder) / "found.json"
        asked = [sys.executable, "-m", "pip_audit", "--requirement", str(pins), "--require-hashes"]
        how = ["--disable-pip", "--progress-spinner=off", "--format=json", f"--output={found}"]
        done = subprocess.run([*asked, *how], check=False, capture_output=True, text=True)  # noqa: S603 - no input of others
        if found.exists():
            return tell(json.loads(found.read_text(encoding="utf-8"))["dependencies"])
    if any(words in done.stderr for words in UNREACHED):
        return tell([])
    say("The audit itself failed: " + (done.stderr.strip().splitlines() or ["no answer"])[-1])
    return BROKEN


def tell(packages: list[dict[str, Any]]) -> int:
    """Print what is known of each package; `WEAK` if there is a weakness in one."""
    weak = [one for one in packages if one.get("vulns")]
    asked = [one for one in packages if "skip_reason" not in one]
    for one in weak:
        names = ", ".join(v["id"] for v in one["vulns"])
        better = sorted({fix for v in one["vulns"] for fix in v["fix_versions"]})
        say(f"{one['name']} {one['version']}: {names}; mended in {', '.join(better) or 'none'}")
    if not asked:
        say("Nothing was audited: the database of weaknesses cannot be reached from here.")
    else:
        say(f"Audited {len(asked)} of {len(packages)} packages: {len(weak)} with a weakness.")
    return WEAK if weak else FINE


if __name__ == "__main__":
    sys.exit(main())
