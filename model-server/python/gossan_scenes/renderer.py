"""Batches of training scenes: drawn, seen through a sensor, and told the truth of, in whole-batch tensor operations."""

from contextlib import contextmanager
from dataclasses import dataclass

import torch

from gossan_views import tiles_of

from .chance import Chance
from .landscape import Landscape, draw_landscape
from .names import load_data
from .noise import noise_roots
from .rocks import Rocks, draw_rocks
from .spectra import draw_residue, endmember_spectra
from .spectral_library import SpectralLibrary
from .systems import load_systems
from .truth import Truth, TruthTeller
from .variation import Variation
from .view_plan import ViewPlans

VIEW_SIDE = 192
# Those that told most in the probe (README).
DEFAULT_VIEWS = ("minerals-48",)


@dataclass(frozen=True)
class Ground:
    """Drawn scenes before they are seen. spectra: [n, ENDMEMBERS, bands] as measured; offset: [n, bands]; noise, stripes: [n]."""

    rocks: Rocks
    landscape: Landscape
    sensor: torch.Tensor
    spectra: torch.Tensor
    offset: torch.Tensor
    noise: torch.Tensor
    noise_shape: torch.Tensor
    stripes: torch.Tensor


@dataclass(frozen=True)
class Scenes:
    """pixels: uint8 [n, V, 3, 192, 192], fill 128; views: their names; truth of the same n scenes."""

    pixels: torch.Tensor
    views: tuple[str, ...]
    truth: Truth


class SceneRenderer:
    """Draws scenes one after the other from a seed; the same seed, device and batch sizes give the same scenes."""

    def __init__(self, library: SpectralLibrary, views=DEFAULT_VIEWS, device: str | torch.device = "cpu", seed: int = 0, varied: bool = False):
        """
        `varied`: samples vary about the library's variants and the plain ground may hold minerals, as in training. Raises ValueError for a view that is no recipe, MissingBands for one that a sensor cannot show.
        """
        self.library = library
        self.views = tuple(views)
        self.settings = load_data("draws")
        self.side = self.settings["side"]
        self.chance = Chance(device, seed)
        self.variation = Variation(library, self.settings["variation"]) if varied else None
        self.systems = load_systems(library.names, device)
        self.plans = ViewPlans(list(views), library.sensors, device)
        self.shapes = self.settings["sensor"]["noise_shapes"]
        self.roots = noise_roots(self.plans.linear_exact, library.sensors, self.shapes, device)
        self.sensor_weights = torch.tensor([sensor.weight for sensor in library.sensors], device=device)
        self.teller = TruthTeller(library, device)

    def batch(self, n: int) -> Scenes:
        with torch.no_grad(), exact_products(), torch.autocast(self.chance.device.type, enabled=False):
            ground = self.draw(n)
            colours = self.plans.draw(self.linear_parts(ground), ground.landscape.fill)
            pictures = [self.enlarge(of, tiles_of(plan.recipe)) for of, plan in zip(colours, self.plans.plans)]
            return Scenes(torch.stack(pictures, 1), self.views, self.teller.tell(ground, self.side))

    def draw(self, n: int) -> Ground:
        """n scenes: what lies where, and with which spectra it is seen."""
        chance, settings = self.chance, self.settings
        rocks = draw_rocks(chance, n, self.systems, self.library, settings["rocks"], settings["ground"] if self.variation else None)
        landscape = draw_landscape(chance, rocks.first, self.systems, settings)
        sensor = chance.choose(self.sensor_weights, n)
        factor, offset = draw_residue(
            chance, self.library.wavelengths[sensor], settings["light"]["scale"], settings["atmosphere"]
        )
        spectra = endmember_spectra(chance, rocks, self.library, sensor, settings, self.variation) * factor[:, None]
        rules = settings["sensor"]
        stripes = chance.between(rules["stripes"], n) * chance.happens(rules["stripes_chance"], n)
        return Ground(
            rocks=rocks,
            landscape=landscape,
            sensor=sensor,
            spectra=spectra,
            offset=offset,
            noise=chance.log_between(rules["noise"], n),
            noise_shape=chance.below(len(self.shapes), n),
            stripes=stripes,
        )

    def linear_parts(self, ground: Ground, noisy: bool = True) -> torch.Tensor:
        """[n, L, P]: what the pixels' spectra are in the linear parts of all views."""
        linear = self.plans.linear[ground.sensor].transpose(1, 2)
        lit = ground.landscape.shares * ground.landscape.light[:, None]
        parts = torch.baddbmm(linear @ ground.offset[:, :, None], linear @ ground.spectra.transpose(1, 2), lit)
        if not noisy:
            return parts
        n, size, pixels = parts.shape
        root = self.roots[ground.sensor * len(self.shapes) + ground.noise_shape] * ground.noise[:, None, None]
        white = self.chance.normal(n, size, self.side, self.side)
        white += self.chance.normal(n, size, 1, self.side) * ground.stripes[:, None, None, None]
        return torch.baddbmm(parts, root, white.view(n, size, pixels))

    def cubes(self, ground: Ground) -> torch.Tensor:
        """[n, side, side, bands] reflectance without noise, NaN at fill: what the views stand for. For tests; large."""
        lit = (ground.landscape.shares * ground.landscape.light[:, None]).transpose(1, 2)
        cube = lit @ ground.spectra + ground.offset[:, None]
        cube[ground.landscape.fill] = torch.nan
        return cube.view(len(cube), self.side, self.side, -1)

    def enlarge(self, colours: torch.Tensor, tiles: int) -> torch.Tensor:
        """[n, 3 · tiles², P] to [n, 3, 192, 192], pixel by pixel; the tiles take turns within each."""
        times, side = VIEW_SIDE // self.side // tiles, self.side
        small = colours.view(-1, tiles, tiles, 3, side, 1, side, 1).permute(0, 3, 4, 5, 1, 6, 7, 2)
        return small.expand(-1, -1, -1, times, -1, -1, times, -1).reshape(-1, 3, VIEW_SIDE, VIEW_SIDE)


@contextmanager
def exact_products():
    """Full float32 products: with shortened ones a view would differ from the one that is shown to a user."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
