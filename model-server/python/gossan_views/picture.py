"""Whole views: twin of tools/spectral/views/{area-mean,stretch,render-view}.ts."""

import math
import pathlib
from dataclasses import dataclass

import numpy as np

from .arrays import like, namespace
from .colour import band_depths, embed, project
from .files import VIEWS, Projector, load_embedding, load_projector, load_recipe, load_rules
from .resample import channel_weights, resample


@dataclass(frozen=True)
class View:
    """
    `values` [..., 3], 0..1 before quantisation; `image` the same in 8 bits (numpy); `valid` false at fill. Of a list of spectra
    a tiled recipe gives all tiles' colours, [N, 3 · tiles²].
    """

    values: object
    image: np.ndarray
    valid: object
    low: tuple[float, float, float]
    high: tuple[float, float, float]


def render_view(
    reflectance,
    wavelengths,
    fwhm,
    recipe: str | dict,
    good=None,
    projector: Projector | pathlib.Path | None = None,
    size: int | None = None,
) -> View:
    """
    Draws reflectance [N, bands] or [H, W, bands] (0..1, NaN for fill) by a recipe.
    A picture's longer side becomes `size` view pixels, the recipe's own where it is left out; a list keeps its length.
    """
    recipe = load_recipe(recipe) if isinstance(recipe, str) else recipe
    rules = load_rules()
    channels = resample(reflectance, channel_weights(recipe, wavelengths, fwhm, good))
    shape = view_shape(channels.shape[:-1], size or recipe["size"]) if channels.ndim == 3 else channels.shape[:-1]
    grid = tuple(min(have, want) for have, want in zip(channels.shape[:-1], shape))
    if grid != tuple(channels.shape[:-1]):
        channels = area_mean(channels, grid, rules["least_valid"])
    colours = to_three(channels, recipe, projector)
    values, valid, low, high = paint(colours, recipe, shape)
    plain = values if isinstance(values, np.ndarray) else values.detach().cpu().numpy()
    image = np.floor(plain * 255 + 0.5).astype(np.uint8)
    return View(values, image, valid, tuple(map(float, low)), tuple(map(float, high)))


def paint(colours, recipe: dict, shape) -> tuple:
    """
    Three numbers a cell [..., 3] (3 · tiles² of a tiled recipe), NaN for fill, to values 0..1 of a view of `shape`: stretched, fill
    in grey, each cell as many view pixels as it covers, its tiles in turn. Also what is valid, and the stretch's limits. Gradients pass, but not through the limits.
    """
    xp = namespace(colours)
    grid = tuple(colours.shape[:-1])
    valid = xp.isfinite(colours).all(-1)
    low, high = (np.tile(limit, tiles_of(recipe) ** 2) for limit in limits(colours[valid], recipe["stretch"]))
    spread = (colours - like(low, colours)) / (like(high, colours) - like(low, colours))
    values = xp.clip(spread, 0, 1) ** recipe["stretch"]["gamma"]
    values = xp.where(valid[..., None], values, like(load_rules()["fill_value"], values))
    if grid != tuple(shape):
        rows, columns = (nearest(have, want) for have, want in zip(grid, shape))
        values, valid = values[rows][:, columns], valid[rows][:, columns]
    if colours.ndim == 3:
        values = tiled(values, tiles_of(recipe))
    return values, valid, low[:3], high[:3]


def to_three(channels, recipe: dict, projector: Projector | pathlib.Path | None):
    """Channels [..., N] to the three numbers that are stretched to red, green and blue."""
    if recipe["kind"] == "pseudo-colour":
        return channels
    if recipe["kind"] == "depths":
        return band_depths(channels, recipe)
    if recipe["kind"] == "embedding":
        channels = embed(channels, load_embedding(recipe["embedding"]))
    if not isinstance(projector, Projector):
        projector = load_projector(projector or VIEWS / "projectors" / f"{recipe['projector']}.json")
    if projector.recipe != recipe["name"]:
        raise ValueError(f'projector "{projector.name}" was made for {projector.recipe}, not for {recipe["name"]}')
    return project(channels, like(projector.weights, channels), like(projector.bias, channels))


def tiles_of(recipe: dict) -> int:
    """Tiles a side: of each tiles × tiles view pixels every one shows three other numbers; 1 for a plain picture."""
    return recipe.get("tiles", 1)


def tiled(values, tiles: int):
    """[h, w, 3 · tiles²] to [h, w, 3]: view pixel (y, x) shows tile (y mod tiles) · tiles + x mod tiles."""
    if tiles == 1:
        return values
    y, x = np.indices(values.shape[:2])
    tile = (y % tiles) * tiles + x % tiles
    return values.reshape(*values.shape[:2], tiles * tiles, 3)[y, x, tile]


def view_shape(shape, size: int) -> tuple[int, int]:
    """Lines and samples of the view: the longer side is `size`, the other keeps the proportion."""
    longest = max(shape)
    return tuple(max(1, math.floor(side * size / longest + 0.5)) for side in shape)


def area_mean(channels, grid: tuple[int, int], least_valid: float):
    """[H, W, N] to [h, w, N]: each cell the mean of the valid ground that it covers, NaN where most of it is fill."""
    xp = namespace(channels)
    down, across = (like(overlaps(have, want), channels) for have, want in zip(channels.shape[:2], grid))
    valid = xp.isfinite(channels).all(-1)
    known = xp.where(valid[..., None], channels, like(0, channels))
    share = down @ like(valid, channels) @ across.T
    total = xp.einsum("hH,HWn,wW->hwn", down, known, across)
    least = least_valid * (channels.shape[0] / grid[0]) * (channels.shape[1] / grid[1])
    # Sums of overlaps differ in their last digits by the order of adding.
    enough = (share >= least - 1e-9)[..., None]
    return xp.where(enough, total / xp.where(enough, share[..., None], like(1, channels)), like(float("nan"), channels))


def overlaps(have: int, want: int) -> np.ndarray:
    """[want, have]: how much of each pixel each cell covers, in pixels."""
    cells = np.arange(want)[:, None]
    pixels = np.arange(have)[None, :]
    overlap = np.minimum((cells + 1) * have / want, pixels + 1) - np.maximum(cells * have / want, pixels)
    return np.maximum(overlap, 0)


def nearest(have: int, want: int) -> np.ndarray:
    """For each view pixel the grid cell that its middle lies in."""
    return np.floor((np.arange(want) + 0.5) * have / want).astype(int)


def limits(colours, stretch: dict) -> tuple[np.ndarray, np.ndarray]:
    """Low and high of each channel, from the valid cells [n, 3] of the view."""
    if stretch["kind"] == "fixed" or len(colours) == 0:
        low, high = (stretch["low"], stretch["high"]) if stretch["kind"] == "fixed" else (0.0, 1.0)
        return np.full(3, float(low)), np.full(3, float(high))
    plain = colours if isinstance(colours, np.ndarray) else colours.detach().cpu().numpy()
    axis = None if stretch["over"] == "all" else 0
    low, high = np.percentile(plain.astype(np.float64), [stretch["low"], stretch["high"]], axis=axis)
    low, high = np.broadcast_to(low, 3), np.broadcast_to(high, 3)
    middle, half = (low + high) / 2, np.maximum(high - low, stretch["least_range"]) / 2
    return middle - half, middle + half
