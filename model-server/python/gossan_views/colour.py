"""Channels become three numbers a pixel: twin of tools/spectral/views/{band-depths,embedding,project}.ts."""

from .arrays import like, namespace
from .files import Embedding, load_rules


def band_depths(channels, recipe: dict):
    """1 - R(centre) / R(continuum) for each depth of the recipe; channels [..., N] to [..., 3]."""
    xp = namespace(channels)
    names = [band.name for band in recipe["bands"]]
    least = load_rules()["least_continuum"]
    depths = []
    for depth in recipe["depths"]:
        left, centre, right = (names.index(depth[part]) for part in ("left", "centre", "right"))
        from_um, at_um, to_um = (recipe["bands"][band].centre_um for band in (left, centre, right))
        along = (at_um - from_um) / (to_um - from_um)
        continuum = channels[..., left] + (channels[..., right] - channels[..., left]) * along
        dark = continuum < least
        depth = 1 - channels[..., centre] / xp.where(dark, like(1, channels), continuum)
        depths.append(xp.where(dark, like(0, channels), depth))
    return xp.stack(depths, -1)


def embed(channels, embedding: Embedding):
    """Spectra [..., 300] to embeddings [..., 128]: brightness divided out, then the perceptron."""
    xp = namespace(channels)
    mean = channels.mean(-1)[..., None]
    values = channels / xp.where(mean < embedding.least_mean, like(embedding.least_mean, channels), mean) - 1
    for weights, bias in embedding.layers:
        values = values @ like(weights, values) + like(bias, values)
        # In this order, so that NaN (fill) stays NaN.
        values = xp.where(values < 0, like(0, values), values)
    return values


def project(values, weights, bias):
    """The 1×1 projector: [..., N] to [..., 3]. Pass tensors as weights and bias to train them."""
    return values @ weights + bias
