"""What the shipped projectors promise, on spectra that they have not seen: plain ground is grey, classes come apart."""

import sys

import numpy as np
import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "model-server" / "python"))

from fit_views.spectra import PLAIN, Drawer  # noqa: E402
from gossan_views import channel_weights, embed, load_embedding, load_projector, load_recipe, project  # noqa: E402
from gossan_views.files import VIEWS  # noqa: E402

# Least share of the variance of the class colours. Six broad bands cannot tell clays apart; the whole spectrum can.
LEAST = {"channels-6": 0.15, "channels-8": 0.15, "channels-16": 0.3, "embedding": 0.5}


@pytest.fixture(scope="module", params=LEAST)
def drawn(request):
    """Fresh draws of one recipe: its name, the drawer, colours by the shipped projector, and the labels."""
    recipe = load_recipe(request.param)
    drawer = Drawer(lambda wavelengths, fwhm: channel_weights(recipe, wavelengths, fwhm))
    draws = drawer.draw(9000, np.random.default_rng(7), held=False)
    projector = load_projector(VIEWS / "projectors" / f"{recipe['projector']}.json")
    inputs = embed(draws.channels, load_embedding(recipe["embedding"])) if "embedding" in recipe else draws.channels
    return recipe["name"], drawer, project(inputs, projector.weights, projector.bias), draws


def test_plain_ground_is_mid_grey(drawn):
    _, drawer, colours, draws = drawn
    plain = colours[draws.label == drawer.names.index(PLAIN)]
    assert len(plain) > 500
    np.testing.assert_allclose(plain.mean(0), 0.5, atol=0.05)


def test_colours_follow_the_classes_of_the_mineral_maps(drawn):
    name, _, colours, draws = drawn
    # Scale and middle are free: the projector may stretch the class colours, not shuffle them.
    found, target = colours - colours.mean(0), draws.colours - draws.colours.mean(0)
    gain = (found * target).sum() / (found**2).sum()
    explained = 1 - ((gain * found - target) ** 2).sum() / (target**2).sum()
    print(f"{name}: {explained:.2f} of the variance of the class colours")
    assert explained >= LEAST[name]


def test_most_draws_lie_within_what_can_be_shown(drawn):
    _, _, colours, _ = drawn
    assert ((colours >= 0) & (colours <= 1)).mean() >= 0.9
