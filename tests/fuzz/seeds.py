#!/usr/bin/env python3
"""Writes small valid files of every kind to corpus/TARGET/, for the fuzzer to start from."""

import io
import json
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


HERE = pathlib.Path(__file__).parent
CONFIGURATION = (HERE / "../../configs/quick.toml").read_bytes()

LABELS = b"""Car 0.00 0 -1.58 587.01 173.33 614.12 200.12 1.65 1.67 3.64 -0.65 1.71 46.70 -1.59
Pedestrian 0.00 2 0.21 423.17 173.67 433.17 224.03 1.60 0.38 0.30 -5.87 1.63 23.11 -0.03
DontCare -1 -1 -10 800.38 163.67 825.45 184.07 -1 -1 -1 -1000 -1000 -1000 -10
"""
RESULT = b"Car -1 -1 -1.58 587.01 173.33 614.12 200.12 1.65 1.67 3.64 -0.65 1.71 46.70 -1.59 0.95\n"

P2 = "7.2e+02 0 6.1e+02 4.5e+01 0 7.2e+02 1.7e+02 2.2e-01 0 0 1 2.7e-03"
R0 = "1 0 0 0 1 0 0 0 1"
TR = "0 -1 0 0 0 0 -1 -0.08 1 0 0 -0.27"


def calibration(p2, r0, tr):
    return f"{p2} {P2}\n{r0} {R0}\n{tr} {TR}\n".encode()


def safetensors(tensors, config):
    header = {"__metadata__": {"voxelnet": json.dumps({"step": 3, "config": config})}}
    data = b""
    for name, dtype, shape, content in tensors:
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
        data += content
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def fnv1a(content):
    number = 0xCBF29CE484222325
    for byte in content:
        number = (number ^ byte) * 0x0100000001B3 % 2**64
    return number


def database():
    """The blocks and the index of two frames, one without objects."""
    frames, blocks = [], b""
    points = struct.pack("<8f", *POINTS[0], *POINTS[1])
    car = {"kind": "Car", "center": [10, 2, -1], "size": [4, 1.6, 1.5], "yaw": 0.5}
    car |= {"height_above_ground": None, "num_points": 2, "checksum": fnv1a(points)}
    for frame, objects, content in (("000000", [car], points), ("000001", [], b"")):
        text = json.dumps({"frame": frame, "objects": objects}).encode()
        frames.append([16 + len(blocks), {"frame": frame, "objects": objects}])
        head = struct.pack("<IIQ", len(text), len(content), fnv1a(text + content))
        blocks += head + text + content
    return blocks + b"\0index" + json.dumps(frames).encode()


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
    "labels": [LABELS, b"\xef\xbb\xbf" + LABELS.replace(b"\n", b" 0.0\r\n"), LABELS.replace(b"0.00 0", b"0.00 4")],
    "results": [RESULT * 3, RESULT + LABELS, RESULT.replace(b"0.95", b"1e-3")],
    "calibration": [
        calibration("P2:", "R0_rect:", "Tr_velo_to_cam:"),
        calibration("P2:", "R_rect", "Tr_velo_cam"),
        f"P2: {P2}\nTr: {TR}\n".encode(),
        f"P_rect_02: {P2}\nR_rect_00: {R0}\nR: {R0}\nT: 0 0 0\n".encode(),
    ],
    "split": [b"000000\n000001\n", b"\xef\xbb\xbf000000\r\n\r\nframe-7 \r\n"],
    "configuration": [path.read_bytes() for path in sorted((HERE / "../../configs").glob("*.toml"))],
    "weights": [
        safetensors([("a.weight", "F32", [2, 2], bytes(16)), ("b", "F16", [1], bytes(2))], CONFIGURATION.decode()),
        safetensors([], ""),
    ],
    "database": [database(), b"\0index[]", database()[:99]],
}

for target, seeds in SEEDS.items():
    folder = pathlib.Path(__file__).parent / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number}").write_bytes(seed)
