"""How quick the program is: `make bench`. Each line says what was measured and the limit it is held against."""

import json
import subprocess
import sys
import tempfile
from time import perf_counter

PROGRAM = (sys.executable, "-m", "bot")


def timed(*arguments: str) -> tuple[float, str]:
    """Run the program, and give the seconds and what it printed."""
    began = perf_counter()
    done = subprocess.run(
        (*PROGRAM, *arguments), check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return perf_counter() - began, done.stdout.decode()


def demo_start() -> float:
    """Seconds until `bot121 demo` says that it is open."""
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        demo = subprocess.Popen(
            (*PROGRAM, "demo", "--no-browser", "--folder", folder, "--port", "0"),
            stdout=subprocess.PIPE,
        )
        assert demo.stdout is not None
        demo.stdout.readline()
        seconds = perf_counter() - began
        demo.terminate()
        demo.wait()
        return seconds


def main() -> None:
    """Measure, and print a line for each figure."""
    seconds, _ = timed("--version")
    print(f"bot121 --version                        {seconds:6.2f} s")
    print(f"bot121 demo, until the page is there    {demo_start():6.2f} s   (limit  2 s)")
    seconds, printed = timed("simulate", "--members", "100", "--weeks", "52", "--json")
    found = json.loads(printed)
    print(f"bot121 simulate, 100 members, 52 weeks  {seconds:6.2f} s   (limit 20 s)")
    print(
        f"  most memory                           {found['peak_memory_mb']:6.1f} MB  (limit 150 MB)"
    )
    print(
        f"  repeats {found['repeats']}, left out {found['left_out']}, lost {found['messages_lost']}, doubled {found['messages_doubled']}"
    )


if __name__ == "__main__":
    main()
