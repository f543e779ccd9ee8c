"""`python -m gossan_districts --out DIR --seed N [--habit dickite] [--split train] [--scenes 4] [--across 3]`: writes a district."""

import argparse
import json
import pathlib
import sys

from .district import District
from .envi import write_envi
from .habits import DATA, SPLITS, load_habit
from .truth_lines import TruthWriter


def write_district(out: pathlib.Path, seed: int, habit_name: str = "dickite", split: str = "train", scenes: int = 4, across: int = 3) -> pathlib.Path:
    """Writes scenes (NAME-01.hdr and .img, …) and truth.jsonl, a line a window, into `out`. Returns the latter's path."""
    habit = load_habit(habit_name)
    out.mkdir(parents=True, exist_ok=True)
    district, writer = District(habit, split, seed, across), TruthWriter()
    name = f"{habit_name}-{split}-{seed}"
    path = out / "truth.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        for number in range(1, scenes + 1):
            scene = district.scene()
            about = f"Synthetic scene made by Gossan for trying its fine-tuning: district {name}, {habit['kind']['name']}, at a place that does not exist. Mixed from parametric library spectra; not measured by any instrument."
            sensor = scene.sensor
            header = write_envi(out / f"{name}-{number:02d}", scene.cube, sensor.wavelengths, sensor.fwhm, about, number)
            for window, known in zip(scene.windows, writer.windows(scene.truth)):
                share = round(float(scene.truth.fractions[scene.windows.index(window), scene.truth.names.mineral_names.index(habit["mineral"])]), 3)
                line = {
                    "id": f"{header.stem}-{window[0]}-{window[1]}", "scene": header.name, "district": name, "split": split, "synthetic": True,
                    "window": list(window), "habit": {"mineral": habit["mineral"], "read_as": habit["read_as"], "share": share}, **known,
                }  # fmt: skip
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(prog="gossan_districts", description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--habit", choices=list(DATA["habits"]), default="dickite")
    parser.add_argument("--split", choices=list(SPLITS), default="train", help="target: other samples of the mineral, and other minerals of variants that the base never saw")
    parser.add_argument("--scenes", type=int, default=4)
    parser.add_argument("--across", type=int, default=3, help="windows of 48 pixels along a scene's side")
    given = parser.parse_args()
    if given.scenes < 1 or given.across < 1:
        parser.error("--scenes and --across are at least 1")
    print(write_district(given.out, given.seed, given.habit, given.split, given.scenes, given.across))


if __name__ == "__main__":
    sys.exit(main())
