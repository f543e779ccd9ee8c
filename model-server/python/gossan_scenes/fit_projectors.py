"""
Projectors of the views that show the embedding (probe.json, `fit`). Sets of views with three numbers each are fitted so that what
they tell together of the minerals of a pixel is most (probe.py); views of many numbers show principal components. Writes
tools/spectral/views/projectors; seeded; some minutes.

    python -m gossan_scenes.fit_projectors RECIPE …     (of these recipes, and of those that are shown with them)
"""

import json
import sys

import torch

from gossan_views import load_recipe, tiles_of
from gossan_views.files import VIEWS

from .pixels import draw_pixels
from .probe import SETTINGS, draw_sets, score, train

MADE_BY = "model-server/python/gossan_scenes/fit_projectors.py"


def standardised(embedding: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and spread [128]. Outputs that hardly ever stir would get weights without bound."""
    return embedding.mean(0), embedding.std(0) + 0.02


def fit(recipes: list[str]) -> None:
    """Fits and writes the projectors of one set of views of three numbers."""
    rules, seed = SETTINGS["fit"], SETTINGS["seeds"]["fit"]
    sets = draw_sets(rules["beside"])
    mean, spread = standardised(sets["train"].embedding)
    inputs = {split: (pixels.embedding - mean) / spread for split, pixels in sets.items()}
    probe = train(sets["train"], inputs["train"], rules["beside"], [3] * len(recipes), rules["steps"], seed)
    scores = score(probe, [(sets[split], inputs[split]) for split in ("train", "held")], rules["beside"])
    agreement = sum(scores.values()) / len(scores)
    about = (
        "fitted on pixels of rendered scenes, with a small perceptron a view whose scores add up "
        f"({', '.join([*rules['beside'], *recipes])}), to tell which minerals a pixel holds. Agreement on pixels of {SETTINGS['scenes']['held']} "
        f"scenes of variants held apart: F1 of presence {agreement:.2f}, mean over the minerals."
    )
    for name, projector in zip(recipes, probe.projectors):
        write(name, projector.weight.detach().T, projector.bias.detach(), mean, spread, about, seed)


def components(recipe: str, scenes: int, deviations: float) -> None:
    """Writes the projector of a view that shows the first 3 · tiles² principal components, the first one in the first tile."""
    pixels = draw_pixels("train", scenes, SETTINGS["scenes"]["pixels"], ["embedding"], SETTINGS["seeds"]["train"], varied=True)
    mean, spread = standardised(pixels.embedding)
    inputs = (pixels.embedding - mean) / spread
    variance, vectors = torch.linalg.eigh(inputs.T.double() @ inputs.double() / len(inputs))
    count = 3 * tiles_of(load_recipe(recipe)) ** 2
    kept = variance.flip(0)[:count]
    weights = vectors.flip(1)[:, :count] / kept.sqrt() / (2 * deviations)
    about = (
        f"the first {count} principal components of the embedding's standardised outputs over {len(inputs)} pixels of rendered scenes "
        f"whose samples vary, {deviations} standard deviations to either side of the mean shown from 0 to 1; they hold "
        f"{100 * kept.sum() / variance.sum():.1f} % of the variance."
    )
    write(recipe, weights.float(), torch.full((count,), 0.5), mean, spread, about, SETTINGS["seeds"]["train"])


def write(name: str, weights: torch.Tensor, bias: torch.Tensor, mean: torch.Tensor, spread: torch.Tensor, about: str, seed: int) -> None:
    """`weights` [128, colours] and `bias` are of standardised inputs; the file's are of the embedding itself."""
    weights = weights / spread[:, None]
    bias = bias - mean @ weights
    document = {
        "format": "gossan-projector-1",
        "name": name,
        "recipe": name,
        "trained": False,
        "about": f"Not trained with any vision model: {about} Synthetic spectra alone.",
        "made_by": f"{MADE_BY}, seed {seed}",
        "weights": [[round(value, 7) for value in row] for row in weights.tolist()],
        "bias": [round(value, 7) for value in bias.tolist()],
    }
    path = VIEWS / "projectors" / f"{name}.json"
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB. {document['about']}")


def main() -> None:
    asked, rules = set(sys.argv[1:]), SETTINGS["fit"]
    for views in rules["sets"]:
        if not asked or asked & set(views):
            fit(views)
    for recipe in rules["components"]["recipes"]:
        if not asked or recipe in asked:
            components(recipe, rules["components"]["scenes"], rules["components"]["deviations"])


if __name__ == "__main__":
    main()
