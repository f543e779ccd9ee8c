"""Views of spectra for a vision model: the twin of tools/spectral/views, on arrays.

The recipes, projectors and embedding weights are the TypeScript engine's own files; a test holds the two to 1e-5.
"""

from .colour import band_depths, embed, project
from .files import Embedding, Projector, load_embedding, load_projector, load_recipe, load_rules, recipe_names
from .picture import View, render_view, tiles_of
from .resample import MissingBands, channel_weights, resample

__all__ = [
    "Embedding",
    "MissingBands",
    "Projector",
    "View",
    "band_depths",
    "channel_weights",
    "embed",
    "load_embedding",
    "load_projector",
    "load_recipe",
    "load_rules",
    "project",
    "recipe_names",
    "render_view",
    "resample",
    "tiles_of",
]
