"""Projectors trained with the adapter: they start as the program draws, and the loss's gradient reaches them."""

import json

import numpy as np
import pytest

from finetune_sets import VIEWS, nano_base, recipe, write_set
from nano_model import torch

from gossan_finetune.plan import Plan
from gossan_finetune.projectors import Projectors
from gossan_finetune.refused import Refused
from gossan_finetune.run import Run
from gossan_nano.settings import Team
from gossan_scenes import SceneRenderer, SpectralLibrary
from gossan_views import channel_weights, embed, load_embedding, load_recipe, render_view, resample

CPU = torch.device("cpu")


@torch.no_grad()
def test_at_the_start_a_picture_is_the_programs_own():
    library = SpectralLibrary.load("cpu", "train")
    renderer = SceneRenderer(library, VIEWS, seed=9)
    ground = renderer.draw(3)
    cubes = renderer.cubes(ground).double()
    projectors = Projectors(VIEWS, 192, CPU)
    for at, cube in enumerate(cubes):
        sensor = library.sensors[int(ground.sensor[at])]
        cube = cube[..., : len(sensor.wavelengths)]
        for view in VIEWS:
            known = load_recipe(view)
            channels = embed(resample(cube, channel_weights(known, sensor.wavelengths, sensor.fwhm)), load_embedding(known["embedding"]))
            program = render_view(cube, sensor.wavelengths, sensor.fwhm, view, size=192).image
            exact = projectors.draw(view, channels.permute(2, 0, 1)[None])[0].permute(1, 2, 0)
            # The projector's weights are float32 here, which now and then decides a rounding.
            assert np.mean(exact.numpy() != program) < 1e-3 and np.abs(exact.numpy() - program).max() <= 1
            half = projectors.draw(view, channels.permute(2, 0, 1)[None].half())[0].permute(1, 2, 0).numpy()
            assert np.abs(half - program).max() <= 1, "float16, as a set keeps it: at most one step of 255"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("projectors")
    data = write_set(folder / "set", train=3, val=1, channels=True)
    plan = Plan(nano_base(folder / "base"), data, folder / "out", recipe(projector_rate=0.01, epochs=1, replay_share=0.5, replay_pool=4), "lora", 1, device="cpu", track=[])
    return Run(plan, Team("cpu"))


def test_the_gradient_reaches_them_and_is_finite_beside_fill(run):
    views = run.material.projectors
    assert views.views == [VIEWS[0]]
    before = [value.clone() for value in views.parameters()]
    assert all(sample.pictures[0] == -1 and sample.pictures[1] >= 0 for sample in run.material.samples), "replayed ones are drawn anew as well"
    # An adapter passes gradients from the first step on; its own start is 0.
    run.one_step()
    for value, old in zip(views.parameters(), before):
        assert bool(torch.isfinite(value).all()) and float((value - old).detach().abs().max()) > 1e-5


def test_two_groups_have_their_own_rates(run):
    assert run.peaks == [0.01, 0.01] and len(run.optimizer.param_groups) == 2
    assert {len(group["params"]) for group in run.optimizer.param_groups} == {2, len(run.adapter.parameters())}


def test_they_are_written_with_the_adapter(run, tmp_path):
    run.material.projectors.save(tmp_path)
    found = json.loads((tmp_path / "projectors.json").read_text())
    weights = np.array(found[VIEWS[0]]["weights"])
    assert weights.shape == (3, 128) and np.array(found[VIEWS[0]]["bias"]).shape == (3,)
    assert np.allclose(weights.T, run.material.projectors.weights[0].detach().numpy())


def test_a_view_without_a_projector_and_wrong_channels_are_refused():
    with pytest.raises(Refused, match="no projector"):
        Projectors(["clays"], 192, CPU)
    with pytest.raises(Refused, match="takes 128"):
        Projectors(VIEWS, 192, CPU).draw(VIEWS[0], torch.zeros(1, 6, 4, 4))
