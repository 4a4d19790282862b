#!/usr/bin/env python3
"""Prints what TensorBoard finds in the event files of a run: tags, number of points, last value.

    scripts/check-events.py RUN_FOLDER

Exits with 1 when it finds nothing. Needs TensorBoard: pip install tensorboard
"""
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import IMAGES, SCALARS, EventAccumulator

KEEP_ALL = 0


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    if not Path(folder).is_dir():
        sys.exit(f"{folder}: no such folder")
    events = EventAccumulator(folder, size_guidance={SCALARS: KEEP_ALL, IMAGES: KEEP_ALL})
    events.Reload()
    tags = events.Tags()
    for tag in sorted(tags[SCALARS]):
        points = events.Scalars(tag)
        print(f"{tag}: {len(points)} points, {points[-1].value:g} at step {points[-1].step}")
    for tag in sorted(tags[IMAGES]):
        images = events.Images(tag)
        last = images[-1]
        print(f"{tag}: {len(images)} images, {last.width} x {last.height} pixels at step {last.step}")
    if not tags[SCALARS] and not tags[IMAGES]:
        sys.exit(f"{folder}: TensorBoard finds neither scalars nor images in it")


if __name__ == "__main__":
    main()
