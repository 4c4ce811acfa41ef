#!/usr/bin/env python3
"""Random cases that stress SCORING.md, in the formats of shared/data/ba_to; the same seed gives the
same bytes.

    generate.py --seed 7 --out DIR

writes units.csv, clusters.csv, scale_*.json and inputs_*.csv, and case.json: the order of import and
what to compare. Every case is valid: nothing in it may be refused.
"""

import argparse
import copy
import json
import random
from dataclasses import dataclass
from pathlib import Path

import oracle

UNIT_TYPES = ("XA", "PHUONG", "THI_TRAN")
LAST_YEAR, THIS_YEAR = 2022, 2023
NAMES = (
    "Ba Bích", "Trà Bùi", "Sơn Hạ", "Đức Phổ", 'Nghĩa Lộ "mới"', "Phước Thắng, Bác Ái", "Ea H'leo", 'Kim "Ngọc", Vĩnh Phúc',
    "Ỷ La", "Huổi Lếnh", "Thạnh Mỹ Tây", "Yên Đổ", "Cư Êbur", "Nậm Chạc", "Quỳnh Lưu", "Lý Sơn, đảo Bé", "Ngọc Wang", "Ưu Điềm",
)
GRADES = ("TOT", "KHA", "TRUNG_BINH", "YEU", "XUAT_SAC", "Hoàn thành", "Đạt, có cố gắng")
EXTREMES = (
    "999999999999999999", "999999999999.999999", "0.000001", "1", "123456789012345678", "333333333333.333333",
    "100000000000000000", "666666666666666667", "0.999999", "1.000001", "500000000000.000001", "142857142857.142857",
)


@dataclass
class Case:
    seed: int
    province: str
    years: list
    units: list  # rows
    clusters: list  # rows
    scales: list  # JSON documents, in the order of import
    inputs: list  # tables of rows, in the order of import

    def files(self):
        """(kind, file name, text) in the order of import."""
        yield "units", "units.csv", table(("code", "name", "type", "level", "parent"), self.units)
        yield "clusters", "clusters.csv", table(("cluster", "name", "authority", "year", "unit", "role"), self.clusters)
        for i, scale in enumerate(self.scales):
            yield "scale", f"scale_{i}.json", json.dumps(scale, ensure_ascii=False, indent=1) + "\n"
        for i, rows in enumerate(self.inputs):
            yield "inputs", f"inputs_{i}.csv", table(("unit", "year", "criterion", "input", "value", "source"), rows)

    def write(self, folder):
        """Writes the files; returns (kind, path) in the order of import."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for kind, name, text in self.files():
            (folder / name).write_bytes(text.encode())
            written.append((kind, folder / name))
        imports = [[kind, path.name] for kind, path in written]
        case = {"seed": self.seed, "under": self.province, "years": self.years, "imports": imports}
        (folder / "case.json").write_text(json.dumps(case, indent=1) + "\n")
        return written

    def world(self):
        """The case as the oracle reads it."""
        world = oracle.World()
        add = {"units": world.add_units, "clusters": world.add_clusters, "scale": world.add_scale, "inputs": world.add_inputs}
        for kind, _, text in self.files():
            add[kind](text)
        return world


def table(header, rows):
    return "".join(oracle.csv_line(row) for row in (header, *rows))


# ------------------------------------------------------------------------------------- numbers


class Dice(random.Random):
    """Random draws in whole numbers and text only."""

    def chance(self, percent):
        return self.randrange(100) < percent

    def text(self, units, places):
        """The decimal string of a whole number of 10^-places."""
        digits = str(units).rjust(places + 1, "0")
        return f"{digits[:-places]}.{digits[-places:]}" if places else digits

    def decimal(self, low, high, places=(0, 0, 0, 1, 2, 3, 6)):
        """A decimal string of low..high."""
        count = self.choice(places)
        return self.text(self.randint(low * 10**count, high * 10**count), count)

    def up_to(self, top, below):
        """A decimal string of 0..top, less than it if `below` is 1, still of 18 digits at most."""
        whole = len(top.partition(".")[0])
        places = min(6, 18 - whole)
        most = int(oracle.parse_decimal(top) * 10**places)
        value = self.randint(0, most - below)
        return self.text(value - value % self.choice((1, 1, 10**places)), places)

    def extreme(self):
        if self.chance(60):
            return self.choice(EXTREMES)
        count = self.randint(0, 6)
        return self.text(self.randint(1, 10 ** self.randint(6, 18) - 1), count)

    def some(self, sequence, low, high):
        return self.sample(sequence, min(len(sequence), self.randint(low, high)))


# --------------------------------------------------------------------------------------- scale


class ScaleMaker:
    """Draws a scale. `taste` holds what is the same over a whole case:
    plain: small whole numbers, so that totals tie; extreme: 18-digit inputs, or with "scale"
    also huge maxima and coefficients."""

    def __init__(self, dice, taste):
        self.dice, self.taste = dice, taste
        self.made = []

    def maximum(self):
        dice = self.dice
        if self.taste["plain"]:
            return dice.choice(("10", "10", "5", "20"))
        if self.taste["extreme"] == "scale" and dice.chance(50):
            return dice.choice(("999999999999.999999", "123456789.654321", "100000000000", "0.000001"))
        if dice.chance(3):
            return "0"
        return dice.choice(("100", "100", "10", "5", "50", "2.5", "33.33", "7.123456", "0.5", "15", "20.005", "0.01"))

    def coefficient(self):
        dice = self.dice
        if self.taste["extreme"] == "scale" and dice.chance(30):
            return dice.choice(("999999.999999", "0.000001", "123456"))
        return dice.choice(("1", "2", "3", "0.5", "1.25", "0", "0.333333", "10"))

    def part_of(self, maximum, allow_more=False):
        """A decimal string in 0..maximum."""
        dice = self.dice
        top = int(oracle.parse_decimal(maximum) * 10**6)
        kind = dice.randrange(6)
        if allow_more and dice.chance(4):
            return str(top // 10**6 + dice.randint(1, 20))
        if kind == 0:
            return maximum
        if kind == 1:
            return "0"
        value = dice.randint(0, top)
        if kind < 5 or self.taste["plain"]:
            step = 10 ** dice.choice((6, 6, 5, 4, 3))  # thousandths make the halves that round2 decides
            if self.taste["plain"]:
                step = 10**6
            value -= value % step
        return dice.text(value, 6) if value % 10**6 else str(value // 10**6)

    def rounding(self, holder):
        dice = self.dice
        if dice.chance(20):
            return
        rounding = {}
        if dice.chance(85):
            rounding["places"] = dice.choice((0, 0, 0, 1, 2, 3, 4, 6))
        if dice.chance(85):
            rounding["mode"] = dice.choice(("HALF_UP", "DOWN", "DOWN", "UP", "UP"))
        holder["rounding"] = rounding

    def bonus(self, holder, each):
        """A rule's bonus and its cap; a huge figure always has a cap, or totals lose all meaning."""
        dice = self.dice
        if dice.chance(60):
            holder[each] = dice.decimal(0, 3)
        if self.taste["extreme"] or dice.chance(60):
            holder["bonusCap"] = dice.choice(("0", "5", "10", "2.5", "0.005", "3.333333"))

    def rule(self, maximum):
        dice = self.dice
        kinds = list(oracle.RULE_INPUTS)
        if self.taste["plain"]:
            kinds = ["checklist", "declared", "grade", "milestones", "full", "peerRelative"]
        kind = dice.choice([*kinds, "peerRelative", "tiers"])
        settings = {}
        if kind == "attainment":
            if dice.chance(70):
                settings["deductPerPercent"] = self.penalty()
            self.bonus(settings, "bonusPerPercent")
            self.rounding(settings)
        elif kind == "adverseRate":
            if dice.chance(70):
                settings["deductPerPercent"] = self.penalty()
            self.rounding(settings)
        elif kind == "grade":
            labels = dice.some(GRADES, 1, 5)
            settings["levels"] = [{"label": l, "points": self.part_of(maximum, True)} for l in labels]
        elif kind == "milestones":
            settings = {"required": dice.decimal(1, 20, (0, 0, 1)), "pointsPerUnit": dice.decimal(0, 10)}
        elif kind == "tiers":
            steps = {dice.decimal(0, 105, (0, 0, 1, 2, 6)) for _ in range(dice.randint(1, 5))}
            steps = list({oracle.parse_decimal(s): s for s in sorted(steps)}.values())
            if dice.chance(10):
                steps.append("-" + dice.decimal(1, 9))
            dice.shuffle(steps)
            settings["tiers"] = [{"atLeast": s, "points": self.part_of(maximum, True)} for s in steps]
            if dice.chance(50):
                settings["otherwise"] = self.part_of(maximum)
            self.rounding(settings)
        elif kind == "yearOverYear":
            settings["better"] = dice.choice(("LOWER", "HIGHER"))
            if dice.chance(70):
                settings["deductPerUnit"] = self.penalty()
            self.bonus(settings, "bonusPerUnit")
        elif kind == "checklist":
            settings["required"] = dice.choice(("1", "3", "6", "7", "10", "2.5", "0.3", "9.000001"))
        elif kind == "peerRelative":
            if dice.chance(70):
                settings["noTarget"] = dice.choice(("REFUSE", "RATIO_TO_BEST", "RATIO_TO_BEST"))
        return {kind: settings}

    def penalty(self):
        """What a percent or unit costs; mostly little enough to leave some points."""
        dice = self.dice
        if self.taste["extreme"] and dice.chance(10):
            return dice.extreme()
        return dice.choice(("0", "0", "0.05", "0.1", "0.333333", "0.5", "1", "2", dice.decimal(0, 4)))

    def adjustments(self, names):
        dice, listed = self.dice, []
        for name in names:
            one = {"input": name, "pointsEach": dice.decimal(0, 5)}
            if dice.chance(60):
                one["title"] = f"Nội dung {name}"
            if dice.chance(50):
                one["cap"] = dice.choice(("0", "1", "2.5", "10", "0.005", "7.000001"))
            listed.append(one)
        return listed

    def criterion(self, code):
        dice = self.dice
        if self.made and dice.chance(15):  # a twin: figures swapped between two of them keep the total
            node = copy.deepcopy(dice.choice(self.made))
        else:
            maximum = self.maximum()
            node = {"maxPoints": maximum, "rule": self.rule(maximum)}
            if dice.chance(20 if self.taste["plain"] else 60):
                node["coefficient"] = self.coefficient()
            if dice.chance(25):
                kind = dice.choice(("unitTypes", "exceptUnitTypes"))
                node["appliesTo"] = {kind: dice.some(UNIT_TYPES, 1, 2 if dice.chance(80) else 3)}
            names = dice.sample(("lateDays", "reminders", "prizes", "models", "visits", "incidents"), 4)
            if dice.chance(35):
                node["deductions"] = self.adjustments(names[:dice.randint(1, 2)])
            if dice.chance(35):
                node["bonuses"] = self.adjustments(names[2 : 3 + dice.randrange(2)])
            if dice.chance(60 if "peerRelative" in node["rule"] else 25):
                node["zeroIf"] = ["seriousDamage", "falseReport"][: dice.randint(1, 2)]
                if "deductions" in node and dice.chance(20):
                    node["zeroIf"].append(node["deductions"][0]["input"])
            if dice.chance(20):
                node["evidenceRequired"] = True
            self.made.append(copy.deepcopy(node))
        return self.shuffled({"code": code, "title": f"Tiêu chí {code}, “thử”", **node})

    def group(self, code, depth, deepest, budget):
        dice = self.dice
        node = {"code": code, "title": f"Chỉ tiêu {code}"}
        children = dice.randint(1, 2) if depth < deepest and (depth < 2 or dice.chance(70)) else 0
        own = 0 if children and dice.chance(30) else dice.randint(1, max(2, budget))
        if own:
            node["criteria"] = [self.criterion(f"{code}.{i + 1}") for i in range(own)]
        if children:
            node["groups"] = [
                self.group(f"{code}.{'ABC'[i]}", depth + 1, deepest, budget // 2) for i in range(children)
            ]
        return self.shuffled(node)

    def shuffled(self, node):
        """A message's fields have no order in JSON."""
        if self.dice.chance(70):
            return node
        keys = list(node)
        self.dice.shuffle(keys)
        return {key: node[key] for key in keys}

    def total(self):
        dice = self.dice
        total = {"method": dice.choice(("SUM", "MEAN", "NORMALIZED"))}
        if dice.chance(85):
            total["places"] = dice.choice((0, 1, 2, 2, 3, 4, 6))
        if self.taste["plain"] and dice.chance(60):
            total["places"] = 0
        if dice.chance(30):
            total["cap"] = dice.choice(("0", "50", "90.5", "100", "100.005", "9.999999", "30"))
        return total

    def scale(self, scale_id, year, level, under):
        dice = self.dice
        codes = ("I", "II", "III", "IV")[: dice.randint(1, 4)]
        scale = {
            "scaleId": scale_id,
            "year": year,
            "level": level,
            "under": under,
            "title": f"Thang bảng điểm thi đua năm {year}",
            "issuedBy": "UBND huyện",
            "total": self.total(),
        }
        scale["groups"] = [self.group(c, 1, dice.randint(1, 5), dice.choice((2, 6, 10))) for c in codes]
        steps = [{"group": g["code"]} for g in groups_of(scale)] + [{"criterion": c["code"]} for c in criteria_of(scale)]
        if dice.chance(75):
            scale["tieBreaks"] = dice.some(steps, 1, 4)
        return scale

    def year_before(self, scale, scale_id, year):
        """The same codes with some criteria worth something else, some under another rule."""
        dice = self.dice
        before = copy.deepcopy(scale)
        before.update(scaleId=scale_id, year=year, title=f"Thang bảng điểm thi đua năm {year}", total=self.total())
        for criterion in criteria_of(before):
            if dice.chance(15):
                criterion["maxPoints"] = self.maximum()
                criterion["rule"] = self.rule(criterion["maxPoints"])
        return before


def groups_of(node):
    for group in node.get("groups", []):
        yield group
        yield from groups_of(group)


def criteria_of(scale):
    for group in groups_of(scale):
        yield from group.get("criteria", [])


def applies(criterion, unit_type):
    rule = criterion.get("appliesTo", {})
    if "unitTypes" in rule:
        return unit_type in rule["unitTypes"]
    return unit_type not in rule.get("exceptUnitTypes", [])


# -------------------------------------------------------------------------------------- figures


class FigureMaker:
    """Draws what units report for a criterion: a dictionary input -> text."""

    def __init__(self, dice, taste, scale_maker):
        self.dice, self.taste, self.scale_maker = dice, taste, scale_maker

    def amount(self, low, high, places=(0, 0, 0, 1, 2, 3, 6)):
        if self.taste["extreme"] and self.dice.chance(50):
            return self.dice.extreme()
        return self.dice.decimal(low, high, places)

    def ratio(self):
        """(part, whole) with part ≤ whole, often a percentage that falls on a half."""
        dice = self.dice
        whole = self.amount(1, 3000) if dice.chance(50) else dice.choice(("8", "40", "200", "2000", "3", "7", "0.5"))
        return dice.up_to(whole, 0), whole

    def base(self, criterion, scenario):
        dice = self.dice
        ((kind, settings),) = criterion["rule"].items()
        if kind == "full":
            return {}
        if kind == "attainment":
            if dice.chance(70):  # near the plan, often a percentage that falls on a half
                plan = dice.choice((8, 40, 200, 2000, 3, 7, 613, 34265077))
                spread = plan if dice.chance(40) else plan // 8 + 1
                return {"plan": str(plan), "actual": dice.decimal(plan - spread if plan > spread else 0, plan + spread, (0, 0, 1, 3))}
            return {"plan": self.amount(1, 1000), "actual": self.amount(0, 1200)}
        if kind == "adverseRate":
            return dict(zip(("part", "whole"), self.ratio()))
        if kind == "grade":
            return {"grade": dice.choice(settings["levels"])["label"]}
        if kind == "milestones":
            return {"achieved": settings["required"] if dice.chance(15) else self.amount(0, 22)}
        if kind == "tiers":
            figures = dict(zip(("part", "whole"), self.ratio())) if dice.chance(65) else {}
            if not figures or dice.chance(10):
                on_edge = dice.choice(settings["tiers"])["atLeast"]
                if on_edge[0] != "-" and dice.chance(30):  # just below, where rounding would reach it
                    on_edge = oracle.print_decimal(oracle.parse_decimal(on_edge) - oracle.Fraction(1, 10**6), 6)
                figures["value"] = on_edge if dice.chance(50) else self.amount(0, 110)
                if dice.chance(8):
                    figures["value"] = "-" + dice.decimal(1, 9)
            return figures
        if kind == "yearOverYear":
            figures = {"current": self.amount(0, 90)}
            if dice.chance(45):
                figures["previous"] = figures["current"] if dice.chance(15) else self.amount(0, 90)
            if dice.chance(5):
                figures["current"] = "-" + dice.decimal(1, 9)
            return figures
        if kind == "checklist":
            return {"done": settings["required"] if dice.chance(15) else self.amount(0, 11)}
        if kind == "declared":
            return {"points": self.scale_maker.part_of(criterion["maxPoints"])}
        return self.peer(settings.get("noTarget", "REFUSE"), scenario)

    def peer(self, no_target, scenario):
        dice = self.dice
        target = self.amount(1, 200)
        if scenario == "below":
            figures = {"target": target, "actual": dice.up_to(target, 1)}
        elif scenario == "near":  # the greatest shortfall is more than the greatest excess
            percent = dice.randint(20, 130)
            places = len(target.partition(".")[2])
            units = min(int(oracle.parse_decimal(target) * 10**places) * percent // 100, 10**18 - 1)
            figures = {"target": target, "actual": dice.text(units, places)}
        elif scenario == "at":
            figures = {"target": target, "actual": target}
        elif scenario == "nothing":
            figures = {"target": target, "actual": "0"}
        else:
            figures = {"target": target, "actual": target if dice.chance(10) else self.amount(0, 250)}
        if no_target == "RATIO_TO_BEST":
            if scenario == "nothing" or dice.chance(35):
                del figures["target"]
                if dice.chance(50):
                    figures["target"] = dice.choice(("0", "0.00"))
        return figures

    def adjustments(self, criterion):
        dice, figures = self.dice, {}
        for listed in (criterion.get("deductions", []), criterion.get("bonuses", [])):
            for one in listed:
                if dice.chance(60):
                    figures[one["input"]] = dice.extreme() if self.taste["extreme"] and "cap" in one and dice.chance(40) else dice.decimal(0, 4, (0, 0, 0, 2))
        for name in criterion.get("zeroIf", []):
            if dice.chance(40):
                figures[name] = dice.choice(("0", "0", "0.00", "1", "2", "0.000001"))
        return figures

    def figures(self, criterion, scenario):
        dice = self.dice
        base = self.base(criterion, scenario)
        if base and dice.chance(self.taste["missing"]):
            base.pop(dice.choice(sorted(base))) if dice.chance(50) else base.clear()
        return base | self.adjustments(criterion)


# ----------------------------------------------------------------------------------------- case


class CaseMaker:
    def __init__(self, seed):
        self.seed = seed
        self.dice = dice = Dice(seed)
        self.taste = {
            "plain": dice.chance(20),
            "extreme": dice.choice((None, None, "inputs", "scale")),
            "missing": dice.choice((0, 3, 10, 30)),
        }
        if self.taste["plain"]:
            self.taste["extreme"] = None
        self.level = "DISTRICT" if dice.chance(10) else "COMMUNE"
        self.years = [THIS_YEAR] if dice.chance(35) else [LAST_YEAR, THIS_YEAR]
        self.scale_maker = ScaleMaker(dice, self.taste)
        self.figure_maker = FigureMaker(dice, self.taste, self.scale_maker)

    def name(self, type_):
        title = {"XA": "Xã", "PHUONG": "Phường", "THI_TRAN": "Thị trấn", "HUYEN": "Huyện"}[type_]
        return f"{title} {self.dice.choice(NAMES)}"

    def make_units(self):
        """Sets `units` (rows), `scored` (code -> type), `province` and `authority`."""
        dice = self.dice
        self.province = f"8{self.seed:05d}"
        district = f"{self.province}01"
        self.units = [
            (self.province, "Tỉnh Quảng Ngãi", "TINH", "PROVINCE", ""),
            (district, self.name("HUYEN"), "HUYEN", "DISTRICT", self.province),
        ]
        self.scored = {}
        count = dice.randint(3, 16)
        if self.level == "COMMUNE":
            self.authority = district
            for i in range(count):
                type_ = dice.choice(("XA", "XA", *UNIT_TYPES))
                self.scored[f"{district}{i:03d}"] = type_
                self.units.append((f"{district}{i:03d}", self.name(type_), type_, "COMMUNE", district))
        else:
            self.authority = self.province
            for i in range(count):
                code = f"{self.province}{i + 2:02d}"
                self.scored[code] = "HUYEN"
                self.units.append((code, self.name("HUYEN"), "HUYEN", "DISTRICT", self.province))
            self.units.append((f"{district}001", self.name("XA"), "XA", "COMMUNE", district))

    def make_clusters(self):
        """Sets `clusters` (rows) and `members` (year -> cluster -> codes)."""
        dice = self.dice
        codes = list(self.scored)
        dice.shuffle(codes)
        if len(codes) > 4 and dice.chance(30):
            codes.pop()  # a unit in no cluster
        count = dice.randint(1, min(4, len(codes)))
        names = [f"s{self.seed}-cum-{i}" for i in dice.sample(range(1, 10), count)]
        of = {code: names[i] if i < count else dice.choice(names) for i, code in enumerate(codes)}
        self.members, self.clusters = {}, []
        for year in self.years:
            self.members[year] = {n: [c for c in codes if of[c] == n] for n in names}
            if len(codes) > count + 1 and dice.chance(30):  # next year a unit is in another cluster
                moved = dice.choice([c for c in codes if sum(of[c] == of[o] for o in codes) > 1] or codes)
                if sum(of[moved] == of[o] for o in codes) > 1:
                    of[moved] = dice.choice(names)
        for name in names:
            title = dice.choice(("Cụm các xã Khu Đông", "Cụm các xã, thị trấn Khu Trung", 'Cụm "Hải đảo"'))
            for year in self.years:
                leader = dice.choice(self.members[year][name])
                for code in self.members[year][name]:
                    role = "LEADER" if code == leader else "MEMBER"
                    self.clusters.append((name, title, self.authority, str(year), code, role))

    def make_scales(self):
        """Sets `scales` (year -> the one that scores) and `imports` (all, in the order of import)."""
        dice, maker = self.dice, self.scale_maker
        here = self.authority if dice.chance(70) else self.province
        scale_id = f"thu-{self.seed}-{THIS_YEAR}"
        this = maker.scale(scale_id, THIS_YEAR, self.level, [here])
        self.scales = {THIS_YEAR: this}
        if LAST_YEAR in self.years:
            self.scales[LAST_YEAR] = maker.year_before(this, f"thu-{self.seed}-{LAST_YEAR}", LAST_YEAR)
        self.imports = list(self.scales.values())
        if here != self.province and dice.chance(30):  # the province's own scale, which the district's overrides
            other = ScaleMaker(dice, self.taste).scale(f"{scale_id}-tinh", THIS_YEAR, self.level, [self.province])
            self.imports.append(other)
        dice.shuffle(self.imports)

    def cluster_figures(self, scale, units):
        """unit -> criterion -> figures, for one cluster and year."""
        dice = self.dice
        reported = {unit: {} for unit in units}
        for criterion in criteria_of(scale):
            scenario = dice.choice(("mixed", "near", "near", "below", "at", "nothing"))
            for unit in units:
                if applies(criterion, self.scored[unit]):
                    reported[unit][criterion["code"]] = self.figure_maker.figures(criterion, scenario)
        self.make_ties(scale, units, reported)
        if dice.chance(4):
            reported[dice.choice(units)] = {}  # a unit that reported nothing
        return reported

    def make_ties(self, scale, units, reported):
        """Units that report what another reported, some with the figures of two twin criteria swapped."""
        dice = self.dice
        twins = [
            (a["code"], b["code"])
            for a in criteria_of(scale)
            for b in criteria_of(scale)
            if a["code"] < b["code"] and without_names(a) == without_names(b)
        ]
        for unit in units[1:]:
            source = dice.choice(units[: units.index(unit)])
            if self.scored[unit] != self.scored[source] or not dice.chance(60 if self.taste["plain"] else 25):
                continue
            reported[unit] = copy.deepcopy(reported[source])
            for one, other in dice.some(twins, 0, 2):
                sheet = reported[unit]
                if one in sheet and other in sheet:
                    sheet[one], sheet[other] = sheet[other], sheet[one]

    def make_inputs(self):
        dice, tables = self.dice, []
        for year in self.years:
            rows = []
            for units in self.members[year].values():
                if not units:
                    continue
                for unit, sheet in self.cluster_figures(self.scales[year], units).items():
                    rows += [
                        (unit, str(year), criterion, name, text, dice.choice(("", "báo cáo", 'công văn 12, "bản sao"')))
                        for criterion, figures in sheet.items()
                        for name, text in figures.items()
                    ]
            dice.shuffle(rows)
            tables.append(rows)
        if dice.chance(50):  # one file of both years
            rows = sum(tables, [])
            dice.shuffle(rows)
            tables = [rows]
        return tables

    def make(self):
        self.make_units()
        self.make_clusters()
        self.make_scales()
        inputs = self.make_inputs()
        return Case(self.seed, self.province, self.years, self.units, self.clusters, self.imports, inputs)


def without_names(criterion):
    return {key: value for key, value in criterion.items() if key not in ("code", "title")}


def generate(seed):
    return CaseMaker(seed).make()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True, metavar="DIR")
    flags = parser.parse_args()
    generate(flags.seed).write(flags.out)


if __name__ == "__main__":
    main()
