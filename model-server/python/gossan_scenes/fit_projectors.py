"""
Fits the projectors of the views `minerals-a`, `-b`, `-c`: three colours each of the shipped embedding, chosen so that what the
views tell together of the minerals of a pixel is most (probe.py). Writes tools/spectral/views/projectors; seeded; some minutes.

    python -m gossan_scenes.fit_projectors
"""

import json

import torch

from gossan_views.files import VIEWS

from .probe import SETTINGS, draw_sets, score, train

MADE_BY = "model-server/python/gossan_scenes/fit_projectors.py"


def main() -> None:
    fit, seed = SETTINGS["fit"], SETTINGS["seeds"]["fit"]
    sets = draw_sets(fit["beside"])
    mean = sets["train"].embedding.mean(0)
    # Outputs that hardly ever stir would get weights without bound.
    spread = sets["train"].embedding.std(0) + 0.02
    inputs = {split: (pixels.embedding - mean) / spread for split, pixels in sets.items()}
    probe = train(sets["train"], inputs["train"], fit["beside"], len(fit["recipes"]), fit["steps"], seed)
    scores = score(probe, [(sets[split], inputs[split]) for split in ("train", "held")], fit["beside"])
    agreement = sum(scores.values()) / len(scores)
    print(f"mean F1 of presence on held-apart spectra: {agreement:.3f}")
    for name, projector in zip(fit["recipes"], probe.projectors):
        write(name, projector, mean, spread, agreement)


def write(name: str, projector: torch.nn.Linear, mean: torch.Tensor, spread: torch.Tensor, agreement: float) -> None:
    weights = (projector.weight.detach() / spread).T
    bias = projector.bias.detach() - mean @ weights
    counts, fit = SETTINGS["scenes"], SETTINGS["fit"]
    document = {
        "format": "gossan-projector-1",
        "name": name,
        "recipe": name,
        "trained": False,
        "about": (
            "Not trained with any vision model: fitted on pixels of rendered scenes, with a small perceptron a view whose scores add up "
            f"({', '.join([*fit['beside'], *fit['recipes']])}), to tell which minerals a pixel holds. Agreement on pixels of {counts['held']} "
            f"scenes of variants held apart: F1 of presence {agreement:.2f}, mean over the minerals. Synthetic spectra alone."
        ),
        "made_by": f"{MADE_BY}, seed {SETTINGS['seeds']['fit']}",
        "weights": [[round(value, 7) for value in row] for row in weights.tolist()],
        "bias": [round(value, 7) for value in bias.tolist()],
    }
    path = VIEWS / "projectors" / f"{name}.json"
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
