#!/usr/bin/env python3
"""Writes small valid scans of every format to corpus/TARGET/, for the fuzzer to start from."""

import io
import pathlib
import struct
import zipfile

POINTS = [(12.5, -0.25, 1.5, 0.99), (-70.4, 3.3, -1.73, 0.0), (1.0, 2.0, 3.0, 212.0)]
ROWS = b"".join(struct.pack("<4f", *point) for point in POINTS)
LINES = "".join("%g %g %g %g\n" % point for point in POINTS).encode()


def ply(encoding, data):
    properties = "".join(f"property float {name}\n" for name in ("x", "y", "z", "intensity"))
    face = "element face 1\nproperty list uchar int vertex_indices\n"
    header = f"ply\nformat {encoding} 1.0\ncomment seed\nelement vertex 3\n{properties}{face}end_header\n"
    return header.encode() + data


def pcd(fields, sizes, types, counts, encoding, data):
    return (
        f"# .PCD v.7\nVERSION .7\nFIELDS {fields}\nSIZE {sizes}\nTYPE {types}\nCOUNT {counts}\n"
        f"WIDTH 3\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS 3\nDATA {encoding}\n"
    ).encode() + data


def pcd_compressed():
    columns = zip(*POINTS)
    table = b"".join(struct.pack("<3f", *column) for column in columns)
    # Two literal runs.
    packed = b"".join(bytes([len(run) - 1]) + run for run in (table[:32], table[32:]))
    return struct.pack("<II", len(packed), len(table)) + packed


def pcd_repeated():
    # 36 bytes of zero: one literally, 35 by a long reference to the byte before.
    packed = bytes([0, 0, 7 << 5, 35 - 2 - 7, 0])
    return struct.pack("<II", len(packed), 36) + packed


def npy(descr, shape, data, order=False, version=1):
    text = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + data


def npz(arrays, method):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as members:
        for name, array in arrays:
            with members.open(name + ".npy", "w", force_zip64=name == "points") as member:
                member.write(array)
    return archive.getvalue()


XYZI = ("x y z intensity", "4 4 4 4", "F F F F", "1 1 1 1")
ARRAY = npy("'<f4'", (3, 4), ROWS)
RECORDS = "[('x', '<f4'), ('y', '<f4'), (('title', 'z'), '<f4'), ('i', '<u2'), ('', '|V2')]"
SEEDS = {
    "bin": [bytes([4]) + ROWS, bytes([3]) + ROWS, bytes([6]) + ROWS],
    "ply": [
        ply("ascii", LINES + b"3 0 1 2\n"),
        ply("binary_little_endian", ROWS + struct.pack("<B3i", 3, 0, 1, 2)),
        ply("binary_big_endian", ROWS + struct.pack(">B3i", 3, 0, 1, 2)),
    ],
    "pcd": [
        pcd(*XYZI, "ascii", LINES),
        pcd(*XYZI, "binary", ROWS),
        pcd(*XYZI, "binary_compressed", pcd_compressed()),
        pcd("x y z", "4 4 4", "F F F", "1 1 1", "binary_compressed", pcd_repeated()),
        pcd("z y x _ i", "2 4 1 1 8", "I F U U F", "1 1 1 2 1", "binary", bytes(51)),
        b"COLUMNS x y z\nPOINTS 1\nDATA ascii\n1 2 3\n",
    ],
    "npy": [
        ARRAY,
        npy("'>f8'", (2, 3), bytes(48)),
        npy("'>f4'", (3, 4), ROWS, order=True),
        npy("'<f2'", (8, 3), ROWS, version=2),
        npy(RECORDS, (3,), ROWS, version=3),
    ],
    "npz": [
        npz([("scan", ARRAY)], zipfile.ZIP_STORED),
        npz([("indices", ARRAY), ("points", ARRAY)], zipfile.ZIP_DEFLATED),
        npz([("a", ARRAY), ("b", ARRAY)], zipfile.ZIP_DEFLATED),
    ],
}

for target, seeds in SEEDS.items():
    folder = pathlib.Path(__file__).parent / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number}").write_bytes(seed)
