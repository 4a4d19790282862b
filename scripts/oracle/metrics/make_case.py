#!/usr/bin/env python3
"""Writes a random case for the metrics that is as nasty as the rules allow: ties, duplicates, empty frames, heights
and truncations exactly on a limit, rows without 2D or 3D boxes, flipped boxes, DontCare areas, small rows of other
classes, missing classes, odd white space and odd spellings of numbers.

    python3 scripts/oracle/metrics/make_case.py OUT SEED      writes OUT/label_2 and OUT/results
"""
import math
import os
import random
import shutil
import sys

OUT, SEED = sys.argv[1], int(sys.argv[2])
R = random.Random("kitti-%d" % SEED)
chance = lambda p: R.random() < p
TAU = 2 * math.pi

# ------------------------------------------------------------ choices of the seed
FEW = SEED % 3 == 0                                   # 1..40 objects over all frames
FRAMES = R.randint(5, 20) if FEW else R.choice([R.randint(20, 60), R.randint(60, 150), 150])
PER_FRAME = None if FEW else R.choice([3, 6, 10])
BUDGET = R.randint(1, 40) if FEW else 10 ** 9
CLASSES = ["Car", "Pedestrian", "Cyclist"]
ABSENT_LABEL = R.choice([[], [], [], ["Car"], ["Cyclist"], ["Pedestrian", "Cyclist"]])
ABSENT_DET = R.choice([[], [], [], ["Pedestrian"], ["Car", "Cyclist"], ["Cyclist"]])
NO_3D_DET = R.choice([[], [], [], [], ["Car"], ["Pedestrian", "Cyclist"]])        # gate BEV/3D
NO_Y_DET = R.choice([[], [], [], [], [], ["Car"], ["Cyclist"]])                   # y -1000: gate 3D only
NO_2D_DET = R.choice([[], [], [], [], [], ["Cyclist"], ["Car"], ["Pedestrian"]])  # gate 2D
NEG_X1_DET = R.choice([[], [], [], [], [], ["Cyclist"], ["Car"], ["Pedestrian"]]) # x1 < 0 always, real box
ALPHA10 = R.choice(["no", "no", "no", "one", "misc", "dropped row", "nearly"])
SCORES = R.choice(["set", "set", "two", "one", "continuous", "wild", "negative"])
JITTER = R.choice([0.02, 0.06, 0.12])
CLUSTER = R.choice([0.1, 0.4, 0.7])                   # next object on top of an earlier one
DUP = R.choice([0.05, 0.25, 0.6])
SMALL_OVER = R.choice([0.0, 0.15, 0.4])
ODD_NUMBERS = R.choice([0.0, 0.1, 0.5])
ODD_SPACE = R.choice(["no", "tabs", "crlf", "mixed", "mixed"])
MIXED_CASE = R.choice([0.0, 0.3, 0.8])
EXACT = R.choice([0.1, 0.4, 0.8])                     # exact heights, truncations
DONTCARE = R.choice([0.0, 0.3, 0.8])
NO_3D = R.choice([0.0, 0.1, 0.3])
NO_2D = R.choice([0.0, 0.05, 0.2])
FLIP = R.choice([0.0, 0.05, 0.15])
EXACT_IOU = R.choice([0.0, 0.1, 0.3])
FALSE_POS = R.choice([0.2, 1.0, 3.0])
PERFECT = SEED % 7 == 3                               # detections are mostly the labels themselves

DIMS = {"Car": (1.5, 1.6, 4.0), "Van": (2.2, 1.9, 5.0), "Pedestrian": (1.75, 0.65, 0.85),
        "Person_sitting": (1.3, 0.6, 0.8), "Cyclist": (1.75, 0.6, 1.75), "Misc": (1.5, 1.2, 2.5),
        "Truck": (3.2, 2.6, 9.0), "Tram": (3.5, 2.5, 15.0)}
NONE3D = dict(h="-1", w="-1", l="-1", x="-1000", y="-1000", z="-1000", ry="-10")


def score():
    if SCORES == "set":
        return R.choice(["0.1", "0.25", "0.5", "0.75", "0.9"])
    if SCORES == "two":
        return R.choice(["0.5", "0.500001"])
    if SCORES == "one":
        return "1"
    if SCORES == "continuous":
        return "%.6f" % R.random()
    if SCORES == "negative":
        return R.choice(["-0.5", "-1.25", "-3", "-7.5", "0", "-0.0", "2"])
    return R.choice(["1e-3", "0.001", "0.0010", "12", "1e3", "-1e3", "0", "-0", "-9999999.5", "-1e7", "-2e7",
                     "0.30000000000000004", "0.3", "0.29999999999999999"])


def f2(v):
    return "%.2f" % v


def fine(v):
    return "%.6f" % v


def box2d(h=None, w=None):
    """x1 y1 x2 y2 as text; heights often exactly on 25.00 or 40.00 of two decimals."""
    if h is None:
        if chance(EXACT):
            h = R.choice([2500, 4000, 2500, 4000, 2501, 2499, 3999, 4001]) / 100
        else:
            h = R.choice([R.uniform(8, 24), R.uniform(26, 39), R.uniform(41, 180)])
    w = R.uniform(20, 220) if w is None else w
    hundredths = round(100 * h)
    if chance(0.15) and hundredths == 4000:
        y1 = 17310                                    # 173.10 .. 213.10
    else:
        y1 = R.randint(10000, 25000)
    x1 = R.choice([0, R.randint(0, 100000)])
    x2 = x1 + round(100 * w)
    return {"x1": f2(x1 / 100), "y1": "%d.%02d" % divmod(y1, 100), "x2": f2(x2 / 100),
            "y2": "%d.%02d" % divmod(y1 + hundredths, 100)}


def angle():
    a = R.uniform(-math.pi, math.pi)
    k = R.random()
    if k < 0.15:
        a += TAU * R.randint(-3, 3)
    elif k < 0.2:
        a = R.choice([0.0, math.pi / 2, math.pi, -math.pi]) + R.uniform(-1e-3, 1e-3)
    elif k < 0.25:
        a = R.choice([7.1234, -9.87, 100.321, -10.0])
    return a


def trunc_occ():
    if chance(EXACT):
        t = R.choice(["0.15", "0.30", "0.50", "0.3", "0.5", "0.16", "0.31", "0.51", "0.150000001", "0.00"])
    else:
        t = R.choice(["0", "0.00", "0.05", f2(R.random())])
    return t, R.choice(["0", "0", "0", "1", "2", "3"])


def thing(kind, near=None):
    """A label row as a dict of texts."""
    h, w, l = (v * R.uniform(0.85, 1.15) for v in DIMS[kind])
    g = {"type": kind}
    g["trunc"], g["occ"] = trunc_occ()
    if near is not None:
        g.update(shift2d(near, R.choice([0.03, 0.1, 0.3])))
        x = float(near["x"]) + R.gauss(0, 0.25 * w)
        z = float(near["z"]) + R.gauss(0, 0.25 * w)
        ry = float(near["ry"]) + R.gauss(0, 0.15) + R.choice([0, 0, math.pi])
        y = float(near["y"]) + R.gauss(0, 0.08)
    else:
        g.update(box2d())
        x, y, z, ry = R.uniform(-20, 20), R.uniform(1.2, 2.2), R.uniform(5, 60), angle()
    places = R.choice([f2, fine, fine])
    g.update(h=places(h), w=places(w), l=places(l), x=fine(x), y=fine(y), z=fine(z), ry=R.choice([f2, fine])(ry))
    g["alpha"] = f2(angle()) if chance(0.8) else fine(angle())
    return g


def shift2d(b, amount):
    x1, y1, x2, y2 = (float(b[k]) for k in ("x1", "y1", "x2", "y2"))
    w, h = abs(x2 - x1), abs(y2 - y1)
    if chance(0.3):                                   # height kept to the hundredth
        d = round(100 * R.gauss(0, amount * h)) / 100
        y = (f2(y1 + d), f2(y2 + d))
    else:
        y = (f2(y1 + R.gauss(0, amount * h)), f2(y2 + R.gauss(0, amount * h)))
    if float(y[1]) <= float(y[0]):
        y = (b["y1"], b["y2"])
    return {"x1": f2(max(0.0, x1 + R.gauss(0, amount * w))), "y1": y[0],
            "x2": f2(max(x1 + 1.0, x2 + R.gauss(0, amount * w))), "y2": y[1]}


def detect(g):
    """A detection of the label g."""
    d = dict(g)
    j = 0.0 if PERFECT and chance(0.8) else JITTER
    if j:
        what = R.random()
        if what < 0.85:
            d.update(shift2d(g, j))
        else:
            d.update(box2d())
        j3 = j if chance(0.85) else 1.0
        w, l, h = float(g["w"]), float(g["l"]), float(g["h"])
        d.update(x=fine(float(g["x"]) + R.gauss(0, j3 * w)), z=fine(float(g["z"]) + R.gauss(0, j3 * w)),
                 y=fine(float(g["y"]) + R.gauss(0, 0.5 * j3 * h)),
                 h=fine(h * math.exp(R.gauss(0, 0.5 * j))), w=fine(w * math.exp(R.gauss(0, 0.5 * j))),
                 l=fine(l * math.exp(R.gauss(0, 0.5 * j))), ry=fine(float(g["ry"]) + R.gauss(0, 0.1)))
    d["alpha"] = f2(float(g["alpha"]) + R.choice([0, R.gauss(0, 0.3), math.pi, R.uniform(-3, 3)]))
    d["score"] = score()
    k = R.random()
    if k < EXACT_IOU:                                 # exactly half or 0.7 of the width, or of the height
        f = R.choice([5, 7])
        x1 = round(100 * float(g["x1"]))
        width = round(100 * (float(g["x2"]) - float(g["x1"])))
        d.update({c: g[c] for c in ("x1", "y1", "x2", "y2")})
        if width % 10 == 0:
            d["x2"] = f2((x1 + width // 10 * f) / 100)
    return d


def spoil(d):
    """Lose the 3D box, the 2D box, flip it, put it outside."""
    t = d["type"].capitalize()
    if chance(NO_3D) or t in NO_3D_DET:
        d.update(NONE3D)
        if chance(0.2):
            d["ry"] = R.choice(["-10.0", "0", "0.3"])
    elif t in NO_Y_DET:
        d["y"] = "-1000"
    if chance(NO_2D) or t in NO_2D_DET:
        v = "-1" if t in NO_2D_DET else R.choice(["-1", "0", "-1.00", "0.00"])
        d.update(x1=v, y1=v, x2=v, y2=v)
    elif t in NEG_X1_DET:
        d["x1"] = f2(-R.uniform(0.01, 3))
    elif chance(0.03):
        d["x1"] = R.choice(["-0.5", "-0.0", "-12"])
    if chance(FLIP):
        d["y1"], d["y2"] = d["y2"], d["y1"]
    return d


def small_over(g):
    """A small 2D box of some class, 3D on top of the label (and 2D too where that can be)."""
    d = dict(g)
    d["type"] = R.choice(["Pedestrian", "Car", "Cyclist", "Misc", "Van", "DontCare", "Person_sitting", "Tram"])
    if chance(0.5):
        d["y2"] = f2(float(d["y1"]) + R.choice([39.99, 24.99, 40.0, 25.0, 30.0, 20.0]))
    else:
        d["x1"] = g["x1"]
        h = float(g["y2"]) - float(g["y1"])
        d["y2"] = f2(float(g["y1"]) + h * R.uniform(0.6, 1.0))
    d["x"] = fine(float(g["x"]) + R.gauss(0, 0.02))
    d["score"] = score()
    return d


def copy_of(d):
    e = dict(d)
    k = R.random()
    if k < 0.25:
        pass                                          # the very same row
    elif k < 0.5:
        e["score"] = score()
    elif k < 0.65:
        e["alpha"] = f2(R.uniform(-3, 3))
    elif k < 0.85 and e["h"] != "-1":
        e["ry"] = repr(float(e["ry"]) + math.pi * R.choice([1, -1, 3]))
    else:
        e["score"] = score()
        e["x"] = fine(float(e["x"]) + R.gauss(0, 0.05)) if e["h"] != "-1" else e["x"]
        e["x2"] = f2(float(e["x2"]) + R.uniform(0, 3))
    return e


def dontcare(things):
    g = dict(NONE3D)
    g.update(type="DontCare", trunc="-1", occ="-1", alpha="-10")
    if things and chance(0.8):
        o = R.choice(things)
        x1, y1, x2, y2 = (float(o[k]) for k in ("x1", "y1", "x2", "y2"))
        k = R.random()
        if k < 0.4:                                   # all around it
            b = (x1 - R.uniform(0, 9), y1 - R.uniform(0, 9), x2 + R.uniform(0, 9), y2 + R.uniform(0, 9))
        elif k < 0.6:                                 # its left half or 7/10
            b = (x1, y1, x1 + (x2 - x1) * R.choice([0.5, 0.7]), y2)
        elif k < 0.8:                                 # the same box
            b = (x1, y1, x2, y2)
        else:
            b = (x1 + R.uniform(-30, 30), y1 + R.uniform(-15, 15), x2 + R.uniform(-30, 30), y2 + R.uniform(-15, 15))
        g.update(zip(("x1", "y1", "x2", "y2"), map(f2, b)))
    else:
        g.update(box2d())
    return g


# ------------------------------------------------------------ writing

def odd_number(t):
    """Another spelling of the same decimal number."""
    if not chance(ODD_NUMBERS) or not t or "e" in t or t[0] not in "-0123456789":
        return t
    sign, digits = ("-", t[1:]) if t[0] == "-" else (R.choice(["", "+"]), t)
    if "." not in digits:
        digits = R.choice([digits, digits + ".", digits + ".0", "0" + digits])
    else:
        whole, frac = digits.split(".")
        k = R.random()
        if whole == "0" and frac and k < 0.4:
            digits = "." + frac
        elif frac and not frac.strip("0") and k < 0.7:
            digits = whole + R.choice([".", ""])
        elif k < 0.5:
            digits += "000"
        elif k < 0.75 and whole + frac:
            digits = "%de-%d" % (int(whole + frac), len(frac)) if int(whole + frac) else digits
        else:
            digits = whole + "." + frac + R.choice(["e0", "E+00", "e-0"])
    return sign + digits


def odd_case(t):
    if not chance(MIXED_CASE):
        return t
    return R.choice([t.lower(), t.upper(), t.swapcase(), "".join(R.choice([c.lower(), c.upper()]) for c in t)])


def line(tokens):
    sep = " " if ODD_SPACE in ("no", "crlf") else R.choice([" ", "\t", "  ", " \t "])
    s = sep.join(tokens)
    if ODD_SPACE == "mixed":
        s = R.choice(["", "", " ", "\t"]) + s + R.choice(["", "", " ", "\t"])
    return s


def write(path, lines):
    eol = {"no": "\n", "tabs": "\n", "crlf": "\r\n"}.get(ODD_SPACE)
    out = ""
    for i, s in enumerate(lines):
        out += s + (eol or R.choice(["\n", "\r\n", "\n\n", "\r\n\r\n", "\n \t\n"]))
    if ODD_SPACE == "mixed":
        out = R.choice(["", "", "\n", " \n", "\r\n"]) + out
    if ODD_SPACE != "no" and chance(0.4):
        out = out.rstrip("\r\n \t")
    with open(path, "w", newline="") as f:
        f.write(out)


def label_line(g):
    f = [odd_number(g["trunc"]), g["occ"]] + [odd_number(g[k]) for k in
         ("alpha", "x1", "y1", "x2", "y2", "h", "w", "l", "x", "y", "z", "ry")]
    return line([odd_case(g["type"])] + f)


def det_line(d):
    t, o = R.choice([("-1", "-1"), ("0.99", "3"), ("0", "0"), ("-1.0", "1")])
    f = [t, o] + [odd_number(d[k]) for k in ("alpha", "x1", "y1", "x2", "y2", "h", "w", "l", "x", "y", "z", "ry")]
    return line([odd_case(d["type"])] + f + ([odd_number(d["score"])] if d["score"] is not None else []))


def main():
    for sub in ("label_2", "results"):
        shutil.rmtree(os.path.join(OUT, sub), ignore_errors=True)
        os.makedirs(os.path.join(OUT, sub))
    left = BUDGET
    first10 = ALPHA10 != "no"
    label_kinds = [k for k in CLASSES for _ in range(4) if k not in ABSENT_LABEL] + \
        ["Van", "Van", "Person_sitting", "Misc", "Truck", "Tram"]
    for frame in range(FRAMES):
        n = min(left, R.randint(0, 5) if FEW else R.randint(0, 2 * PER_FRAME))
        if chance(0.08):
            n = 0                                     # a frame without labels
        left -= n
        gts = []
        for _ in range(n):
            gts.append(thing(R.choice(label_kinds), R.choice(gts) if gts and chance(CLUSTER) else None))
        dets = []
        for g in gts:
            for _ in range(R.choice([0, 1, 1, 1, 2])):
                d = detect(g)
                if chance(0.1):
                    d["type"] = R.choice(["Van", "Misc", "DontCare", "Car", "Pedestrian", "Cyclist", "Person_sitting"])
                dets.append(spoil(d))
            if chance(SMALL_OVER):
                dets.append(small_over(g))
        for _ in range(int(R.expovariate(1 / FALSE_POS))):
            d = thing(R.choice(CLASSES + ["Van", "Misc"]))
            d["score"] = score()
            dets.append(spoil(d))
        for d in list(dets):
            if chance(DUP):
                dets.append(copy_of(d))
        areas = []
        while chance(DONTCARE) and len(areas) < 4:
            areas.append(dontcare(R.choice([gts, dets, dets])))
        for a in areas:
            for k in ("x1", "y1", "x2", "y2"):
                assert a[k]
        dets = [d for d in dets if d["type"] not in ABSENT_DET]
        for d in dets:
            if float(d["alpha"]) == -10:
                d["alpha"] = "-9.99"
        for d in list(dets):
            if chance(0.02):                          # 15 columns: dropped
                dets.append(dict(d, score=None))
        if first10 and dets:
            d = R.choice(dets)
            if ALPHA10 == "one":
                d["alpha"] = R.choice(["-10", "-10.00", "-1e1"])
                first10 = False
            elif ALPHA10 == "nearly":
                d["alpha"] = R.choice(["-10.01", "10", "-9.9999999"])
            elif ALPHA10 == "misc" and dets:
                dets.append(dict(d, type="Misc", alpha="-10", score=score()))
                first10 = False
            elif ALPHA10 == "dropped row":
                dets.append(dict(d, alpha="-10", score=None))
                first10 = False
        rows = gts + areas
        R.shuffle(rows)
        R.shuffle(dets)
        if chance(0.08):
            dets = []                                 # an empty result file
        name = "%06d.txt" % frame
        write(os.path.join(OUT, "label_2", name), [label_line(g) for g in rows])
        write(os.path.join(OUT, "results", name), [det_line(d) for d in dets])


main()
