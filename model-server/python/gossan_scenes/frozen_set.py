"""
The frozen set of the gate: windows rendered from held-apart spectra, with what is true of them, in the form of `gossan eval vision`.

    python -m gossan_scenes.frozen_set --out FOLDER [--most N]

Writes set.jsonl and pictures/*.png into FOLDER, which must not exist, whole or not at all, and prints how many questions it holds.
"""

import argparse
import json
import os
import pathlib
import shutil
from collections.abc import Iterator

import torch

from .names import load_data
from .png import write_png
from .renderer import SceneRenderer, Scenes
from .spectral_library import SpectralLibrary
from .truth import Truth

LANGUAGES = ("en", "zh")


def write_frozen_set(out: pathlib.Path, most: int | None = None) -> int:
    """
    The number of questions; `most`: no more scenes a task than so many. The same settings give the same set on one machine; another's floats may differ in the last bit.
    """
    settings = load_data("frozen")
    scenes = {task: min(count, most or count) for task, count in settings["scenes"].items()}
    partial = out.with_name(f"{out.name}.{os.getpid()}.part")
    (partial / "pictures").mkdir(parents=True)
    try:
        # Questions of one kind beside each other: the model answers prompts of one length together.
        rows = sorted(lines(settings, scenes, partial), key=lambda row: (row["task"], row["language"]))
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (partial / "set.jsonl").write_text(text, encoding="utf-8")
        os.replace(partial, out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return len(rows)


def lines(settings: dict, scenes: dict[str, int], folder: pathlib.Path) -> Iterator[dict]:
    """Questions in both languages about the first `scenes` of each task; pictures are written on the way."""
    library = SpectralLibrary.load(torch.device("cpu"), split=settings["split"])
    renderer = SceneRenderer(library, device="cpu", seed=settings["seed"])
    every = max(scenes.values())
    for first in range(0, every, settings["batch"]):
        batch = renderer.batch(settings["batch"])
        for at in range(min(settings["batch"], every - first)):
            scene = f"frozen-{first + at:03d}"
            images = write_pictures(batch, at, scene, folder)
            for task, expected in expected_of(batch.truth, at).items():
                if first + at >= scenes[task]:
                    continue
                for language in LANGUAGES:
                    yield {
                        "id": f"{scene}-{task}-{language}",
                        "image": images,
                        "views": list(batch.views),
                        "scene": scene,
                        "task": task,
                        "language": language,
                        "expected": expected,
                    }


def write_pictures(batch: Scenes, at: int, scene: str, folder: pathlib.Path) -> list[str]:
    images = []
    for view, name in enumerate(batch.views):
        images.append(f"pictures/{scene}-{name}.png")
        write_png(folder / images[-1], batch.pixels[at, view].numpy())
    return images


def expected_of(truth: Truth, at: int) -> dict:
    """What is true of a window, by task."""
    rules = load_data("truth")
    minerals = truth.names.mineral_names
    labels = [*minerals, *truth.names.types]
    fractions = truth.fractions[at].tolist()
    listed = {name: round(share, 3) for name, share in zip(minerals, fractions) if share >= rules["listed"]}
    listed = dict(sorted(listed.items(), key=lambda row: -row[1])[: rules["listed_most"]])
    share, types = truth.box_share[at], truth.alteration[at]
    largest = share[: len(minerals)].topk(rules["boxes"])
    boxes = [
        {"bbox_2d": truth.boxes[at, row].tolist(), "label": labels[row]}
        for value, row in zip(largest.values.tolist(), largest.indices.tolist())
        if value > 0
    ]
    strongest = int(types.argmax())
    alteration = [truth.names.types[strongest]] if types[strongest] >= rules["listed"] else []
    copper = round(truth.copper[at].item(), 3)
    return {
        "yesno": bool(truth.copper_yes[at]),
        "minerals": listed or "none",
        "probability": copper,
        "ground": boxes,
        "describe": {"minerals": listed or "none", "alteration": alteration, "copper": copper},
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="gossan_scenes.frozen_set", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder to make")
    parser.add_argument("--most", type=int, default=None, help="no more scenes a task than so many, for trying programs")
    given = parser.parse_args()
    print(json.dumps({"windows": write_frozen_set(given.out, given.most)}))


if __name__ == "__main__":
    main()
