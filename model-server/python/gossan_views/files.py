"""Recipes, rules, projectors and embedding weights, read where the TypeScript engine keeps them."""

import base64
import hashlib
import json
import pathlib
from dataclasses import dataclass

import numpy as np

VIEWS = pathlib.Path(__file__).resolve().parents[3] / "tools" / "spectral" / "views"


@dataclass(frozen=True)
class Band:
    """One band of a recipe: everything from centre - width/2 to centre + width/2, in µm."""

    name: str
    centre_um: float
    width_um: float


@dataclass(frozen=True)
class Projector:
    """Colours = inputs @ weights + bias; weights [N, 3], bias [3]. `recipe` is the one that it was made for."""

    name: str
    recipe: str
    weights: np.ndarray
    bias: np.ndarray
    sha256: str


@dataclass(frozen=True)
class Embedding:
    """A small perceptron: (weights [in, out], bias [out]) a layer, each followed by max(0, x)."""

    name: str
    least_mean: float
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]
    sha256: str


def recipe_names(folder: pathlib.Path = VIEWS) -> list[str]:
    return sorted(path.stem for path in (folder / "recipes").glob("*.json"))


def load_recipe(name: str, folder: pathlib.Path = VIEWS) -> dict:
    """A recipe as its file has it, with `bands` spelled out as a list of :class:`Band`."""
    if name not in recipe_names(folder):
        raise ValueError(f'there is no recipe "{name}"; there are {", ".join(recipe_names(folder))}')
    recipe = json.loads((folder / "recipes" / f"{name}.json").read_text(encoding="utf-8"))
    bands = recipe["bands"]
    if isinstance(bands, dict):
        first, last, count = bands["first_um"], bands["last_um"], bands["count"]
        centres = [first + (last - first) * at / (count - 1) for at in range(count)]
        bands = [{"name": f"{centre:.4f}", "centre_um": centre, "width_um": bands["width_um"]} for centre in centres]
    recipe["bands"] = [Band(**band) for band in bands]
    return recipe


def load_rules(folder: pathlib.Path = VIEWS) -> dict:
    return json.loads((folder / "rules.json").read_text(encoding="utf-8"))


def load_projector(path: pathlib.Path) -> Projector:
    data = path.read_bytes()
    found = json.loads(data)
    return Projector(
        name=found["name"],
        recipe=found["recipe"],
        weights=np.asarray(found["weights"], dtype=np.float64),
        bias=np.asarray(found["bias"], dtype=np.float64),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def load_embedding(name: str, folder: pathlib.Path = VIEWS) -> Embedding:
    data = (folder / "embedding" / f"{name}.json").read_bytes()
    found = json.loads(data)
    layers = []
    inputs = found["inputs"]
    for layer in found["layers"]:
        weights = floats(layer["weights"]).reshape(inputs, layer["outputs"])
        layers.append((weights, floats(layer["bias"])))
        inputs = layer["outputs"]
    return Embedding(found["name"], found["least_mean"], tuple(layers), hashlib.sha256(data).hexdigest())


def floats(text: str) -> np.ndarray:
    """Little-endian float32 in base64."""
    return np.frombuffer(base64.b64decode(text), dtype="<f4").astype(np.float64)
