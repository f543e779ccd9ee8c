"""The baseline that looks at spectra instead of pictures: each pixel is the library's nearest spectrum."""

import torch
from gossan_scenes import SceneRenderer, SpectralLibrary

from .measures import Presence



@torch.no_grad()
def nearest_library(views: list[str], device, split: str, seed: int, scenes: int, least: float) -> dict:
    """
    F1 of mineral presence for the nearest spectrum by spectral angle (Kruse et al. 1993) to the training variants, on the
    scenes' own pixel spectra without noise, at all bands of the sensor: more than the model gets to see. A mineral is
    present when `least` of the valid pixels are nearest to one of its variants.
    """
    renderer = SceneRenderer(SpectralLibrary.load(device, split=split), views=views, device=device, seed=seed)
    known = SpectralLibrary.load(device, split="train")
    names = known.names.mineral_names
    owner = torch.full((known.hull.shape[1],), -1, device=device)
    for mineral, (row, number) in enumerate(zip(known.table, known.counts.tolist())):
        owner[row[:number]] = mineral
    references = known.hull * torch.exp(-known.optical)
    found = Presence()
    for _ in range(0, scenes, 8):
        ground = renderer.draw(8)
        truth = renderer.teller.tell(ground, renderer.side)
        cubes = renderer.cubes(ground).flatten(1, 2)
        for at in range(len(cubes)):
            unit = torch.nn.functional.normalize(references[ground.sensor[at]], dim=-1)
            pixels = cubes[at][truth.pixel_valid[at]]
            if not len(pixels):
                continue
            nearest = owner[(torch.nn.functional.normalize(pixels, dim=-1) @ unit.T).argmax(-1)]
            shares = torch.bincount(nearest[nearest < len(names)], minlength=len(names)).float() / len(pixels)
            found.add(listed(shares, names, least), listed(truth.fractions[at], names, least))
    return {**found.figures(), "scenes": scenes, "on": "pixel spectra without noise, all bands"}


def listed(shares: torch.Tensor, names: list[str], least: float) -> dict[str, float]:
    return {name: share for name, share in zip(names, shares.tolist()) if share >= least}
