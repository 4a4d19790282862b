#!/usr/bin/env python3
"""A second implementation of the official KITTI object metrics, to compare the crate `metrics` with.

    python3 scripts/oracle/metrics/ap.py LABELS RESULTS OUT.json

It was written from the rules alone and shares no code with the crate. Numbers in comments are sections of the
official KITTI rules (crates/metrics/RULES.md). Standard library only, clarity before speed. On stderr it says

    hinge ...   a rotated overlap within 1e-6 of a limit, on which nothing may depend
    nan ...     a threshold that no detection counts at: the official program gives NaN there, the crate 0
"""
import json
import math
import os
import sys
from collections import namedtuple

Row = namedtuple("Row", "type trunc occ alpha x1 y1 x2 y2 h w l x y z ry score")

CLASSES = ("car", "pedestrian", "cyclist")                                # 1
NEIGHBOUR = {"car": "van", "pedestrian": "person_sitting", "cyclist": None}   # 3
DIFFICULTIES = ("easy", "moderate", "hard")
MIN_HEIGHT = {"easy": 40.0, "moderate": 25.0, "hard": 25.0}                # 3
MAX_OCC = {"easy": 0, "moderate": 1, "hard": 2}
MAX_TRUNC = {"easy": 0.15, "moderate": 0.30, "hard": 0.50}
OFFICIAL = {"car": 0.7, "pedestrian": 0.5, "cyclist": 0.5}                 # 4
LOOSE = {"car": 0.5, "pedestrian": 0.25, "cyclist": 0.25}                  # 4, BEV and 3D only
VALID, IGNORED, LIVE, SMALL, ABSENT = "valid", "ignored", "live", "small", "absent"


# ---------------------------------------------------------------- 1. input

def rows_of(path):
    with open(path, "rb") as f:
        data = f.read()
    for line in data.split(b"\n"):
        tokens = [t.decode("latin-1") for t in line.split()]   # bytes.split: ASCII white space, CR included
        if tokens:
            yield tokens


def number(t):
    """Anything a C float parser takes (so hexadecimal too, and no underscores)."""
    if "_" in t:
        raise ValueError("not a number: " + t)
    return float.fromhex(t) if "0x" in t.lower() else float(t)


def integer(t):
    if "_" in t:
        raise ValueError("not an integer: " + t)
    return int(t)


def read_labels(path):
    out = []
    for t in rows_of(path):
        if len(t) != 15:
            raise ValueError("%s: label row of %d fields" % (path, len(t)))
        out.append(Row(t[0].lower(), number(t[1]), integer(t[2]), *[number(v) for v in t[3:15]], None))
    return out


def read_detections(path):
    out = []
    for t in rows_of(path):
        if len(t) == 15:
            continue                                            # dropped
        if len(t) != 16:
            raise ValueError("%s: detection row of %d fields" % (path, len(t)))
        out.append(Row(t[0].lower(), None, None, *[number(v) for v in t[3:16]]))
    return out


# ---------------------------------------------------------------- 4. overlaps

def inter_2d(d, g):
    w = min(d.x2, g.x2) - max(d.x1, g.x1)
    h = min(d.y2, g.y2) - max(d.y1, g.y1)
    if w <= 0 or h <= 0:
        return 0.0
    return w * h


def area_2d(b):
    return (b.x2 - b.x1) * (b.y2 - b.y1)


def rectangle(b, ox, oz):
    """The four corners in the x-z plane, seen from (ox, oz)."""
    l, w = abs(b.l), abs(b.w)              # section 6: placeholder as if |w|, |l|
    c, s = math.cos(b.ry), math.sin(b.ry)
    out = []
    for a, e in ((l / 2, w / 2), (l / 2, -w / 2), (-l / 2, -w / 2), (-l / 2, w / 2)):
        out.append((b.x - ox + a * c + e * s, b.z - oz - a * s + e * c))
    return out


def signed_area(p):
    return 0.5 * sum(p[i - 1][0] * p[i][1] - p[i][0] * p[i - 1][1] for i in range(len(p)))


def clip(subject, a, b):
    """The part of the convex polygon on the left of the line a -> b."""
    def side(p):
        return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    out = []
    for i in range(len(subject)):
        p, q = subject[i - 1], subject[i]
        sp, sq = side(p), side(q)
        if (sp < 0) != (sq < 0):           # the edge crosses the line
            t = sp / (sp - sq)
            out.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
        if sq >= 0:
            out.append(q)
    return out


def inter_bev(d, g):
    # section 9: w or l zero, or only one of them negative: overlap 0
    for b in (d, g):
        if b.w == 0 or b.l == 0 or (b.w < 0) != (b.l < 0):
            return 0.0
    reach = (math.hypot(d.l, d.w) + math.hypot(g.l, g.w)) / 2
    if math.hypot(d.x - g.x, d.z - g.z) > reach:
        return 0.0
    poly = rectangle(d, g.x, g.z)
    other = rectangle(g, g.x, g.z)
    if signed_area(other) < 0:
        other.reverse()
    for i in range(4):
        poly = clip(poly, other[i - 1], other[i])
        if not poly:
            return 0.0
    return abs(signed_area(poly))


def height_overlap(d, g):
    return max(0.0, min(d.y, g.y) - max(d.y - d.h, g.y - g.h))


def inter_3d(d, g):
    h = height_overlap(d, g)
    return inter_bev(d, g) * h if h > 0 else 0.0


INTER = {"bbox": inter_2d, "bev": inter_bev, "3d": inter_3d}
SIZE = {"bbox": area_2d, "bev": lambda b: b.l * b.w, "3d": lambda b: b.h * b.w * b.l}


def overlap(metric, d, g):
    i = INTER[metric](d, g)
    if i == 0:
        return 0.0
    return i / (SIZE[metric](d) + SIZE[metric](g) - i)


def dontcare_overlap(metric, d, g):
    i = INTER[metric](d, g)
    if i == 0:
        return 0.0
    return i / SIZE[metric](d)


class Frame:
    def __init__(self, name, gts, dets):
        self.name = name
        self.gts = gts
        self.dets = dets
        self.dontcares = [g for g in gts if g.type == "dontcare"]
        self.overlaps = {m: [[overlap(m, d, g) for d in dets] for g in gts] for m in INTER}
        self.dc = {m: [[dontcare_overlap(m, d, a) for a in self.dontcares] for d in dets] for m in INTER}


# ---------------------------------------------------------------- 2. gates

def evaluated(frames, cls, metric):
    dets = [d for f in frames for d in f.dets]
    own = [d for d in dets if d.type == cls]
    box = any(d.x1 >= 0 for d in own)
    if metric == "bbox":
        return box
    if metric == "aos":
        return box and not any(d.alpha == -10 for d in dets)
    if metric == "bev":
        return any(d.x != -1000 and d.z != -1000 and d.w > 0 and d.l > 0 for d in own)
    return any(d.x != -1000 and d.y != -1000 and d.z != -1000
               and d.h > 0 and d.w > 0 and d.l > 0 for d in own)


# ---------------------------------------------------------------- 3. flags

def gt_flag(g, cls, diff):
    if g.type == cls:
        if g.occ > MAX_OCC[diff] or g.trunc > MAX_TRUNC[diff] or (g.y2 - g.y1) <= MIN_HEIGHT[diff]:
            return IGNORED
        return VALID
    if g.type == NEIGHBOUR[cls]:
        return IGNORED
    return ABSENT


def det_flag(d, cls, diff):
    if abs(d.y1 - d.y2) < MIN_HEIGHT[diff]:
        return SMALL
    if d.type == cls:
        return LIVE
    return ABSENT


# ---------------------------------------------------------------- 5, 6. one frame

class Task:
    """One frame seen by one class, difficulty, metric and limit."""
    def __init__(self, frame, cls, diff, metric, limit):
        self.frame = frame
        self.gflag = [gt_flag(g, cls, diff) for g in frame.gts]
        self.dflag = [det_flag(d, cls, diff) for d in frame.dets]
        # per GT, in file order of the detections: (detection, overlap), before "taken" and threshold
        self.candidates = []
        for gi, row in enumerate(frame.overlaps[metric]):
            if self.gflag[gi] == ABSENT:
                self.candidates.append([])
            else:
                self.candidates.append([(di, o) for di, o in enumerate(row)
                                        if o > limit and self.dflag[di] != ABSENT])
        self.in_dontcare = [any(o > limit for o in row) for row in frame.dc[metric]]

    def pass1(self):
        """The recorded scores."""
        taken = set()
        scores = []
        for gi, flag in enumerate(self.gflag):
            if flag == ABSENT:
                continue
            best, best_score = None, -1e7
            for di, _ in self.candidates[gi]:
                if di not in taken and self.frame.dets[di].score > best_score:
                    best, best_score = di, self.frame.dets[di].score
            if best is None:
                continue
            taken.add(best)
            if flag == VALID and self.dflag[best] == LIVE:
                scores.append(best_score)
        return scores

    def pass2(self, t):
        """TP, FP, sum of the orientation similarities of the TP."""
        dets, gts = self.frame.dets, self.frame.gts
        taken = set()
        tp, similarity = 0, 0.0
        for gi, flag in enumerate(self.gflag):
            if flag == ABSENT:
                continue
            found, largest, first_small = None, None, None
            for di, o in self.candidates[gi]:
                if di in taken or dets[di].score < t:
                    continue
                if self.dflag[di] == LIVE:
                    if found is None or o > largest:
                        found, largest = di, o
                elif first_small is None:
                    first_small = di
            if found is None:
                found = first_small
            if found is None:
                continue
            taken.add(found)
            if flag == VALID and self.dflag[found] == LIVE:
                tp += 1
                similarity += (1 + math.cos(gts[gi].alpha - dets[found].alpha)) / 2
        fp = 0
        for di, flag in enumerate(self.dflag):
            if flag == LIVE and di not in taken and not dets[di].score < t and not self.in_dontcare[di]:
                fp += 1
        return tp, fp, similarity


# ---------------------------------------------------------------- 7. thresholds

def thresholds(scores, n):
    v = sorted(scores, reverse=True)
    out = []
    c = 0.0
    for i in range(len(v)):
        last = i == len(v) - 1
        l = (i + 1) / n
        r = l if last else (i + 2) / n
        if not last and (r - c) < (c - l):
            continue
        out.append(v[i])
        c += 1 / 40
    return out


# ---------------------------------------------------------------- 8. curves and AP

def envelope(curve):
    """Entry k becomes max(entries k..40).  A NaN is compared as std::max_element does."""
    out = []
    for k in range(41):
        m = curve[k]
        for v in curve[k + 1:]:
            if m < v:
                m = v
        out.append(m)
    return out


def ap(curve):
    e = envelope(curve)
    return {"R11": 100 / 11 * sum(e[0:41:4]), "R40": 100 / 40 * sum(e[1:41])}


def curves(frames, cls, diff, metric, limit, where):
    tasks = [Task(f, cls, diff, metric, limit) for f in frames]
    n_gt = sum(t.gflag.count(VALID) for t in tasks)
    scores = [s for t in tasks for s in t.pass1()]
    tasks = [t for t in tasks if VALID in t.gflag or IGNORED in t.gflag or LIVE in t.dflag]  # the rest adds nothing
    ts = thresholds(scores, n_gt)
    assert len(ts) <= 41
    precision, similarity = [0.0] * 41, [0.0] * 41
    done = {}
    for k, t in enumerate(ts):
        if t not in done:
            parts = [task.pass2(t) for task in tasks]
            done[t] = (sum(p[0] for p in parts), sum(p[1] for p in parts), sum(p[2] for p in parts))
        tp, fp, s = done[t]
        if tp + fp == 0:
            print("nan %s threshold %d" % (where, k), file=sys.stderr)
            precision[k] = similarity[k] = math.nan
        else:
            precision[k] = tp / (tp + fp)
            similarity[k] = s / (tp + fp)
    return precision, similarity, n_gt


def evaluate(frames, limits_2d, limits_3d, name):
    out = {}
    for cls in CLASSES:
        res = {m: {} for m in ("bbox", "aos", "bev", "3d")}
        for diff in DIFFICULTIES:
            for metric in ("bbox", "bev", "3d"):
                limit = (limits_2d if metric == "bbox" else limits_3d)[cls]
                p, s, n = curves(frames, cls, diff, metric, limit, "/".join((name, cls, metric, diff)))
                todo = [(metric, p)] + ([("aos", s)] if metric == "bbox" else [])
                for m, curve in todo:
                    r = ap(curve) if evaluated(frames, cls, m) else {"R11": None, "R40": None}
                    res[m][diff] = {"R11": r["R11"], "R40": r["R40"], "n_gt": n}
        out[cls] = res
    return out


def load(labels, results):
    frames = []
    for name in sorted(os.listdir(labels)):
        if name.endswith(".txt"):
            frames.append(Frame(name, read_labels(os.path.join(labels, name)),
                                read_detections(os.path.join(results, name))))
    return frames


def hinges(frames):
    limits = sorted(set(OFFICIAL.values()) | set(LOOSE.values()))
    for f in frames:
        for m in ("bev", "3d"):
            for table in (f.overlaps[m], f.dc[m]):
                for row in table:
                    for o in row:
                        if any(abs(o - x) < 1e-6 for x in limits):
                            yield f.name, m, o


def main():
    labels, results, out = sys.argv[1:4]
    frames = load(labels, results)
    for h in hinges(frames):
        print("hinge", *h, file=sys.stderr)
    doc = {"frames": len(frames),
           "classes": evaluate(frames, OFFICIAL, OFFICIAL, "classes"),
           "loose": evaluate(frames, OFFICIAL, LOOSE, "loose")}
    with open(out, "w") as f:
        json.dump(doc, f, indent=1)


if __name__ == "__main__":
    main()
