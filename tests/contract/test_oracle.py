#!/usr/bin/env python3
"""The oracle and the generator, checked on their own: hand-computed examples of every row of
SCORING.md's table, Ba Tơ's published year, and proof that the default seeds notice each likely
misreading of the contract."""

import ast
import json
import sys
import types
import unittest
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True
import generate
import oracle
import refusals

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent.parent / "deploy/demo"
EXPECTED = HERE.parent / "data/ba_to"
SEEDS = 25  # what the differential test runs by default


def criterion(rule, maximum="100", **other):
    scale = {
        "scaleId": "s", "year": 2023, "level": "COMMUNE", "total": {"method": "SUM"},
        "groups": [{"code": "I", "criteria": [{"code": "I.1", "maxPoints": maximum, "rule": rule, **other}]}],
    }  # fmt: skip
    return oracle.read_scale(json.dumps(scale)).criteria[0]


def exact(figures):
    return {name: text if name == "grade" else Fraction(text) for name, text in figures.items()}


def points(rule, figures, maximum="100", peers=(), **other):
    """Points as printed, or None when not reported."""
    mine = exact(figures)
    earned = oracle.criterion_points(criterion(rule, maximum, **other), mine, [mine, *map(exact, peers)])
    return None if earned is None else oracle.print_decimal(earned, 2)


def rounding(places, mode):
    return {"rounding": {"places": places, "mode": mode}}


class Numbers(unittest.TestCase):
    def test_rounding(self):
        for value, places, mode, expected in (
            ("0.005", 2, "HALF_UP", "0.01"), ("0.00499", 2, "HALF_UP", "0"), ("-0.005", 2, "HALF_UP", "-0.01"),
            ("0.009", 2, "DOWN", "0"), ("-0.009", 2, "DOWN", "0"), ("0.001", 2, "UP", "0.01"), ("-0.001", 2, "UP", "-0.01"),
            ("0.01", 2, "UP", "0.01"), ("2.5", 0, "HALF_UP", "3"), ("1.5", 0, "HALF_UP", "2"),
        ):  # fmt: skip
            self.assertEqual(oracle.round_to(Fraction(value), places, mode), Fraction(expected), (value, mode))

    def test_printing(self):
        for value, places, expected in (
            ("1", 2, "1.00"), ("0.5", 0, "0.5"), ("3", 0, "3"), ("0.000001", 2, "0.000001"), ("0.1230", 2, "0.123"),
            ("99.7", 2, "99.70"), ("-0.5", 2, "-0.50"), ("0", 2, "0.00"), ("999999999999999999", 2, "999999999999999999.00"),
        ):  # fmt: skip
            self.assertEqual(oracle.print_decimal(Fraction(value), places), expected)

    def test_what_is_not_a_decimal(self):
        for text in ("", "NaN", "inf", "1e3", "1,5", " 1", "1 ", "+1", ".5", "5.", "--1", "0x1", "١", "1_0", "1234567890123456789", "0.1234567"):
            with self.assertRaises(ValueError, msg=text):
                oracle.parse_decimal(text)
        self.assertEqual(oracle.parse_decimal("999999999999.999999"), Fraction(999999999999999999, 10**6))

    def test_no_floating_point(self):
        for name in ("oracle.py", "generate.py"):
            for node in ast.walk(ast.parse((HERE / name).read_text())):
                self.assertFalse(isinstance(node, ast.Constant) and isinstance(node.value, float), name)
                self.assertFalse(isinstance(node, ast.Name) and node.id == "float", name)


class Rules(unittest.TestCase):
    def test_full(self):
        self.assertEqual(points({"full": {}}, {}), "100.00")

    def test_attainment(self):
        for settings, plan, actual, expected in (
            (rounding(0, "HALF_UP"), "36000000", "34265077", "95.00"),  # Ba Bích I.2: 95.18…%
            ({}, "3", "2", "66.67"),  # default rounding: 2 places, HALF_UP
            (rounding(0, "DOWN"), "3", "2", "66.00"),
            (rounding(0, "UP"), "3", "2", "67.00"),
            (rounding(0, "HALF_UP"), "8", "7.96", "100.00"),  # 99.5 %
            (rounding(0, "DOWN"), "8", "7.96", "99.00"),
            ({"deductPerPercent": "2.5"}, "100", "90", "75.00"),
            ({"deductPerPercent": "20"}, "100", "90", "0.00"),
            ({"deductPerPercent": "0"}, "100", "90", "100.00"),
            ({}, "100", "150", "100.00"),  # no bonus by default
            ({"bonusPerPercent": "0.5"}, "100", "150", "125.00"),  # no cap by default
            ({"bonusPerPercent": "0.5", "bonusCap": "5"}, "100", "150", "105.00"),
            ({"bonusPerPercent": "0.5", "bonusCap": "5"}, "100", "101", "100.50"),
            ({"bonusPerPercent": "0.5", "bonusCap": "0"}, "100", "150", "100.00"),
            ({}, "999999999999999999", "999999999999999999", "100.00"),
            ({"bonusPerPercent": "3", "bonusCap": "1"}, "0.000001", "999999999999999999", "101.00"),
        ):
            with self.subTest(settings=settings, plan=plan, actual=actual):
                self.assertEqual(points({"attainment": settings}, {"plan": plan, "actual": actual}), expected)
        self.assertIsNone(points({"attainment": {}}, {"plan": "1"}))
        self.assertIsNone(points({"attainment": {}}, {"actual": "1"}))

    def test_adverse_rate(self):
        for settings, part, whole, expected in (
            (rounding(0, "HALF_UP"), "4", "337", "99.00"),  # Ba Bích I.6: 1.18…%
            ({}, "4", "337", "98.81"),
            (rounding(2, "UP"), "4", "337", "98.81"),
            (rounding(2, "DOWN"), "4", "337", "98.82"),
            ({"deductPerPercent": "3"}, "1", "2", "0.00"),
            ({}, "0", "2", "100.00"),
            ({}, "2", "2", "0.00"),
        ):
            with self.subTest(settings=settings, part=part, whole=whole):
                self.assertEqual(points({"adverseRate": settings}, {"part": part, "whole": whole}), expected)
        self.assertIsNone(points({"adverseRate": {}}, {"part": "1"}))

    def test_grade(self):
        rule = {"grade": {"levels": [{"label": "TOT", "points": "100"}, {"label": "Đạt", "points": "60.5"}]}}
        self.assertEqual(points(rule, {"grade": "TOT"}), "100.00")
        self.assertEqual(points(rule, {"grade": "Đạt"}), "60.50")
        self.assertIsNone(points(rule, {}))

    def test_milestones(self):
        rule = {"milestones": {"required": "19", "pointsPerUnit": "5"}}
        for achieved, expected in (("12", "60.00"), ("19", "100.00"), ("25", "100.00"), ("18", "90.00"), ("0", "0.00")):
            self.assertEqual(points(rule, {"achieved": achieved}), expected)
        self.assertEqual(points({"milestones": {"required": "19", "pointsPerUnit": "9"}}, {"achieved": "15"}), "100.00")
        self.assertEqual(points({"milestones": {"required": "5", "pointsPerUnit": "1"}}, {"achieved": "5"}), "100.00")
        self.assertIsNone(points(rule, {}))

    def test_tiers(self):
        settings = {"tiers": [{"atLeast": "60", "points": "80"}, {"atLeast": "75", "points": "100"}, {"atLeast": "40", "points": "50"}]}
        rule = {"tiers": settings}
        for value, expected in (("75", "100.00"), ("74.999999", "80.00"), ("40", "50.00"), ("39.99", "0.00"), ("500", "100.00")):
            self.assertEqual(points(rule, {"value": value}), expected)
        self.assertEqual(points({"tiers": settings | {"otherwise": "7"}}, {"value": "1"}), "7.00")
        self.assertEqual(points(rule, {"part": "74995", "whole": "100000"}), "100.00")  # 74.995 rounds to 75.00
        self.assertEqual(points({"tiers": settings | rounding(2, "DOWN")}, {"part": "74995", "whole": "100000"}), "80.00")
        self.assertEqual(points(rule, {"value": "74.995"}), "80.00")  # only a percentage is rounded
        self.assertEqual(points(rule, {"value": "40", "part": "1", "whole": "1"}), "50.00")
        self.assertIsNone(points(rule, {"part": "1"}))

    def test_year_over_year(self):
        for settings, current, previous, expected in (
            ({"better": "HIGHER"}, "79", "80", "99.00"),
            ({"better": "HIGHER"}, "81", "80", "100.00"),
            ({"better": "LOWER", "deductPerUnit": "2"}, "83", "80", "94.00"),
            ({"better": "LOWER", "deductPerUnit": "2"}, "70", "80", "100.00"),
            ({"better": "LOWER", "bonusPerUnit": "0.25"}, "70", "80", "102.50"),
            ({"better": "HIGHER", "bonusPerUnit": "3", "bonusCap": "4"}, "90", "80", "104.00"),
            ({"better": "HIGHER", "deductPerUnit": "60"}, "78", "80", "0.00"),
            ({"better": "HIGHER"}, "-1.5", "0.5", "98.00"),
        ):
            with self.subTest(settings=settings, current=current):
                self.assertEqual(points({"yearOverYear": settings}, {"current": current, "previous": previous}), expected)
        self.assertIsNone(points({"yearOverYear": {"better": "LOWER"}}, {"current": "1"}))
        self.assertIsNone(points({"yearOverYear": {"better": "LOWER"}}, {"previous": "1"}))

    def test_checklist(self):
        rule = {"checklist": {"required": "6"}}
        for done, expected in (("5", "83.33"), ("6", "100.00"), ("9", "100.00"), ("0", "0.00"), ("0.5", "8.33")):
            self.assertEqual(points(rule, {"done": done}), expected)
        self.assertIsNone(points(rule, {}))

    def test_declared(self):
        self.assertEqual(points({"declared": {}}, {"points": "99.995"}), "100.00")
        self.assertEqual(points({"declared": {}}, {"points": "0"}), "0.00")
        self.assertIsNone(points({"declared": {}}, {}))

    def test_peer_relative(self):
        rule = {"peerRelative": {}}
        peers = [{"target": "100", "actual": "150"}, {"target": "10", "actual": "2"}]
        for target, actual, expected in (
            ("100", "80", "40.00"),  # e = −0.2: 50·0.8
            ("100", "100", "50.00"),
            ("100", "110", "60.00"),  # e = 0.1 of the best 0.5: 50 + 50·0.2
            ("100", "150", "100.00"),
            ("100", "200", "100.00"),  # its own e is the greatest
            ("100", "0", "0.00"),
            ("7", "8", "64.29"),  # e = 1/7: 50 + 100/7
        ):
            self.assertEqual(points(rule, {"target": target, "actual": actual}, peers=peers), expected, (target, actual))
        below = [{"target": "100", "actual": "90"}]
        self.assertEqual(points(rule, {"target": "100", "actual": "50"}, peers=below), "25.00")
        self.assertIsNone(points(rule, {"target": "100"}))
        self.assertIsNone(points(rule, {"actual": "100"}))

    def test_peer_relative_without_target(self):
        rule = {"peerRelative": {"noTarget": "RATIO_TO_BEST"}}
        peers = [{"actual": "8"}, {"target": "0", "actual": "10"}, {"target": "1", "actual": "1000"}, {"target": "0"}]
        self.assertEqual(points(rule, {"actual": "5"}, peers=peers), "50.00")
        self.assertEqual(points(rule, {"target": "0.00", "actual": "20"}, peers=peers), "100.00")
        self.assertEqual(points(rule, {"actual": "0"}), "0.00")
        self.assertEqual(points(rule, {"target": "100", "actual": "110"}, peers=[{"actual": "999"}]), "100.00")
        self.assertIsNone(points(rule, {"target": "0"}))


class Adjustments(unittest.TestCase):
    DEDUCTIONS = [{"input": "late", "pointsEach": "2"}, {"input": "harm", "pointsEach": "10", "cap": "15"}]
    BONUSES = [{"input": "prize", "pointsEach": "1.5", "cap": "4"}, {"input": "model", "pointsEach": "3"}]

    def points(self, figures, rule=None, **other):
        return points(rule or {"full": {}}, figures, deductions=self.DEDUCTIONS, bonuses=self.BONUSES, **other)

    def test_each(self):
        for figures, expected in (
            ({}, "100.00"),
            ({"late": "1"}, "98.00"),
            ({"late": "1", "harm": "1"}, "88.00"),
            ({"harm": "9"}, "85.00"),
            ({"late": "80"}, "0.00"),
            ({"late": "80", "prize": "1"}, "1.50"),  # a bonus comes after the floor
            ({"prize": "3", "model": "2"}, "110.00"),
            ({"late": "0.0025"}, "100.00"),  # 99.995
        ):
            self.assertEqual(self.points(figures), expected, figures)

    def test_zero_if(self):
        for figures, expected in (({"bad": "1", "prize": "1"}, "0.00"), ({"bad": "0"}, "100.00"), ({"bad": "0.000001"}, "0.00")):
            self.assertEqual(self.points(figures, zeroIf=["bad"]), expected)

    def test_missing_base_input(self):
        self.assertIsNone(self.points({"prize": "1", "bad": "1"}, {"declared": {}}, zeroIf=["bad"]))


UNITS = """code,name,type,level,parent
51,Tỉnh,TINH,PROVINCE,
535,Huyện,HUYEN,DISTRICT,51
1,"Xã ""A"", một",XA,COMMUNE,535
2,Xã B,XA,COMMUNE,535
3,Thị trấn C,THI_TRAN,COMMUNE,535
"""
CLUSTERS = """cluster,name,authority,year,unit,role
c,Cụm,535,2022,1,MEMBER
c,Cụm,535,2022,2,MEMBER
c,Cụm,535,2023,1,MEMBER
c,Cụm,535,2023,3,MEMBER
c,Cụm,535,2023,2,LEADER
"""


def small_world(groups, total, inputs, tie_breaks=(), year=2023, world=None):
    if world is None:
        world = oracle.World()
        world.add_units(UNITS)
        world.add_clusters(CLUSTERS)
    scale = {"scaleId": f"s{year}", "year": year, "level": "COMMUNE", "under": ["51"], "total": total, "tieBreaks": list(tie_breaks), "groups": groups}
    world.add_scale(json.dumps(scale))
    world.add_inputs("unit,year,criterion,input,value,source\n" + "".join(f"{row},\n" for row in inputs))
    return world


def declared(code, maximum, coefficient="1", **other):
    return {"code": code, "maxPoints": maximum, "coefficient": coefficient, "rule": {"declared": {}}, **other}


class Totals(unittest.TestCase):
    GROUPS = [
        {"code": "I", "criteria": [declared("I.1", "10", "2")], "groups": [{"code": "I.A", "criteria": [declared("I.A.1", "20.000001")]}]},
        {"code": "II", "criteria": [declared("II.1", "30", "3", appliesTo={"exceptUnitTypes": ["THI_TRAN"]})]},
    ]
    INPUTS = [
        "1,2023,I.1,points,9", "1,2023,I.A.1,points,15.125", "1,2023,II.1,points,20",
        "2,2023,I.1,points,10", "2,2023,II.1,points,25.5",
        "3,2023,I.1,points,5", "3,2023,I.A.1,points,20.000001",
    ]  # fmt: skip

    def totals(self, total, **other):
        return oracle.score(small_world(self.GROUPS, total, self.INPUTS, **other), "51", 2023)[1].splitlines()

    def test_sum(self):
        # unit 1: I = 2·9 + 15.13, II = 3·20; lost 1 + 4.870001 + 10
        self.assertEqual(
            self.totals({"method": "SUM"}),
            ["cluster,unit,name,I,II,total,rank,lost", "c,2,Xã B,20.00,76.50,96.50,01/03,24.500001",
             'c,1,"Xã ""A"", một",33.13,60.00,93.13,02/03,15.870001', "c,3,Thị trấn C,30.00,0.00,30.00,03/03,5.000001"],
        )  # fmt: skip

    def test_mean_rounds_to_places(self):
        # unit 1: I = 33.13/3, II = 60/3, total 93.13/6; unit 3: total 30/3
        rows = self.totals({"method": "MEAN", "places": 1})
        self.assertEqual([r.rsplit(",", 5)[1:5] for r in rows[1:]], [["6.7", "25.5", "16.1", "01/03"], ["11.0", "20.0", "15.5", "02/03"], ["10.0", "0.0", "10.0", "03/03"]])

    def test_normalized_leaves_out_what_does_not_apply(self):
        # unit 3: 100·(2·5 + 20)/(2·10 + 20.000001) = 74.999998125… ; II has no criterion for it
        rows = self.totals({"method": "NORMALIZED", "places": 6})
        self.assertEqual(rows[1], "c,3,Thị trấn C,74.999998,0.000000,74.999998,01/03,5.000001")

    def test_cap_after_rounding_also_of_subtotals(self):
        rows = self.totals({"method": "SUM", "places": 0, "cap": "59.75"})
        self.assertEqual([r.rsplit(",", 5)[1:5] for r in rows[1:]], [["33", "59.75", "59.75", "01/03"], ["20", "59.75", "59.75", "01/03"], ["30", "0", "30", "03/03"]])

    def test_tie_breaks(self):
        capped = {"method": "SUM", "cap": "50"}

        def ranks(*steps):
            return [r.split(",")[1] + r.rsplit(",", 2)[1] for r in (line.replace('"Xã ""A"", một"', "A") for line in self.totals(capped, tie_breaks=steps)[1:])]

        self.assertEqual(ranks(), ["101/03", "201/03", "303/03"])
        self.assertEqual(ranks({"group": "II"}), ["101/03", "201/03", "303/03"])  # subtotals are capped too
        self.assertEqual(ranks({"group": "II"}, {"criterion": "II.1"}), ["201/03", "102/03", "303/03"])
        self.assertEqual(ranks({"group": "I.A"}), ["101/03", "202/03", "303/03"])

    def test_absent_criterion_counts_nothing_in_a_tie(self):
        groups = [{"code": "I", "criteria": [declared("I.1", "10"), declared("I.2", "5", appliesTo={"unitTypes": ["XA"]})]}]
        inputs = ["1,2023,I.1,points,5", "1,2023,I.2,points,0", "3,2023,I.1,points,5", "2,2023,I.1,points,4", "2,2023,I.2,points,1"]
        world = small_world(groups, {"method": "SUM"}, inputs, [{"criterion": "I.2"}])
        self.assertEqual([s.rank for s in oracle.score_cluster(world, world.clusters["c"], 2023)[1]], [1, 2, 2])

    def test_previous_is_last_years_current(self):
        groups = [{"code": "I", "criteria": [{"code": "I.1", "maxPoints": "10", "rule": {"yearOverYear": {"better": "HIGHER"}}}]}]
        world = small_world(groups, {"method": "SUM"}, ["1,2022,I.1,current,8", "2,2022,I.1,current,8"], year=2022)
        small_world(groups, {"method": "SUM"}, ["1,2023,I.1,current,5", "2,2023,I.1,current,5", "2,2023,I.1,previous,6", "3,2023,I.1,current,5"], world=world)
        self.assertEqual(oracle.score(world, "535", 2023)[0].splitlines()[1:], ["2,I.1,9.00", "1,I.1,7.00", "3,I.1,0.00"])

    def test_missing_is_named_and_counts_nothing(self):
        sheet = oracle.score_cluster(*(lambda w: (w, w.clusters["c"]))(small_world(self.GROUPS, {"method": "MEAN"}, self.INPUTS)), 2023)[1][0]
        self.assertEqual((sheet.unit.code, sheet.missing, sheet.points["I.A.1"]), ("2", ["I.A.1"], 0))


class Refusals(unittest.TestCase):
    def test_place(self):
        groups = [{"code": "I", "criteria": [declared("I.1", "10"), declared("I.2", "5", appliesTo={"unitTypes": ["XA"]})]}]
        good = "1,2023,I.1,points,5"
        for row, column in (
            ("9,2023,I.1,points,5", "unit"), ("2,2024,I.1,points,5", "year"), ("2,2023,I.9,points,5", "criterion"),
            ("3,2023,I.2,points,5", "criterion"), ("2,2023,I.1,plan,5", "input"), ("2,2023,I.1,points,11", "value"),
            ("2,2023,I.1,points,-1", "value"), ("2,2023,I.1,points,NaN", "value"), (good, ""),
        ):  # fmt: skip
            with self.subTest(row=row), self.assertRaises(oracle.Refused) as refused:
                small_world(groups, {"method": "SUM"}, [good, row])
            self.assertEqual((refused.exception.line, refused.exception.column), (3, column))


class RefusalTable(unittest.TestCase):
    """The table of refusals.py, against the oracle: its files are refused where it says, and only there."""

    def world(self):
        world = oracle.World()
        for add, text in (
            (world.add_units, refusals.UNITS), (world.add_clusters, refusals.CLUSTERS),
            (world.add_scale, json.dumps(refusals.SCALE)), (world.add_inputs, refusals.INPUTS.decode()),
        ):  # fmt: skip
            add(text)
        return world

    def test_good_changes_are_accepted(self):
        self.world().add_inputs(refusals.inputs(refusals.GOOD_ROW).decode())
        self.world().add_scale(json.dumps(refusals.better_scale()))

    def test_places(self):
        for refusal in refusals.refusals():
            if refusal.kind not in ("inputs", "scale") or "UTF-8" in refusal.what:
                continue
            world = self.world()
            add = world.add_inputs if refusal.kind == "inputs" else world.add_scale
            with self.subTest(f"{refusal.kind}: {refusal.what}"):
                with self.assertRaises(oracle.Refused) as refused:
                    add(refusal.content.decode())
                place, fault = refusal.places[0], refused.exception
                if isinstance(place, str):
                    self.assertTrue(fault.column.startswith(place), fault)
                else:
                    lines, columns = place
                    self.assertIn(fault.line, lines if isinstance(lines, tuple) else (lines,))
                    self.assertIn(fault.column, columns or ("",))


class BaTo(unittest.TestCase):
    def test_published_year(self):
        read = lambda path: path.read_text(encoding="utf-8")
        world = oracle.World()
        world.add_units(read(DEMO / "vn_units.csv"))
        world.add_clusters(read(DEMO / "ba_to" / "clusters.csv"))
        world.add_scale(read(DEMO / "ba_to" / "scale_2023.json"))
        world.add_inputs(read(DEMO / "ba_to" / "inputs_2023.csv"))
        points, totals = oracle.score(world, "535", 2023)
        self.assertEqual(points, read(EXPECTED / "expected_points_2023.csv"))
        self.assertEqual(totals, read(EXPECTED / "expected_totals_2023.csv"))


# A likely misreading of SCORING.md each: the oracle with it must differ on some default seed, or
# the differential test would let a C++ engine with the same misreading pass.
MISREADINGS = {
    "halves round down": ("2 * rest >= scaled", "2 * rest > scaled"),
    "UP is HALF_UP": ("kept += rest > 0", "kept += 2 * rest >= scaled.denominator"),
    "DOWN is HALF_UP": ('if mode == "HALF_UP":', 'if mode != "UP":'),
    "rounding mode ignored": ('rounding.get("mode", "HALF_UP")', '"HALF_UP"'),
    "places 0 taken as absent": ('rounding.get("places", 2)', 'rounding.get("places") or 2'),
    "places default 0": ('rounding.get("places", 2)', 'rounding.get("places", 0)'),
    "total places 0 taken as absent": ('total.get("places", 2)', '(total.get("places") or 2)'),
    "coefficient ignored": ("c.coefficient * points[c.code] for", "points[c.code] for"),
    "coefficient 0 taken as 1": ('decimal(path, node, "coefficient", Fraction(1))', '(decimal(path, node, "coefficient") or Fraction(1))'),
    "lost counts coefficients": ("(max(Fraction(0), c.maximum - points[c.code])", "(c.coefficient * max(Fraction(0), c.maximum - points[c.code])"),
    "lost nets bonuses": ("(max(Fraction(0), c.maximum - points[c.code])", "((c.maximum - points[c.code])"),
    "deductPerPercent 0 taken as absent": ('criterion.number("deductPerPercent", Fraction(1)) * max', '(criterion.number("deductPerPercent") or Fraction(1)) * max'),
    "cap 0 taken as no cap": ("value if cap is None", "value if not cap"),
    "bonusCap ignored": ("at_most(criterion.number(\"bonusCap\"), over)", "over"),
    "yearOverYear bonusCap ignored": ("at_most(criterion.number(\"bonusCap\"), bonus)", "bonus"),
    "better reversed": ('== "HIGHER" else -rise', '== "LOWER" else -rise'),
    "no default previous": ("year - 1, criterion.code", "year - 9, criterion.code"),
    "explicit previous ignored": ('criterion.rule == "yearOverYear" and "previous" not in found', 'criterion.rule == "yearOverYear"'),
    "missing previous is 0": ('if last is not None:\n', 'last = last or "0"\n            if True:\n'),
    "milestones not capped at M": ('return min(maximum, get("achieved") * criterion.number("pointsPerUnit"))', 'return get("achieved") * criterion.number("pointsPerUnit")'),
    "milestones required ignored": ('get("achieved") >= criterion.number("required")', "False"),
    "tiers: first listed": ("max(reached)[1] if", "reached[0][1] if"),
    "tiers: strictly above": ("tier[0] <= value", "tier[0] < value"),
    "tiers: part/whole before value": ('if has("value"):', 'if has("value") and not (has("part") and has("whole")):'),
    "tiers: value rounded": ('value = get("value")', 'value = criterion.round_percentage(get("value"))'),
    "otherwise is 0": ('criterion.number("otherwise", Fraction(0))', "Fraction(0)"),
    "checklist not capped": ('maximum * min(get("done"), required)', 'maximum * get("done")'),
    "checklist in whole steps": ('maximum * min(get("done"), required)', 'maximum * int(min(get("done"), required))'),
    "peers: L is the sum": ("greatest = max(excess(p)", "greatest = sum(excess(p)"),
    "peers: L of absolute e": ("greatest = max(excess(p)", "greatest = max(abs(excess(p))"),
    "peers: zeroed units left out of L": ('peers if "actual" in p and p.get("target"))', 'peers if "actual" in p and p.get("target") and (p is figures or not any(p.get(z) for z in criterion.zero_if)))'),
    "peers: best over all units": ('if "actual" in p and not p.get("target"))', 'if "actual" in p)'),
    "peers: target 0 not reported": ('if not figures.get("target"):', 'if figures.get("target") == 0:\n        return None\n    if not figures.get("target"):'),
    "peers: below target is 0": ("return maximum * HALF * (1 + mine)", "return Fraction(0)"),
    "peers: at target is M": ("return maximum * HALF\n", "return maximum\n"),
    "bonuses before the floor": ("round_to(max(Fraction(0), base - sum_of(criterion.deductions)) + sum_of(criterion.bonuses), 2)", "round_to(max(Fraction(0), base - sum_of(criterion.deductions) + sum_of(criterion.bonuses)), 2)"),
    "points at most M": ("round_to(max(Fraction(0), base - sum_of(criterion.deductions)) + sum_of(criterion.bonuses), 2)", "min(criterion.maximum, round_to(max(Fraction(0), base - sum_of(criterion.deductions)) + sum_of(criterion.bonuses), 2))"),
    "points not rounded": ("round_to(max(Fraction(0), base - sum_of(criterion.deductions)) + sum_of(criterion.bonuses), 2)", "(max(Fraction(0), base - sum_of(criterion.deductions)) + sum_of(criterion.bonuses))"),
    "adjustment cap ignored": ("at_most(a.cap, figures", "at_most(None, figures"),
    "cap counts inputs": ("at_most(a.cap, figures.get(a.input, Fraction(0)) * a.points_each)", "at_most(a.cap, figures.get(a.input, Fraction(0))) * a.points_each"),
    "zeroIf keeps bonuses": ("criterion.zero_if):\n        return Fraction(0)", "criterion.zero_if):\n        base = Fraction(0)"),
    "zeroIf ignored": ("if any(figures.get(name, 0) != 0 for name in criterion.zero_if)", "if False"),
    "zeroIf by presence": ("figures.get(name, 0) != 0 for name in", "name in figures for name in"),
    "missing gets adjustments": ("if base is None:\n        return None", "if base is None:\n        base = Fraction(0)"),
    "missing left out of totals": ("points[criterion.code] = Fraction(0) if earned is None else earned", "if earned is not None:\n                points[criterion.code] = earned"),
    "appliesTo.unitTypes ignored": ("return unit_type in self.unit_types", "return True"),
    "exceptUnitTypes ignored": ("return unit_type not in self.except_unit_types", "return True"),
    "MEAN without weights": ("sum((c.coefficient for c in applicable)", "sum((Fraction(1) for c in applicable)"),
    "NORMALIZED without weights": ("c.coefficient * c.maximum for c in applicable", "c.maximum for c in applicable"),
    "NORMALIZED over all criteria": ("c.coefficient * c.maximum for c in applicable", "c.coefficient * c.maximum for c in criteria"),
    "cap of the total only": ("g: total_of(scale, [c for", "g: total_of(__import__('dataclasses').replace(scale, cap=None), [c for"),
    "total from rounded subtotals": ("total=total_of(scale, scale.criteria, points)", "total=at_most(scale.cap, sum((total_of(scale, [c for c in scale.criteria if c.groups[0] == g], points) for g in scale.top_groups), Fraction(0)) / (1 if scale.method == 'SUM' else len(scale.top_groups)))"),
    "subtotal of direct criteria only": ("if g in c.groups]", "if g == c.groups[-1]]"),
    "no tie-breaks": ("return [sheet.total, *steps]", "return [sheet.total]"),
    "only the first tie-break": ("return [sheet.total, *steps]", "return [sheet.total, *steps[:1]]"),
    "tie-break: lower first": ("return [sheet.total, *steps]", "return [sheet.total, *(-s for s in steps)]"),
    "dense ranks": ("1 + sum(order(other) > order(sheet) for other in sheets)", "1 + len({tuple(order(o)) for o in sheets if order(o) > order(sheet)})"),
    "ties in no order": ("key=lambda s: (s.rank, s.unit.code)", "key=lambda s: s.rank"),
    "farthest ancestor's scale wins": ("for ancestor in self.ancestors(unit):", "for ancestor in reversed([*self.ancestors(unit)]):"),
    "names not quoted": ("if any(c in cell for c in", "if False and any(c in cell for c in"),
    "64-bit products": ("maximum * HALF + maximum * HALF * mine / greatest", "maximum * HALF + Fraction(int(maximum * HALF * mine * 10**18) // int(greatest * 10**12 or 1), 10**6)"),
}  # fmt: skip


class Generator(unittest.TestCase):
    def setUp(self):
        self.cases = [generate.generate(seed) for seed in range(SEEDS)]

    def results(self, module, case):
        world = module.World()
        add = {"units": world.add_units, "clusters": world.add_clusters, "scale": world.add_scale, "inputs": world.add_inputs}
        for kind, _, text in case.files():
            add[kind](text)
        return [module.score(world, case.province, year) for year in case.years]

    def test_same_seed_same_bytes(self):
        for case in self.cases[:5]:
            self.assertEqual(list(case.files()), list(generate.generate(case.seed).files()))

    def test_order_of_input_rows_does_not_matter(self):
        for case in self.cases[:10]:
            before = self.results(oracle, case)
            for rows in case.inputs:
                rows.reverse()
            case.inputs.reverse()
            self.assertEqual(self.results(oracle, case), before)

    def test_many_seeds_are_valid(self):
        for seed in range(SEEDS, SEEDS + 100):
            self.results(oracle, generate.generate(seed))

    def test_every_rule_and_depth(self):
        rules, depths = set(), set()
        for case in self.cases:
            for scale in case.world().scales:
                rules |= {c.rule for c in scale.criteria}
                depths |= {len(c.groups) for c in scale.criteria}
        self.assertEqual(rules, set(oracle.RULE_INPUTS))
        self.assertEqual(depths, {1, 2, 3, 4, 5})

    def test_default_seeds_notice_each_misreading(self):
        source = (HERE / "oracle.py").read_text()
        right = [self.results(oracle, case) for case in self.cases]
        for name, (ours, theirs) in MISREADINGS.items():
            with self.subTest(name):
                self.assertEqual(source.count(ours), 1, "the misreading no longer fits the oracle's text")
                module = types.ModuleType("misread")
                sys.modules["misread"] = module
                exec(compile(source.replace(ours, theirs), "misread.py", "exec"), module.__dict__)
                self.assertTrue(any(self.differs(module, case, expected) for case, expected in zip(self.cases, right)))

    def differs(self, module, case, expected):
        try:
            return self.results(module, case) != expected
        except (ValueError, ArithmeticError, LookupError, TypeError):
            return True


if __name__ == "__main__":
    unittest.main()
