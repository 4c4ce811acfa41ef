#!/usr/bin/env python3
"""Every refusal of SCORING.md's last section, through the command line: exit 4, the place named on
stderr as FILE:LINE:COLUMN or by the field's path, and nothing stored.

Each refused file also holds a good change, so that a file stored in part would show.
"""

import copy
import json
import re
import sys
import time
import unittest
from dataclasses import dataclass

sys.dont_write_bytecode = True
import suite

REFUSED = 4
PROVINCE, DISTRICT, COMMUNE, COMMUNE_2, TOWN = "97", "9701", "970101", "970102", "970103"

UNITS = f"""code,name,type,level,parent
{PROVINCE},Tỉnh Thử,TINH,PROVINCE,
{DISTRICT},Huyện Thử,HUYEN,DISTRICT,{PROVINCE}
{COMMUNE},Xã Một,XA,COMMUNE,{DISTRICT}
{COMMUNE_2},"Xã ""Hai"", mới",XA,COMMUNE,{DISTRICT}
{TOWN},Thị trấn Ba,THI_TRAN,COMMUNE,{DISTRICT}
"""
CLUSTERS = f"""cluster,name,authority,year,unit,role
thu,Cụm thử,{DISTRICT},2023,{COMMUNE},LEADER
thu,Cụm thử,{DISTRICT},2023,{COMMUNE_2},MEMBER
thu,Cụm thử,{DISTRICT},2023,{TOWN},MEMBER
"""
INPUT_COLUMNS = ("unit", "year", "criterion", "input", "value", "source")


def criterion(code, rule, **other):
    return {"code": code, "title": f"Tiêu chí {code}", "maxPoints": "10", "rule": rule, **other}


SCALE = {
    "scaleId": "thu-2023",
    "year": 2023,
    "level": "COMMUNE",
    "under": [PROVINCE],
    "title": "Thang điểm thử",
    "total": {"method": "SUM", "places": 2, "cap": "1000"},
    "tieBreaks": [{"group": "I"}, {"criterion": "I.2"}],
    "groups": [
        {
            "code": "I",
            "title": "Chỉ tiêu I",
            "criteria": [
                criterion("I.1", {"declared": {}}),
                criterion(
                    "I.2",
                    {"full": {}},
                    deductions=[{"input": "late", "pointsEach": "2", "cap": "5"}],
                    bonuses=[{"input": "prize", "pointsEach": "1", "cap": "3"}],
                    zeroIf=["damage"],
                ),
                criterion("I.3", {"attainment": {"bonusPerPercent": "1", "bonusCap": "2"}}),
                criterion("I.4", {"adverseRate": {}}),
                criterion("I.5", {"grade": {"levels": [{"label": "TOT", "points": "10"}, {"label": "KHA", "points": "8"}]}}),
                criterion("I.6", {"milestones": {"required": "5", "pointsPerUnit": "1"}}),
            ],
            "groups": [
                {
                    "code": "I.A",
                    "title": "Chỉ tiêu I.A",
                    "criteria": [
                        criterion("I.7", {"tiers": {"tiers": [{"atLeast": "50", "points": "10"}]}}),
                        criterion("I.8", {"yearOverYear": {"better": "HIGHER", "bonusPerUnit": "1", "bonusCap": "2"}}),
                        criterion("I.9", {"checklist": {"required": "4"}}),
                        criterion("I.10", {"peerRelative": {}}),
                        criterion("I.11", {"peerRelative": {"noTarget": "RATIO_TO_BEST"}}),
                        criterion("I.12", {"declared": {}}, appliesTo={"exceptUnitTypes": ["THI_TRAN"]}),
                    ],
                }
            ],
        }
    ],
}
REPORTED = (
    "I.1,points,5", "I.3,plan,100", "I.3,actual,90", "I.4,part,5", "I.4,whole,10", "I.5,grade,TOT", "I.6,achieved,3",
    "I.7,part,5", "I.7,whole,10", "I.8,current,5", "I.8,previous,4", "I.9,done,3", "I.10,target,10", "I.10,actual,9",
    "I.11,actual,9",
)  # fmt: skip


def inputs(*rows):
    """An inputs file; a row is text or bytes, as the file has it."""
    encoded = (row if isinstance(row, bytes) else row.encode() for row in (",".join(INPUT_COLUMNS), *rows))
    return b"".join(row + b"\n" for row in encoded)


INPUTS = inputs(*(f"{unit},2023,{row},thử" for unit in (COMMUNE, COMMUNE_2, TOWN) for row in REPORTED))
GOOD_ROW = f"{COMMUNE},2023,I.1,points,6,thử"  # would give a point more


@dataclass
class Refusal:
    what: str
    kind: str
    content: bytes
    # What stderr has to name: (line, column names of which one will do), or a field's path in JSON.
    # No column: the whole line. Several places: all of them.
    places: list


def input_refusals():
    """(what, rows after the good one, places)."""
    at = lambda line, *columns: [(line, columns)]

    def row(criterion, name, value, unit=COMMUNE, year="2023"):
        return f"{unit},{year},{criterion},{name},{value},thử"

    yield "unknown unit", [row("I.1", "points", "5", unit="979999")], at(3, "unit")
    yield "no unit", [row("I.1", "points", "5", unit="")], at(3, "unit")
    yield "unknown criterion", [row("I.99", "points", "5")], at(3, "criterion")
    yield "a group is no criterion", [row("I.A", "points", "5")], at(3, "criterion")
    yield "unknown input", [row("I.1", "pionts", "5")], at(3, "input")
    yield "another rule's input", [row("I.1", "plan", "5")], at(3, "input")
    yield "an input of full", [row("I.2", "points", "5")], at(3, "input")
    yield "criterion that does not apply", [row("I.12", "points", "5", unit=TOWN)], at(3, "criterion", "unit", "input")

    for text in ("", "abc", '"1,5"', "12a", "1.2.3", "0x10", "1_000", "--1", "५", "1 000", "NaN", "nan", "-NaN", "inf", "Infinity",
                 "1e3", "1E3", "1e-2", "1234567890123456789", "-1234567890123456789", "1234567890123.123456", "0.1234567", "5.0000001"):  # fmt: skip
        yield f"not a decimal: {text!r}", [row("I.8", "current", text)], at(3, "value")
        yield f"not a decimal, in a bonus: {text!r}", [row("I.2", "prize", text)], at(3, "value")

    for code, name, values in (
        ("I.1", "points", ("-0.01", "10.01", "11", "-1")),
        ("I.3", "plan", ("0", "-1", "0.00", "-0.000001")),
        ("I.3", "actual", ("-1", "-0.000001")),
        ("I.4", "part", ("-1",)),
        ("I.4", "whole", ("0", "-1")),
        ("I.6", "achieved", ("-1",)),
        ("I.7", "part", ("-1",)),
        ("I.7", "whole", ("0", "-1")),
        ("I.9", "done", ("-1",)),
        ("I.10", "target", ("0", "0.00", "-1")),
        ("I.10", "actual", ("-1",)),
        ("I.11", "target", ("-1",)),
        ("I.11", "actual", ("-1",)),
    ):
        for value in values:
            yield f"{code} {name} {value}", [row(code, name, value, unit=COMMUNE_2)], at(3, "value")

    for code in ("I.4", "I.7"):
        yield f"{code}: part over whole", [row(code, "whole", "7"), row(code, "part", "7.000001")], [((3, 4), ("value",))]
        yield f"{code}: part over the stored whole", [row(code, "part", "11")], at(3, "value")
        yield f"{code}: whole under the stored part", [row(code, "whole", "4")], at(3, "value")
    yield "unknown grade", [row("I.5", "grade", "XUAT_SAC")], at(3, "value")
    yield "grade in small letters", [row("I.5", "grade", "tot")], at(3, "value")
    yield "no grade", [row("I.5", "grade", "")], at(3, "value")

    yield "duplicate row", [row("I.9", "done", "2"), row("I.9", "done", "2")], at(4)
    yield "duplicate row, another value", [row("I.9", "done", "2"), row("I.9", "done", "1")], at(4)
    yield "duplicate of the first row", [GOOD_ROW], at(3)
    yield "year without a scale", [row("I.1", "points", "5", year="2024")], at(3, "year")
    yield "year that is none", [row("I.1", "points", "5", year="20x3")], at(3, "year")
    yield "year with a fraction", [row("I.1", "points", "5", year="2023.0")], at(3, "year")

    yield "bad UTF-8 in the last column", [f"{COMMUNE},2023,I.9,done,2,".encode() + b"th\xff"], at(3)
    yield "bad UTF-8 in the value", [f"{COMMUNE},2023,I.5,grade,".encode() + b"\xc3(,x"], at(3)
    yield "bad UTF-8: surrogate", [f"{COMMUNE},2023,I.9,done,2,".encode() + b"\xed\xa0\x80"], at(3)
    yield "bad UTF-8: overlong", [f"{COMMUNE},2023,I.9,done,2,".encode() + b"\xc0\xaf"], at(3)

    yield "line of a fault after a quoted line break", [f'{COMMUNE},2023,I.9,done,2,"hai\ndòng"', row("I.9", "done", "-1", unit=COMMUNE_2)], at(5, "value")
    yield (
        "all faults at once",
        [row("I.1", "points", "5", unit="979999"), row("I.9", "done", "1"), row("I.3", "plan", "0"), row("I.99", "points", "1")],
        [(3, ("unit",)), (5, ("value",)), (6, ("criterion",))],
    )


def scale_refusals():
    """(what, change of a scale, places)."""

    def change(path, value):
        def apply(scale):
            *above, last = path
            for step in above:
                scale = scale[step]
            if value is None:
                del scale[last]
            else:
                scale[last] = value

        return apply

    def criterion_at(index, *path):
        return ("groups", 0, "criteria", index, *path)

    def first(*path):
        return criterion_at(0, *path)

    yield "two criteria of a code", change(criterion_at(1, "code"), "I.1"), ["groups[0].criteria[1].code"]
    yield "two criteria of a code, in another group", change(("groups", 0, "groups", 0, "criteria", 2, "code"), "I.3"), ["groups[0].groups[0].criteria[2].code"]
    yield "a group with its parent's code", change(("groups", 0, "groups", 0, "code"), "I"), ["groups[0].groups[0].code"]
    yield "a group with a criterion's code", change(("groups", 0, "groups", 0, "code"), "I.6"), ["groups[0].groups[0].code"]
    yield "no group", change(("groups",), []), ["groups"]
    yield "no criterion", change(("groups",), [{"code": "I", "title": "I"}]), ["groups"]

    yield "unknown rule", change(first("rule"), {"magic": {}}), ["groups[0].criteria[0].rule"]
    yield "no rule", change(first("rule"), None), ["groups[0].criteria[0].rule"]
    yield "empty rule", change(first("rule"), {}), ["groups[0].criteria[0].rule"]
    yield "two rules", change(first("rule"), {"declared": {}, "full": {}}), ["groups[0].criteria[0].rule"]

    yield "tie-break on a missing group", change(("tieBreaks", 0), {"group": "V"}), ["tieBreaks[0]"]
    yield "tie-break on a missing criterion", change(("tieBreaks", 1), {"criterion": "I.99"}), ["tieBreaks[1]"]
    yield "tie-break on a criterion as a group", change(("tieBreaks", 0), {"group": "I.1"}), ["tieBreaks[0]"]
    yield "tie-break on a group as a criterion", change(("tieBreaks", 1), {"criterion": "I.A"}), ["tieBreaks[1]"]

    for where, path in (
        ("total.cap", ("total", "cap")),
        ("groups[0].criteria[1].deductions[0].cap", criterion_at(1, "deductions", 0, "cap")),
        ("groups[0].criteria[1].bonuses[0].cap", criterion_at(1, "bonuses", 0, "cap")),
        ("groups[0].criteria[2].rule.attainment.bonusCap", criterion_at(2, "rule", "attainment", "bonusCap")),
        ("groups[0].groups[0].criteria[1].rule.yearOverYear.bonusCap", ("groups", 0, "groups", 0, "criteria", 1, "rule", "yearOverYear", "bonusCap")),
    ):
        for value in ("-1", "-0.000001"):
            yield f"{where} {value}", change(path, value), [where]

    for text in ("abc", "NaN", "1e3", "1234567890123456789", "0.1234567"):
        yield f"maxPoints {text}", change(first("maxPoints"), text), ["groups[0].criteria[0].maxPoints"]
        yield f"deductPerPercent {text}", change(criterion_at(2, "rule", "attainment", "deductPerPercent"), text), ["groups[0].criteria[2].rule.attainment.deductPerPercent"]
        yield f"total.cap {text}", change(("total", "cap"), text), ["total.cap"]


def better_scale():
    """Another revision: valid, and every unit's points change."""
    scale = copy.deepcopy(SCALE)
    scale["groups"][0]["criteria"][1]["maxPoints"] = "20"
    return scale


def to_json(document):
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def refusals():
    for what, rows, places in input_refusals():
        yield Refusal(what, "inputs", inputs(GOOD_ROW, *rows), places)
    for what, apply, places in scale_refusals():
        scale = better_scale()
        apply(scale)
        yield Refusal(what, "scale", to_json(scale), places)
    bad = to_json(better_scale()).replace("Thang điểm thử".encode(), b"Thang \xff")
    yield Refusal("bad UTF-8 in a scale", "scale", bad, [(bad[: bad.index(b"\xff")].count(b"\n") + 1, ()), "title"])

    members = CLUSTERS.replace("LEADER", "MEMBER")  # the good change: no leader
    for what, row, column in (
        ("unknown unit in a cluster", f"thu,Cụm thử,{DISTRICT},2023,979999,MEMBER", ("unit",)),
        ("unknown authority", f"khác,Cụm khác,979999,2023,{COMMUNE},MEMBER", ("authority",)),
        ("cluster's year that is none", f"thu,Cụm thử,{DISTRICT},20x3,{COMMUNE},MEMBER", ("year",)),
        ("duplicate member", f"thu,Cụm thử,{DISTRICT},2023,{COMMUNE},MEMBER", ()),
    ):
        yield Refusal(what, "clusters", (members + row + "\n").encode(), [(5, column)])
    yield Refusal("bad UTF-8 in a cluster", "clusters", members.encode() + f"thu,Cụm thử,{DISTRICT},2023,".encode() + b"\xff,MEMBER\n", [(5, ())])

    renamed = UNITS.replace("Xã Một", "Xã Mốt")
    yield Refusal("duplicate unit", "units", (renamed + f"{TOWN},Thị trấn Bốn,THI_TRAN,COMMUNE,{DISTRICT}\n").encode(), [(7, ("code", ""))])
    yield Refusal("unknown parent", "units", (renamed + "970104,Xã Bốn,XA,COMMUNE,979999\n").encode(), [(7, ("parent",))])
    yield Refusal("bad UTF-8 in a unit", "units", renamed.encode() + b"970104,X\xe1,XA,COMMUNE,9701\n", [(7, ())])


COLUMNS = {
    "inputs": INPUT_COLUMNS,
    "clusters": ("cluster", "name", "authority", "year", "unit", "role"),
    "units": ("code", "name", "type", "level", "parent"),
}


def names_place(stderr, path, kind, place):
    """Whether a line of stderr begins FILE:LINE[:COLUMN]: COLUMN-NAME: or FILE: FIELD-PATH."""
    start = re.escape(str(path))
    if isinstance(place, str):
        return re.search(rf"^{start}(:[0-9:]+)?: {re.escape(place)}(?![A-Za-z0-9])", stderr, re.M) is not None
    lines, columns = place
    lines = "|".join(map(str, lines if isinstance(lines, tuple) else (lines,)))
    if not columns or kind not in COLUMNS:
        return re.search(rf"^{start}:({lines}):", stderr, re.M) is not None
    return any(
        re.search(rf"^{start}:({lines}):{COLUMNS[kind].index(c) + 1}: {c}: " if c else rf"^{start}:({lines}): ", stderr, re.M)
        for c in columns
    )


class Refusals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.suite = cls.enterClassContext(suite.Suite())
        for kind, content in (("units", UNITS.encode()), ("clusters", CLUSTERS.encode()), ("scale", to_json(SCALE)), ("inputs", INPUTS)):
            done = cls.import_file(kind, content)
            if done.returncode != 0:
                raise RuntimeError(f"import of valid {kind} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
        cls.settle()

    @classmethod
    def import_file(cls, kind, content):
        cls.path = cls.suite.folder / (f"{kind}.json" if kind == "scale" else f"{kind}.csv")
        cls.path.write_bytes(content)
        return cls.suite.run("import", kind, cls.path)

    @classmethod
    def settle(cls):
        time.sleep(suite.BEHIND_SECONDS)

    @classmethod
    def answers(cls):
        """All that shows what is stored; the JSON holds the versions too."""
        scope = ("--under", PROVINCE, "--year", "2023")
        return [
            cls.suite.read("points", *scope, "-o", "csv"),
            cls.suite.read("rank", *scope, "-o", "csv"),
            cls.suite.read("rank", *scope, "-o", "json"),
        ]

    def test_each_is_refused_at_its_place_and_nothing_is_stored(self):
        before = self.answers()
        self.assertIn(b"version", before[2])
        for refusal in refusals():
            with self.subTest(f"{refusal.kind}: {refusal.what}"):
                done = self.import_file(refusal.kind, refusal.content)
                stderr = done.stderr.decode(errors="replace")
                self.assertEqual(done.returncode, REFUSED, stderr)
                found = [names_place(stderr, self.path, refusal.kind, place) for place in refusal.places]
                # A bad byte of a scale is named by its line or by its field.
                ok = any(found) if refusal.what == "bad UTF-8 in a scale" else all(found)
                self.assertTrue(ok, f"wanted {refusal.places} in:\n{stderr}")
                known, before = before, self.answers()  # one that is stored must not fail those after it
                self.assertEqual(before, known)
        self.settle()
        self.assertEqual(self.answers(), before, "something was stored after all")

    def test_the_good_changes_alone_are_stored(self):
        """Without this, the test above would pass on files that are refused for another reason."""
        before = self.answers()
        for kind, changed, original in (
            ("inputs", inputs(GOOD_ROW), INPUTS),
            ("scale", to_json(better_scale()), to_json(SCALE)),
            ("units", UNITS.replace("Xã Một", "Xã Mốt").encode(), UNITS.encode()),
            ("clusters", CLUSTERS.replace("LEADER", "MEMBER").encode(), CLUSTERS.encode()),
        ):
            with self.subTest(kind):
                done = self.import_file(kind, changed)
                self.assertEqual(done.returncode, 0, done.stderr.decode(errors="replace"))
                self.settle()
                self.assertNotEqual(self.answers()[2], before[2])
                self.assertEqual(self.import_file(kind, original).returncode, 0)
                self.settle()
                self.assertEqual(self.answers()[:2], before[:2])


if __name__ == "__main__":
    unittest.main()
