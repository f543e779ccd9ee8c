"""Agreement on windows of a semi-real Cuprite cube (tools/make_semireal_cuprite.py of the shared folder), which was never trained on."""

import collections
import csv
import json
import pathlib
import re

import numpy as np
import torch
from gossan_library import load_entries, render
from gossan_scenes.favourability import COPPER
from gossan_scenes.names import load_data, load_names
from PIL import Image

from gossan_views import render_view

from .answers import read_alteration, read_minerals
from .configuration import HERE, SIZES
from .evaluate import LONGEST, mineral_figures, rounded
from .generate import Reading, answer
from .measures import Presence, auc
from .nearest import listed
from .tokens import Tokens, prompt

TABLE = json.loads((HERE / "cuprite.json").read_text(encoding="utf-8"))


class Cube:
    """reflectance [H, W, bands], wavelengths in µm, and the classes' names by pixel of both groups [2, H, W]."""

    def __init__(self, path: pathlib.Path):
        head = path.with_suffix(".hdr").read_text(encoding="utf-8")

        def number(key: str) -> int:
            return int(re.search(rf"^{key}\s*=\s*(\d+)", head, re.M)[1])

        lines, samples, bands = number("lines"), number("samples"), number("bands")
        raw = np.fromfile(path.with_suffix(".img"), "<i2").reshape(lines, bands, samples)
        self.reflectance = raw.transpose(0, 2, 1).astype(np.float32) / number("reflectance scale factor")
        listed = re.search(r"wavelength\s*=\s*\{([^}]*)\}", head, re.S)[1]
        self.wavelengths = np.array([float(at) for at in listed.split(",")])
        # The header has no widths; AVIRIS's bands are as wide as they are apart.
        self.fwhm = np.full(bands, np.median(np.diff(np.sort(self.wavelengths))))
        with open(path.with_name(f"{path.stem}_classes.csv"), encoding="utf-8") as handle:
            names = {(row["group"], int(row["index"])): row["class"] for row in csv.DictReader(handle)}
        labels = [np.fromfile(path.with_name(f"{path.stem}_{group}.img"), "u1").reshape(lines, samples) for group in ("g1", "g2")]
        self.classes = [np.vectorize(lambda at, group=group: names[group, at])(label) for group, label in zip(("g1", "g2"), labels)]

    def windows(self, side: int):
        """Corners x, y of the windows side by side."""
        lines, samples = self.reflectance.shape[:2]
        return [(x, y) for y in range(0, lines - side + 1, side) for x in range(0, samples - side + 1, side)]


def truth_of(cube: Cube, x: int, y: int, side: int) -> tuple[dict[str, float], str | None, bool, float]:
    """Shares of minerals of 3 % or more, the most frequent alteration type, copper-related or not, share of labelled pixels."""
    rules, copper = load_data("truth"), copper_types()
    minerals, types = collections.Counter(), collections.Counter()
    for group in cube.classes:
        for name, pixels in collections.Counter(group[y : y + side, x : x + side].ravel().tolist()).items():
            row = TABLE["classes"].get(name)
            if row is None:
                continue
            for mineral in row["minerals"]:
                minerals[mineral] += pixels / len(row["minerals"]) / side**2
            if row["type"] and group is cube.classes[1]:
                types[row["type"]] += pixels / side**2
    labelled = float((cube.classes[1][y : y + side, x : x + side] != "none").mean())
    kind = types.most_common(1)[0][0] if types else None
    yes = sum(share for name, share in types.items() if name in copper) >= rules["copper_yes"]
    return {name: share for name, share in minerals.items() if share >= rules["listed"]}, kind, yes, labelled


def copper_types() -> set[str]:
    return {name for name, weight in COPPER["type_weight"].items() if weight >= load_data("truth")["copper_types"]}


def nearest_in(cube: Cube, x: int, y: int, side: int) -> dict[str, float]:
    """The window's minerals by the nearest library spectrum of each pixel (spectral angle, all bands outside of water vapour)."""
    good = ((cube.wavelengths < 1.34) | (cube.wavelengths > 1.45)) & ((cube.wavelengths < 1.8) | (cube.wavelengths > 1.98))
    library = load_entries()
    names, spectra = [], []
    for mineral in load_names().minerals:
        for entry in mineral.entries:
            for variant in library[entry].variants:
                names.append(mineral.name)
                spectra.append(render(variant, cube.wavelengths)[good])
    unit = np.array(spectra) / np.linalg.norm(spectra, axis=1, keepdims=True)
    pixels = cube.reflectance[y : y + side, x : x + side].reshape(-1, len(good))[:, good]
    pixels = pixels / np.linalg.norm(pixels, axis=1, keepdims=True).clip(1e-6)
    found = collections.Counter(names[at] for at in (pixels @ unit.T.astype(np.float32)).argmax(1))
    known = load_names().mineral_names
    return listed(torch.tensor([found[name] / len(pixels) for name in known]), known, load_data("truth")["listed"])


class EngineMap:
    """What `gossan map` of the cube left in a folder: the class of each pixel in both groups, in the words of the model."""

    def __init__(self, folder: pathlib.Path):
        words = {entry: mineral.name for mineral in load_names().minerals for entry in mineral.entries}
        with open(folder / "classes.csv", encoding="utf-8") as handle:
            rows = list(csv.DictReader(handle))
        self.named = {int(row["index"]): [words[one] for one in row["members"].split("+") if one in words] for row in rows}
        self.classes = [np.asarray(Image.open(folder / f"{group}.tif")) for group in ("vnir", "swir")]

    def window(self, x: int, y: int, side: int) -> dict[str, float]:
        """Shares of minerals of 3 % or more; those of a mixture have equal parts, as in the truth."""
        shares = collections.Counter()
        for group in self.classes:
            for index, pixels in collections.Counter(group[y : y + side, x : x + side].ravel().tolist()).items():
                for name in self.named.get(index, ()):
                    shares[name] += pixels / len(self.named[index]) / side**2
        return {name: share for name, share in shares.items() if share >= load_data("truth")["listed"]}


@torch.no_grad()
def report_cuprite(model, tokens: Tokens, views: list[str], device, path: pathlib.Path, out: pathlib.Path | None, map_folder: pathlib.Path | None = None) -> dict:
    """
    Asks about every window of the cube of which half is labelled; prints the figures and writes them as JSON. `map_folder`: a map of
    the cube by `gossan map`, for the spectral engine's figure on the same windows.
    """
    cube, side = Cube(path), SIZES["view"]["window_pixels"]
    kept = [(x, y) for x, y in cube.windows(side) if truth_of(cube, x, y, side)[3] >= TABLE["least_labelled"]]
    truths = [truth_of(cube, x, y, side) for x, y in kept]
    pixels = torch.stack([pixels_of(cube, x, y, side, views) for x, y in kept]).to(device)
    scores = ask(model, tokens, views, pixels, "copper", None)
    difference = scores[:, tokens.one("Yes")] - scores[:, tokens.one("No")]
    copper = torch.tensor([yes for _, _, yes, _ in truths])
    said = ask(model, tokens, views, pixels, "minerals", LONGEST["minerals"])
    pairs = [(text, ", ".join(f"{name} {share:.0%}" for name, share in true.items())) for text, (true, *_) in zip(said, truths)]
    kinds = [kind for _, kind, _, _ in truths]
    described = ask(model, tokens, views, pixels, "describe", LONGEST["describe"])
    near = Presence()
    for (x, y), (true, *_) in zip(kept, truths):
        near.add(nearest_in(cube, x, y, side), true)
    engine, drawn = Presence(), EngineMap(map_folder) if map_folder else None
    for (x, y), (true, *_) in zip(kept, truths) if drawn else ():
        engine.add(drawn.window(x, y, side), true)
    found = {
        "windows": len(kept),
        "minerals": {**mineral_figures(pairs), "nearest": near.figures(), **({"engine": engine.figures()} if drawn else {})},
        "alteration": sum(read_alteration(text) == kind for text, kind in zip(described, kinds)) / len(kinds),
        "alteration_majority": collections.Counter(kinds).most_common(1)[0][1] / len(kinds),
        "copper": {
            "auc": auc(difference.cpu(), copper),
            "agreement": ((difference.cpu() > 0) == copper).float().mean().item(),
            "yes_share": copper.float().mean().item(),
        },
        "said": [{"window": [x, y, side, side], "minerals": sorted(read_minerals(text))} for (x, y), text in zip(kept, said)][:8],
        "note": "Agreement with the reference map that the semi-real cube was made from; shapes of absorptions are laboratory ones.",
    }
    print(json.dumps(rounded(found), indent=1, ensure_ascii=False))
    if out:
        out.write_text(json.dumps(rounded(found), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return found


def pixels_of(cube: Cube, x: int, y: int, side: int, views: list[str]) -> torch.Tensor:
    """uint8 [V, 3, 192, 192] of one window, by the program's own views."""
    window = cube.reflectance[y : y + side, x : x + side]
    size = SIZES["view"]["pixels"]
    drawn = [render_view(window, cube.wavelengths, cube.fwhm, view, size=size).image for view in views]
    return torch.from_numpy(np.stack(drawn)).permute(0, 3, 1, 2).contiguous()


def ask(model, tokens: Tokens, views: list[str], pixels: torch.Tensor, task: str, most: int | None):
    """Asks one question, in its first English wording, about every window: logits of the first token, or texts."""
    question = load_data("questions")["tasks"][task]["en"][0]
    ids = torch.tensor(tokens.encode(prompt(views, question)), device=pixels.device)
    found = []
    for part in pixels.split(32):
        n = len(part)
        order = torch.arange(len(views), device=pixels.device).expand(n, -1)
        reading = Reading(model, part, ids.expand(n, -1), torch.full((n,), len(ids), device=pixels.device), order)
        if most is None:
            found.append(reading.logits)
        else:
            found += [tokens.decode(row) for row in answer(reading, tokens.special["<|im_end|>"], most)]
    return torch.cat(found) if most is None else found
