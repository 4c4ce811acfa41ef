#!/usr/bin/env python3
"""Random cases (generate.py) through the command line of the C++ suite and through oracle.py: the
points and the ranks have to be the same bytes.

THIDUA_BIN: the folder of the programs (default build/release/bin); THIDUA_DIFFERENTIAL_SEEDS: how
many cases (default 25); THIDUA_DIFFERENTIAL_FIRST: the first seed (default 0).
"""

import os
import sys

sys.dont_write_bytecode = True
import generate
import oracle
import suite

SEEDS = int(os.environ.get("THIDUA_DIFFERENTIAL_SEEDS") or 25)
FIRST = int(os.environ.get("THIDUA_DIFFERENTIAL_FIRST") or 0)


def first_difference(expected, got):
    """The line number and both lines where the texts part."""
    ours, theirs = expected.splitlines(), got.splitlines()
    for number in range(max(len(ours), len(theirs))):
        a, b = (lines[number] if number < len(lines) else "(nothing)" for lines in (ours, theirs))
        if a != b:
            return f"line {number + 1}\n    oracle: {a}\n    thidua: {b}"
    return "only the line ends differ"


def faults_of(case, running):
    """What is wrong with the suite's answers to one case."""
    for kind, path in case.write(running.folder / f"seed-{case.seed}"):
        done = running.run("import", kind, path)
        if done.returncode != 0:
            yield f"import {kind} {path.name} ended with {done.returncode}: {done.stderr.decode(errors='replace').strip()}"
            return
    world = case.world()
    for year in case.years:
        for command, expected in zip(("points", "rank"), oracle.score(world, case.province, year)):
            words = (command, "--under", case.province, "--year", year, "-o", "csv")
            got = running.read_until(expected.encode(), *words).decode(errors="replace")
            if got != expected:
                yield f"{command} of {year} differ at {first_difference(expected, got)}"


def main():
    failed = 0
    with suite.Suite() as running:
        for seed in range(FIRST, FIRST + SEEDS):
            try:
                faults = list(faults_of(generate.generate(seed), running))
            except RuntimeError as error:
                faults = [str(error)]
            failed += bool(faults)
            for fault in faults:
                print(f"seed {seed}: {fault}\n    (generate.py --seed {seed} --out DIR writes the case)", flush=True)
    print(f"{SEEDS - failed} of {SEEDS} cases agree (seeds {FIRST} to {FIRST + SEEDS - 1})")
    return 1 if failed or SEEDS < 1 else 0


if __name__ == "__main__":
    sys.exit(main())
