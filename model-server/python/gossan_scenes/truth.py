"""What is true of a window: told from the shares of minerals in its pixels by data/truth.json and the program's own rules."""

from dataclasses import dataclass

import torch

from .boxes import robust_boxes
from .favourability import COPPER, Favourability
from .names import Names, load_data
from .rocks import GREEN, WATER
from .spectral_library import SpectralLibrary
from .typing_rules import TypingRules, masks_of_types
from .zoning import places

# Side of a cell in ground pixels: one patch of the vision model.
CELL = 4


@dataclass(frozen=True)
class Truth:
    """
    Of n windows; M minerals and T alteration types in the order of `names`. All shares are of the valid ground.

    fractions [n, M]: share of the ground; alteration [n, T]: share of the pixels of each type; copper [n]: mean favourability,
    0..1; copper_yes [n]: copper-related alteration is there. boxes [n, M + T, 4]: x0 y0 x1 y1, 0..1000 of the view; box_share [n, M + T]:
    share of the window's pixels in it, 0 for no box. largest [n, 2]: the two largest minerals (-1: less than `listed`);
    place [n, 2]: their places (zoning.PLACES). confidence [n]: tenths, 1..9. valid [n]: share of the window that is
    valid. cells [n, M, 12, 12]: share of each mineral in each cell of 4 × 4 pixels (a patch of 16 view pixels), 0 where
    not valid. kind [n]: index of the first system's kind. pixel_type [n, P] (T: none) and pixel_valid [n, P].
    """

    names: Names
    fractions: torch.Tensor
    alteration: torch.Tensor
    copper: torch.Tensor
    copper_yes: torch.Tensor
    boxes: torch.Tensor
    box_share: torch.Tensor
    largest: torch.Tensor
    place: torch.Tensor
    confidence: torch.Tensor
    valid: torch.Tensor
    cells: torch.Tensor
    kind: torch.Tensor
    pixel_type: torch.Tensor
    pixel_valid: torch.Tensor

    def __len__(self) -> int:
        return len(self.copper)


class TruthTeller:
    """Holds the rules on a device."""

    def __init__(self, library: SpectralLibrary, device):
        self.names = library.names
        self.rules = load_data("truth")
        self.side = load_data("draws")["side"]
        self.typing = TypingRules(library, self.rules, device)
        self.favourability = Favourability(self.names, self.typing, self.side, device)
        weights = [COPPER["type_weight"].get(name, 0.0) for name in self.names.types]
        self.copper_types = torch.tensor([w >= self.rules["copper_types"] for w in weights], device=device).float()
        copper = [name in self.rules["copper_minerals"] for name in self.names.mineral_names]
        self.copper_minerals = torch.tensor(copper, device=device).float()

    def tell(self, ground, side: int) -> Truth:
        """The truth of drawn scenes (renderer.Ground)."""
        shares, light, fill = ground.landscape.shares, ground.landscape.light, ground.landscape.fill
        rules, n = self.rules, len(shares)
        limit = rules["valid"]
        hidden = (shares[:, GREEN] > limit["most_green"]) | (shares[:, WATER] > limit["most_water"])
        valid = ~(fill | hidden | (light < limit["least_light"]))
        by_mineral = ground.rocks.composition.transpose(1, 2) @ shares * valid[:, None]
        count = valid.sum(1).clamp_min(1)

        named, iron, depth, deepest = self.typing.assemblage(by_mineral)
        types = self.typing.types(named, iron, depth).masked_fill(~valid, len(self.names.types))
        is_type = masks_of_types(types, len(self.names.types))
        score = self.favourability.score(types, is_type, named, iron, depth, deepest, valid)
        mean = by_mineral.sum(2) / count[:, None]
        alteration = is_type.sum(2) / count[:, None]

        masks = torch.cat([by_mineral >= rules["box_share"], is_type], 1).view(n, -1, side, side)
        box_share = masks.float().mean((2, 3))
        box_share = torch.where(box_share >= rules["box_least"], box_share, torch.zeros_like(box_share))
        boxes = (robust_boxes(masks, rules["box_margin"]) * (1000 / side)).round().long()
        boxes = boxes * (box_share > 0)[..., None]

        value, largest = mean.topk(2, 1)
        of_largest = by_mineral.gather(1, largest[:, :, None].expand(-1, -1, by_mineral.shape[2]))
        place = places(of_largest.view(n, 2, side, side), rules["zoning"])
        copper_yes = (alteration @ self.copper_types >= rules["copper_yes"]) | (
            mean @ self.copper_minerals >= rules["copper_mineral_yes"]
        )
        return Truth(
            names=self.names,
            fractions=mean,
            alteration=alteration,
            copper=score.sum(1) / count,
            copper_yes=copper_yes,
            boxes=boxes,
            box_share=box_share,
            largest=largest.masked_fill(value < rules["listed"], -1),
            place=place,
            confidence=self.confidence(ground, valid, count),
            valid=valid.float().mean(1),
            cells=torch.nn.functional.avg_pool2d(by_mineral.view(n, -1, side, side), CELL),
            kind=ground.rocks.first,
            pixel_type=types,
            pixel_valid=valid,
        )

    def confidence(self, ground, valid: torch.Tensor, count: torch.Tensor) -> torch.Tensor:
        """Tenths, 1 to 9 (truth.json, `confidence`); the signal is the light on valid ground at a reflectance of a third."""
        shares = ground.landscape.shares
        bare = ((1 - shares[:, GREEN : WATER + 1].sum(1)) * valid).sum(1) / count
        light = (ground.landscape.light * valid).sum(1) / count / 3
        noise = self.rules["confidence"]["snr_half"] * ground.noise * (1 + ground.stripes)
        clear = light / (light + noise)
        return (10 * valid.float().mean(1) * bare * clear).round().clamp(1, 9).long()
