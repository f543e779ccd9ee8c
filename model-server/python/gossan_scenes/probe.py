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
    """
    Scores of presence [N, M · limits] from the numbers of some views, `shown` of each (3 · tiles²); beside them projectors of the
    embedding that are learned with it, to `learned` numbers each.
    """

    def __init__(self, shown: list[int], learned: list[int], outputs: int, inputs: int = 128):
        super().__init__()
        self.projectors = torch.nn.ModuleList(torch.nn.Linear(inputs, colours) for colours in learned)
        for projector in self.projectors:
            torch.nn.init.normal_(projector.weight, 0, 0.25 / inputs**0.5)
            torch.nn.init.constant_(projector.bias, 0.5)
        self.views = torch.nn.ModuleList(
            torch.nn.Sequential(
                torch.nn.Linear(colours, hidden),
                torch.nn.GELU(),
                torch.nn.Linear(hidden, hidden),
                torch.nn.GELU(),
                torch.nn.Linear(hidden, outputs),
            )
            for colours, hidden in ((colours, hidden_width(colours)) for colours in [*shown, *learned])
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


def hidden_width(colours: int) -> int:
    """Of the perceptron that reads so many numbers of a pixel."""
    return max(SETTINGS["hidden"], SETTINGS["hidden_a_colour"] * colours)


def targets(pixels: Pixels) -> torch.Tensor:
    """[N, M · limits] of 0 and 1."""
    return torch.cat([(pixels.shares >= limit).float() for limit in SETTINGS["present"]], 1)


def train(train_set: Pixels, embedding: torch.Tensor, views: list[str], learned: list[int], steps: int, seed: int) -> Probe:
    torch.manual_seed(seed)
    wanted = targets(train_set)
    colours = [train_set.colours[view] for view in views]
    probe = Probe([of.shape[1] for of in colours], learned, wanted.shape[1], embedding.shape[1])
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


def draw_sets(views: list[str], varied: bool = False) -> dict[str, Pixels]:
    """Pixels of both splits; `varied`: those of the train split are of samples that vary about its variants."""
    counts, seeds = SETTINGS["scenes"], SETTINGS["seeds"]
    views = ["embedding", *(view for view in views if view != "embedding")]
    return {
        split: draw_pixels(split, counts[split], counts["pixels"], views, seeds[split], varied=varied and split == "train")
        for split in ("train", "held")
    }


def main() -> None:
    asked = [given.split(",") for given in sys.argv[1:] if given != "--minerals"]
    sets = draw_sets(sorted({view for views in asked for view in views}))
    print(f"{len(sets['train'].shares)} pixels of the train split, {len(sets['held'].shares)} of the held one")
    for views in asked:
        probe = train(sets["train"], sets["train"].embedding, views, [], SETTINGS["steps"], SETTINGS["seeds"]["fit"])
        scores = score(probe, [(sets[split], sets[split].embedding) for split in ("train", "held")], views)
        print(f"{sum(scores.values()) / len(scores):.3f}  {' '.join(views)}", flush=True)
        if "--minerals" in sys.argv:
            print("      " + ", ".join(f"{name} {value:.2f}" for name, value in scores.items()))


if __name__ == "__main__":
    main()
