"""
Remakes the projectors and the embedding that ship with the views, from the parametric library alone.

    python -m fit_views            (in model-server/python; numpy; about two minutes on two cores)

The projectors are no learned ones: least squares to the colours of families (fit_views/colours.json), no picture and no vision
model involved. The embedding is a small perceptron trained to tell the library's entries apart.
"""

import base64
import hashlib
import json
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from fit_views.perceptron import Perceptron, train  # noqa: E402
from fit_views.spectra import PLAIN, Drawer  # noqa: E402
from gossan_views import channel_weights, embed, load_embedding, load_recipe, recipe_names  # noqa: E402
from gossan_views.files import VIEWS  # noqa: E402

SETTINGS = json.loads((pathlib.Path(__file__).parent / "settings.json").read_text(encoding="utf-8"))


def main() -> None:
    for name in recipe_names():
        recipe = load_recipe(name)
        if recipe["kind"] not in ("channels", "embedding") or fitted_elsewhere(recipe):
            continue
        rng = np.random.default_rng(SETTINGS["seed"])
        drawer = Drawer(lambda wavelengths, fwhm, recipe=recipe: channel_weights(recipe, wavelengths, fwhm))
        if recipe["kind"] == "embedding":
            write_embedding(recipe["embedding"], drawer, rng)
            embedding = load_embedding(recipe["embedding"])
            write_projector(recipe, drawer, rng, lambda channels, embedding=embedding: embed(channels, embedding))
        else:
            write_projector(recipe, drawer, rng, lambda channels: channels)


def fitted_elsewhere(recipe: dict) -> bool:
    """Its projector is made by another program, and must be made anew when the embedding was."""
    path = VIEWS / "projectors" / f"{recipe['projector']}.json"
    made_by = json.loads(path.read_text(encoding="utf-8"))["made_by"] if path.exists() else ""
    if not path.exists() or "fit_views" in made_by:
        return False
    print(f"{recipe['name']}: left as it is, made by {made_by}")
    return True


def write_projector(recipe: dict, drawer: Drawer, rng: np.random.Generator, features) -> None:
    """Ridge regression from channels (or embedding) to class colours, then one gain about mid-grey for all three."""
    settings = SETTINGS["projector"]
    train_set, check = drawer.draw(settings["draws"], rng, held=False), drawer.draw(settings["check"], rng, held=True)
    x, target = features(train_set.channels), train_set.colours
    middle, target_middle = x.mean(0), target.mean(0)
    centred = x - middle
    ridge = settings["ridge"][recipe["kind"]] * np.trace(centred.T @ centred) / x.shape[1] * np.eye(x.shape[1])
    weights = np.linalg.solve(centred.T @ centred + ridge, centred.T @ (target - target_middle))
    plain = x[train_set.label == len(drawer.names) - 1].mean(0)
    gain = settings["spread"] / (centred @ weights).std()
    weights = np.round(weights * gain, 7)
    bias = np.round(0.5 - plain @ weights, 7)
    explained = [share_explained(features(d.channels) @ weights / gain, d.colours) for d in (train_set, check)]
    about = (
        f"Not trained with any vision model. {settings['method']} Of the variance of the class colours it explains "
        f"{explained[0]:.2f} on {len(x)} draws that it was fitted to and {explained[1]:.2f} on {len(check.label)} draws "
        f"of {held_count(drawer)} variants held apart."
    )
    document = {
        "format": "gossan-projector-1",
        "name": recipe["name"],
        "recipe": recipe["name"],
        "trained": False,
        "about": about,
        "made_by": f"model-server/python/fit_views, seed {SETTINGS['seed']}",
        "weights": weights.tolist(),
        "bias": bias.tolist(),
    }
    write(VIEWS / "projectors" / f"{recipe['projector']}.json", document)
    print(f"{recipe['name']}: {about}")


def share_explained(found: np.ndarray, target: np.ndarray) -> float:
    found = found - found.mean(0)
    target = target - target.mean(0)
    return 1 - ((found - target) ** 2).sum() / (target**2).sum()


def write_embedding(name: str, drawer: Drawer, rng: np.random.Generator) -> None:
    settings = SETTINGS["embedding"]
    network = train(drawer, settings, rng)
    agreement = {
        "draws of the fitted variants": check(network, drawer, settings, rng, held=False),
        "draws of variants held apart": check(network, drawer, settings, rng, held=True),
    }
    document = {
        "format": "gossan-embedding-1",
        "name": name,
        "about": (
            f"A small perceptron, trained on synthetic spectra alone: it tells {len(drawer.names)} entries "
            "(the library's minerals, plants, water, and plain ground) apart by their dominant material; "
            "the last hidden layer is the embedding. It has seen no scene."
        ),
        "made_by": f"model-server/python/fit_views, seed {SETTINGS['seed']}",
        "agreement": agreement,
        "inputs": network.layers[0][0].shape[0],
        "least_mean": settings["least_mean"],
        "layers": [
            {"outputs": len(bias), "weights": packed(weights), "bias": packed(bias)}
            for weights, bias in network.layers
        ],
    }
    write(VIEWS / "embedding" / f"{name}.json", document)
    print(f"{name}: {json.dumps(agreement)}")


def check(network: Perceptron, drawer: Drawer, settings: dict, rng: np.random.Generator, held: bool) -> dict:
    """Share of fresh draws whose dominant entry, and whose family, the network names."""
    draws = drawer.draw(settings["check"], rng, held)
    named = network.name(draws.channels)
    families = np.array(drawer.families)
    return {
        "draws": len(named),
        "entry": round(float((named == draws.label).mean()), 3),
        "family": round(float((families[named] == families[draws.label]).mean()), 3),
        "plain ground kept plain": round(float((families[named] == PLAIN)[families[draws.label] == PLAIN].mean()), 3),
    }


def held_count(drawer: Drawer) -> int:
    return sum(ground.held for ground in drawer.grounds)


def packed(values: np.ndarray) -> str:
    """Little-endian float32 in base64."""
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode()


def write(path: pathlib.Path, document: dict) -> None:
    text = json.dumps(document, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path.name}: {len(text) / 1024:.0f} KiB, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:12]}")


main()
