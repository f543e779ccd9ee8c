"""
How much do views tell of single pixels? A small perceptron a view, trained on the train split, scored on the held one.

    python -m gossan_scenes.probe alteration-depths,embedding,iron …     (sets of views, comma-separated; mean F1 of presence)
"""

import sys

import torch

from .names import load_data
from .pixels import Pixels, draw_pixels

SETTINGS = load_data("probe")


class Probe(torch.nn.Module):
    """Scores of presence [N, M · limits] from the colours of some views [N, 3] each; `learned` projectors of the embedding beside them."""

    def __init__(self, shown: int, learned: int, outputs: int, inputs: int = 128):
        super().__init__()
        hidden = SETTINGS["hidden"]
        self.projectors = torch.nn.ModuleList(torch.nn.Linear(inputs, 3) for _ in range(learned))
        for projector in self.projectors:
            torch.nn.init.normal_(projector.weight, 0, 0.25 / inputs**0.5)
            torch.nn.init.constant_(projector.bias, 0.5)
        self.views = torch.nn.ModuleList(
            torch.nn.Sequential(
                torch.nn.Linear(3, hidden),
                torch.nn.GELU(),
                torch.nn.Linear(hidden, hidden),
                torch.nn.GELU(),
                torch.nn.Linear(hidden, outputs),
            )
            for _ in range(shown + learned)
        )

    def forward(self, colours: list[torch.Tensor], embedding: torch.Tensor) -> torch.Tensor:
        projected = [self.colour(projector(embedding)) for projector in self.projectors]
        # About -2 to 2, where the perceptrons start.
        return sum(view(values * 4 - 2) for view, values in zip(self.views, [*colours, *projected]))

    def colour(self, values: torch.Tensor) -> torch.Tensor:
        """As shown, in eight bits; while fitting with a slope everywhere and jitter."""
        shown = values.clamp(0, 1)
        if not self.training:
            return (shown * 255).round() / 255
        fit = SETTINGS["fit"]
        return shown + fit["leak"] * (values - shown).tanh() + fit["jitter"] * torch.randn_like(values)


def targets(pixels: Pixels) -> torch.Tensor:
    """[N, M · limits] of 0 and 1."""
    return torch.cat([(pixels.shares >= limit).float() for limit in SETTINGS["present"]], 1)


def train(train_set: Pixels, embedding: torch.Tensor, views: list[str], learned: int, steps: int, seed: int) -> Probe:
    torch.manual_seed(seed)
    wanted = targets(train_set)
    colours = [train_set.colours[view] for view in views]
    probe = Probe(len(views), learned, wanted.shape[1], embedding.shape[1])
    optimiser = torch.optim.AdamW(probe.parameters(), weight_decay=SETTINGS["decay"])
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, SETTINGS["rate"], steps)
    for _ in range(steps):
        some = torch.randint(len(wanted), (SETTINGS["batch"],))
        scores = probe([of[some] for of in colours], embedding[some])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, wanted[some])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rate.step()
    return probe.eval()


def score(probe: Probe, sets: list[tuple[Pixels, torch.Tensor]], views: list[str]) -> dict[str, float]:
    """F1 of presence of each mineral on the second set (held), at the threshold that is best on the first (train)."""
    found = []
    for pixels, embedding in sets:
        with torch.no_grad():
            chances = probe([pixels.colours[view] for view in views], embedding).sigmoid()
        count = len(pixels.minerals)
        found.append((chances[:, :count], targets(pixels)[:, :count]))
    (chances, wanted), (held, held_wanted) = found
    scores = {}
    for m, name in enumerate(sets[0][0].minerals):
        if held_wanted[:, m].sum() >= SETTINGS["least_pixels"]:
            best = max(SETTINGS["thresholds"], key=lambda limit: f1(chances[:, m] > limit, wanted[:, m]))
            scores[name] = f1(held[:, m] > best, held_wanted[:, m])
    return scores


def f1(named: torch.Tensor, wanted: torch.Tensor) -> float:
    return float(2 * (named * wanted).sum() / (named.sum() + wanted.sum()).clamp_min(1))


def draw_sets(views: list[str]) -> dict[str, Pixels]:
    counts, seeds = SETTINGS["scenes"], SETTINGS["seeds"]
    views = ["embedding", *(view for view in views if view != "embedding")]
    return {split: draw_pixels(split, counts[split], counts["pixels"], views, seeds[split]) for split in ("train", "held")}


def main() -> None:
    asked = [given.split(",") for given in sys.argv[1:] if given != "--minerals"]
    sets = draw_sets(sorted({view for views in asked for view in views}))
    print(f"{len(sets['train'].shares)} pixels of the train split, {len(sets['held'].shares)} of the held one")
    for views in asked:
        probe = train(sets["train"], sets["train"].embedding, views, 0, SETTINGS["steps"], SETTINGS["seeds"]["fit"])
        scores = score(probe, [(sets[split], sets[split].embedding) for split in ("train", "held")], views)
        print(f"{sum(scores.values()) / len(scores):.3f}  {' '.join(views)}", flush=True)
        if "--minerals" in sys.argv:
            print("      " + ", ".join(f"{name} {value:.2f}" for name, value in scores.items()))


if __name__ == "__main__":
    main()
