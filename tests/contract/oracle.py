#!/usr/bin/env python3
"""A second scoring engine, written from SCORING.md alone, to check the C++ one against.

It shares no code with the suite and uses nothing but Python's standard library. Every figure is a
fractions.Fraction from the moment it is read until it is printed.

    oracle.py --units units.csv --clusters clusters.csv --scale scale.json [--scale …] \
              --inputs inputs.csv [--inputs …] --under 51 --year 2023 \
              --points points.csv --totals totals.csv
"""

import argparse
import csv
import io
import json
import re
from dataclasses import dataclass, field
from fractions import Fraction

MAX_DIGITS = 18
MAX_PLACES = 6
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
HALF = Fraction(1, 2)


class Refused(ValueError):
    """What SCORING.md's last section refuses. `line` is the file's line (the header is 1) and
    `column` the CSV column; for a scale `column` is the field's path and `line` is 0."""

    def __init__(self, reason, line=0, column=""):
        super().__init__(f"line {line}, {column}: {reason}")
        self.reason, self.line, self.column = reason, line, column


# ------------------------------------------------------------------------------------- numbers


def parse_decimal(text):
    if not isinstance(text, str) or not DECIMAL.match(text):
        raise ValueError(f"{text!r} is not a decimal number")
    digits = text.lstrip("-")
    whole, _, places = digits.partition(".")
    if len(places) > MAX_PLACES:
        raise ValueError(f"{text!r} has more than {MAX_PLACES} places")
    if len((whole + places).lstrip("0")) > MAX_DIGITS:
        raise ValueError(f"{text!r} has more than {MAX_DIGITS} digits")
    return Fraction(text)


def round_to(value, places, mode="HALF_UP"):
    """HALF_UP: halves away from zero; DOWN: toward zero; UP: away from zero."""
    scaled = abs(value) * 10**places
    kept, rest = divmod(scaled.numerator, scaled.denominator)
    if mode == "HALF_UP":
        kept += 2 * rest >= scaled.denominator
    elif mode == "UP":
        kept += rest > 0
    elif mode != "DOWN":
        raise ValueError(f"unknown rounding mode {mode!r}")
    return Fraction(kept if value >= 0 else -kept, 10**places)


def print_decimal(value, places):
    """`places` digits after the point, more where the value has more."""
    if not isinstance(value, (Fraction, int)):
        raise TypeError("only exact numbers are printed")
    if 10**80 % value.denominator:
        raise ValueError(f"{value} has no last digit")
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


# --------------------------------------------------------------------------------------- scale

RULE_INPUTS = {
    "full": (),
    "attainment": ("plan", "actual"),
    "adverseRate": ("part", "whole"),
    "grade": ("grade",),
    "milestones": ("achieved",),
    "tiers": ("value", "part", "whole"),
    "yearOverYear": ("current", "previous"),
    "checklist": ("done",),
    "declared": ("points",),
    "peerRelative": ("target", "actual"),
}


@dataclass
class Adjustment:
    input: str
    points_each: Fraction
    cap: Fraction | None


@dataclass
class Criterion:
    code: str
    groups: tuple  # codes of the groups it is in, outermost first
    maximum: Fraction
    coefficient: Fraction
    rule: str
    settings: dict
    unit_types: frozenset | None
    except_unit_types: frozenset
    deductions: list
    bonuses: list
    zero_if: list

    def applies_to(self, unit_type):
        if self.unit_types is not None:
            return unit_type in self.unit_types
        return unit_type not in self.except_unit_types

    def input_names(self):
        adjustments = [a.input for a in self.deductions + self.bonuses]
        return {*RULE_INPUTS[self.rule], *adjustments, *self.zero_if}

    def number(self, name, default=None):
        return parse_decimal(self.settings[name]) if name in self.settings else default

    def round_percentage(self, value):
        rounding = self.settings.get("rounding", {})
        return round_to(value, rounding.get("places", 2), rounding.get("mode", "HALF_UP"))


@dataclass
class Scale:
    scale_id: str
    year: int
    level: str
    under: list
    method: str
    places: int
    cap: Fraction | None
    tie_breaks: list  # ("group" or "criterion", code)
    top_groups: list
    groups: list
    criteria: list

    def criterion(self, code):
        return next((c for c in self.criteria if c.code == code), None)


def read_scale(text):
    document = json.loads(text)
    groups, criteria, codes = [], [], set()

    def fault(path, reason):
        raise Refused(reason, 0, path)

    def decimal(path, holder, name, default=None):
        if name not in holder:
            return default
        try:
            return parse_decimal(holder[name])
        except ValueError as error:
            fault(f"{path}.{name}", str(error))

    def cap_of(path, holder, name="cap"):
        cap = decimal(path, holder, name)
        if cap is not None and cap < 0:
            fault(f"{path}.{name}", "a cap is at least 0")
        return cap

    def take_code(path, code):
        if code in codes:
            fault(f"{path}.code", f"{code} is there twice")
        codes.add(code)

    def read_adjustments(path, listed):
        return [
            Adjustment(a["input"], decimal(f"{path}[{i}]", a, "pointsEach"), cap_of(f"{path}[{i}]", a))
            for i, a in enumerate(listed)
        ]

    def read_criterion(path, node, above):
        take_code(path, node["code"])
        rules = list(node.get("rule", {}))
        if len(rules) != 1 or rules[0] not in RULE_INPUTS:
            fault(f"{path}.rule", f"{rules} is not one of the rules")
        settings = node["rule"][rules[0]]
        for name, value in settings.items():
            if isinstance(value, str) and name not in ("better", "noTarget"):
                decimal(f"{path}.rule.{rules[0]}", settings, name)
        cap_of(f"{path}.rule.{rules[0]}", settings, "bonusCap")
        applies = node.get("appliesTo", {})
        criteria.append(
            Criterion(
                code=node["code"],
                groups=above,
                maximum=decimal(path, node, "maxPoints"),
                coefficient=decimal(path, node, "coefficient", Fraction(1)),
                rule=rules[0],
                settings=settings,
                unit_types=frozenset(applies["unitTypes"]) if "unitTypes" in applies else None,
                except_unit_types=frozenset(applies.get("exceptUnitTypes", ())),
                deductions=read_adjustments(f"{path}.deductions", node.get("deductions", [])),
                bonuses=read_adjustments(f"{path}.bonuses", node.get("bonuses", [])),
                zero_if=node.get("zeroIf", []),
            )
        )

    def read_group(path, node, above):
        take_code(path, node["code"])
        groups.append(node["code"])
        here = (*above, node["code"])
        for i, child in enumerate(node.get("criteria", [])):
            read_criterion(f"{path}.criteria[{i}]", child, here)
        for i, child in enumerate(node.get("groups", [])):
            read_group(f"{path}.groups[{i}]", child, here)

    for i, node in enumerate(document.get("groups", [])):
        read_group(f"groups[{i}]", node, ())
    if not criteria:
        fault("groups", "a scale has at least one criterion")

    tie_breaks = []
    for i, step in enumerate(document.get("tieBreaks", [])):
        ((kind, code),) = step.items()
        known = groups if kind == "group" else [c.code for c in criteria]
        if code not in known:
            fault(f"tieBreaks[{i}].{kind}", f"no {kind} {code}")
        tie_breaks.append((kind, code))

    total = document.get("total", {})
    return Scale(
        scale_id=document["scaleId"],
        year=document["year"],
        level=document["level"],
        under=document.get("under", []),
        method=total["method"],
        places=total.get("places", 2),
        cap=cap_of("total", total),
        tie_breaks=tie_breaks,
        top_groups=[g["code"] for g in document["groups"]],
        groups=groups,
        criteria=criteria,
    )


# --------------------------------------------------------------------------------------- tables


def read_table(text):
    """(line, row) of a CSV with a header; the line is where the row starts."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    header = next(reader)
    line = reader.line_num + 1
    for cells in reader:
        yield line, dict(zip(header, cells, strict=True))
        line = reader.line_num + 1


@dataclass
class Unit:
    code: str
    name: str
    type: str
    level: str
    parent: str


@dataclass
class Cluster:
    code: str
    authority: str
    members: dict = field(default_factory=dict)  # year -> unit codes


class World:
    """Everything that has been imported."""

    def __init__(self):
        self.units = {}
        self.clusters = {}  # in the order of import
        self.scales = []
        self.figures = {}  # (unit, year, criterion, input) -> text

    def add_units(self, text):
        for _, row in read_table(text):
            self.units[row["code"]] = Unit(**{k: row[k] for k in ("code", "name", "type", "level", "parent")})

    def add_clusters(self, text):
        for line, row in read_table(text):
            for column in ("authority", "unit"):
                if row[column] not in self.units:
                    raise Refused("no such unit", line, column)
            cluster = self.clusters.setdefault(row["cluster"], Cluster(row["cluster"], row["authority"]))
            cluster.members.setdefault(int(row["year"]), []).append(row["unit"])

    def add_scale(self, text):
        self.scales.append(read_scale(text))

    def add_inputs(self, text):
        added, lines = {}, {}
        for line, row in read_table(text):
            self._check_input(line, row)
            key = (row["unit"], int(row["year"]), row["criterion"], row["input"])
            if key in added:
                raise Refused("the row is there twice", line, "")
            added[key], lines[key] = row["value"], line
        for (unit, year, criterion, name), line in lines.items():
            if name in ("part", "whole") and self._scale_of(unit, year).criterion(criterion).rule in ("adverseRate", "tiers"):
                keys = [(unit, year, criterion, n) for n in ("part", "whole")]
                part, whole = (added.get(key, self.figures.get(key)) for key in keys)
                if part and whole and parse_decimal(part) > parse_decimal(whole):
                    raise Refused("part is over whole", line, "value")
        self.figures.update(added)

    def _check_input(self, line, row):
        unit = self.units.get(row["unit"])
        if unit is None:
            raise Refused("no such unit", line, "unit")
        scale = self._scale_of(unit.code, int(row["year"])) if row["year"].isdecimal() else None
        if scale is None:
            raise Refused("no scale of that year", line, "year")
        criterion = scale.criterion(row["criterion"])
        if criterion is None or not criterion.applies_to(unit.type):
            raise Refused("no such criterion for this unit", line, "criterion")
        name, text = row["input"], row["value"]
        if name not in criterion.input_names():
            raise Refused("no such input", line, "input")
        try:
            _check_value(criterion, name, text)
        except ValueError as error:
            raise Refused(str(error), line, "value") from None

    def ancestors(self, code):
        """The unit itself, its parent, and so on up."""
        while code:
            yield code
            code = self.units[code].parent if code in self.units else ""

    def _scale_of(self, unit, year):
        suitable = [s for s in self.scales if s.year == year and s.level == self.units[unit].level]
        for ancestor in self.ancestors(unit):
            for scale in suitable:
                if ancestor in scale.under:
                    return scale
        return next((s for s in suitable if not s.under), None)

    def clusters_under(self, under):
        return [c for c in self.clusters.values() if under in self.ancestors(c.authority)]

    def figures_of(self, unit, year, criterion):
        """What the unit reported for the criterion: input -> text."""
        names = criterion.input_names()
        found = {n: self.figures.get((unit, year, criterion.code, n)) for n in names}
        found = {n: text for n, text in found.items() if text is not None}
        if criterion.rule == "yearOverYear" and "previous" not in found:
            last = self.figures.get((unit, year - 1, criterion.code, "current"))
            if last is not None:
                found["previous"] = last
        return found


def _check_value(criterion, name, text):
    if criterion.rule == "grade" and name == "grade":
        if text not in (level["label"] for level in criterion.settings["levels"]):
            raise ValueError(f"no grade {text}")
        return
    value = parse_decimal(text)
    above_zero = {
        "attainment": {"plan"},
        "adverseRate": {"whole"},
        "tiers": {"whole"},
        "peerRelative": {"target"} if criterion.settings.get("noTarget", "REFUSE") == "REFUSE" else set(),
    }.get(criterion.rule, set())
    if name in above_zero and value <= 0:
        raise ValueError(f"{name} must be above 0")
    may_be_negative = (criterion.rule, name) in {
        ("tiers", "value"),
        ("yearOverYear", "current"),
        ("yearOverYear", "previous"),
    }
    if value < 0 and not may_be_negative:
        raise ValueError(f"{name} must be at least 0")
    if criterion.rule == "declared" and name == "points" and value > criterion.maximum:
        raise ValueError("points are over the maximum")


# --------------------------------------------------------------------------------------- points


def at_most(cap, value):
    return value if cap is None else min(cap, value)


def base_points(criterion, figures, peers):
    """Base points, or None when an input is not reported. `figures` are exact numbers (a grade is
    its label), `peers` those of every unit of the cluster the criterion applies to."""
    maximum, rule = criterion.maximum, criterion.rule
    has = figures.__contains__
    get = figures.get

    if rule == "full":
        return maximum

    if rule == "attainment":
        if not (has("plan") and has("actual")):
            return None
        percent = criterion.round_percentage(100 * get("actual") / get("plan"))
        short = criterion.number("deductPerPercent", Fraction(1)) * max(Fraction(0), 100 - percent)
        over = criterion.number("bonusPerPercent", Fraction(0)) * max(Fraction(0), percent - 100)
        return max(Fraction(0), maximum - short) + at_most(criterion.number("bonusCap"), over)

    if rule == "adverseRate":
        if not (has("part") and has("whole")):
            return None
        percent = criterion.round_percentage(100 * get("part") / get("whole"))
        return max(Fraction(0), maximum - criterion.number("deductPerPercent", Fraction(1)) * percent)

    if rule == "grade":
        if not has("grade"):
            return None
        return next(parse_decimal(l["points"]) for l in criterion.settings["levels"] if l["label"] == get("grade"))

    if rule == "milestones":
        if not has("achieved"):
            return None
        if get("achieved") >= criterion.number("required"):
            return maximum
        return min(maximum, get("achieved") * criterion.number("pointsPerUnit"))

    if rule == "tiers":
        if has("value"):
            value = get("value")
        elif has("part") and has("whole"):
            value = criterion.round_percentage(100 * get("part") / get("whole"))
        else:
            return None
        tiers = [(parse_decimal(t["atLeast"]), parse_decimal(t["points"])) for t in criterion.settings["tiers"]]
        reached = [tier for tier in tiers if tier[0] <= value]
        return max(reached)[1] if reached else criterion.number("otherwise", Fraction(0))

    if rule == "yearOverYear":
        if not (has("current") and has("previous")):
            return None
        rise = get("current") - get("previous")
        gain = rise if criterion.settings["better"] == "HIGHER" else -rise
        worsening, improvement = max(Fraction(0), -gain), max(Fraction(0), gain)
        kept = maximum - criterion.number("deductPerUnit", Fraction(1)) * worsening
        bonus = criterion.number("bonusPerUnit", Fraction(0)) * improvement
        return max(Fraction(0), kept) + at_most(criterion.number("bonusCap"), bonus)

    if rule == "checklist":
        if not has("done"):
            return None
        required = criterion.number("required")
        return maximum * min(get("done"), required) / required

    if rule == "declared":
        return get("points")

    if rule == "peerRelative":
        return peer_relative_points(criterion, figures, peers)

    raise ValueError(f"unknown rule {rule!r}")


def peer_relative_points(criterion, figures, peers):
    maximum = criterion.maximum
    if "actual" not in figures:
        return None
    if not figures.get("target"):
        if criterion.settings.get("noTarget", "REFUSE") == "REFUSE":
            return None
        best = max(p["actual"] for p in peers if "actual" in p and not p.get("target"))
        return maximum * figures["actual"] / best if best else Fraction(0)

    def excess(reported):
        return (reported["actual"] - reported["target"]) / reported["target"]

    mine = excess(figures)
    if mine < 0:
        return maximum * HALF * (1 + mine)
    if mine == 0:
        return maximum * HALF
    greatest = max(excess(p) for p in peers if "actual" in p and p.get("target"))
    return maximum * HALF + maximum * HALF * mine / greatest


def criterion_points(criterion, figures, peers):
    """Points to two places, or None when the criterion is not reported."""
    base = base_points(criterion, figures, peers)
    if base is None:
        return None
    if any(figures.get(name, 0) != 0 for name in criterion.zero_if):
        return Fraction(0)

    def sum_of(adjustments):
        return sum((at_most(a.cap, figures.get(a.input, Fraction(0)) * a.points_each) for a in adjustments), Fraction(0))

    return round_to(max(Fraction(0), base - sum_of(criterion.deductions)) + sum_of(criterion.bonuses), 2)


# --------------------------------------------------------------------------------------- sheets


@dataclass
class Sheet:
    unit: Unit
    points: dict  # criterion -> points, of applicable criteria in scale order
    missing: list
    subtotals: dict
    total: Fraction
    lost: Fraction
    rank: int = 0


def total_of(scale, criteria, points):
    applicable = [c for c in criteria if c.code in points]
    earned = sum((c.coefficient * points[c.code] for c in applicable), Fraction(0))
    if scale.method == "SUM":
        result = earned
    else:
        if scale.method == "MEAN":
            weight = sum((c.coefficient for c in applicable), Fraction(0))
        elif scale.method == "NORMALIZED":
            weight = sum((c.coefficient * c.maximum for c in applicable), Fraction(0)) / 100
        else:
            raise ValueError(f"unknown method {scale.method!r}")
        result = earned / weight if weight else Fraction(0)
    return at_most(scale.cap, round_to(result, scale.places))


def score_cluster(world, cluster, year):
    """(scale, sheets in the order of rank then unit code)."""
    members = [world.units[code] for code in cluster.members.get(year, [])]
    scales = {id(s): s for s in (world._scale_of(m.code, year) for m in members)}
    if len(scales) != 1:
        raise ValueError(f"cluster {cluster.code} is not under one scale")
    (scale,) = scales.values()

    figures = {}
    for criterion in scale.criteria:
        for unit in members:
            if criterion.applies_to(unit.type):
                reported = world.figures_of(unit.code, year, criterion)
                figures[criterion.code, unit.code] = {
                    name: text if criterion.rule == "grade" and name == "grade" else parse_decimal(text)
                    for name, text in reported.items()
                }

    sheets = []
    for unit in members:
        points, missing = {}, []
        for criterion in scale.criteria:
            mine = figures.get((criterion.code, unit.code))
            if mine is None:
                continue
            peers = [f for (code, _), f in figures.items() if code == criterion.code] if criterion.rule == "peerRelative" else []
            earned = criterion_points(criterion, mine, peers)
            if earned is None:
                missing.append(criterion.code)
            points[criterion.code] = Fraction(0) if earned is None else earned
        sheets.append(
            Sheet(
                unit=unit,
                points=points,
                missing=missing,
                subtotals={g: total_of(scale, [c for c in scale.criteria if g in c.groups], points) for g in scale.groups},
                total=total_of(scale, scale.criteria, points),
                lost=sum((max(Fraction(0), c.maximum - points[c.code]) for c in scale.criteria if c.code in points), Fraction(0)),
            )
        )

    def order(sheet):
        steps = [sheet.subtotals[code] if kind == "group" else sheet.points.get(code, Fraction(0)) for kind, code in scale.tie_breaks]
        return [sheet.total, *steps]

    for sheet in sheets:
        sheet.rank = 1 + sum(order(other) > order(sheet) for other in sheets)
    return scale, sorted(sheets, key=lambda s: (s.rank, s.unit.code))


# --------------------------------------------------------------------------------------- output


def csv_line(cells):
    def quoted(cell):
        return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\r\n') else cell

    return ",".join(map(quoted, cells)) + "\n"


def score(world, under, year):
    """(points CSV, totals CSV) of every cluster whose authority is `under` or below it."""
    points, totals, header = [csv_line(["unit", "criterion", "points"])], [], None
    for cluster in world.clusters_under(under):
        if not cluster.members.get(year):
            continue
        scale, sheets = score_cluster(world, cluster, year)
        columns = csv_line(["cluster", "unit", "name", *scale.top_groups, "total", "rank", "lost"])
        if header not in (None, columns):
            raise ValueError("clusters under scales with other groups do not fit one table")
        header = columns
        for sheet in sheets:
            unit = sheet.unit
            points += [csv_line([unit.code, code, print_decimal(p, 2)]) for code, p in sheet.points.items()]
            sums = [print_decimal(v, scale.places) for v in (*(sheet.subtotals[g] for g in scale.top_groups), sheet.total)]
            rank = f"{sheet.rank:02d}/{len(sheets):02d}"
            totals.append(csv_line([cluster.code, unit.code, unit.name, *sums, rank, print_decimal(sheet.lost, 2)]))
    return "".join(points), (header or "") + "".join(totals)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("units", "clusters", "scale", "inputs"):
        parser.add_argument(f"--{name}", action="append", required=True, metavar="FILE")
    parser.add_argument("--under", required=True, help="code of a unit: its clusters and those below it")
    parser.add_argument("--year", required=True, type=int)
    parser.add_argument("--points", required=True, metavar="FILE", help="written")
    parser.add_argument("--totals", required=True, metavar="FILE", help="written")
    flags = parser.parse_args()

    def texts(paths):
        for path in paths:
            with open(path, encoding="utf-8", newline="") as file:
                yield file.read()

    world = World()
    for add, paths in (
        (world.add_units, flags.units),
        (world.add_clusters, flags.clusters),
        (world.add_scale, flags.scale),
        (world.add_inputs, flags.inputs),
    ):
        for text in texts(paths):
            add(text)
    for path, text in zip((flags.points, flags.totals), score(world, flags.under, flags.year)):
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)


if __name__ == "__main__":
    main()
