"""Batches: the same from the same seed, of any size, with sane values."""

import pytest

from scene_batches import VIEWS, drawn, letters, library, torch
from gossan_scenes import QuestionWriter, SceneRenderer, SpectralLibrary
from gossan_scenes.hapke import albedo, reflectance


def test_same_seed_same_scenes_and_talks():
    one, two, other = (SceneRenderer(library(), VIEWS, seed=seed).batch(3) for seed in (5, 5, 6))
    assert torch.equal(one.pixels, two.pixels) and torch.equal(one.truth.boxes, two.truth.boxes)
    assert not torch.equal(one.pixels, other.pixels)
    talks = [QuestionWriter(letters, seed=seed, views=VIEWS).write(one.truth) for seed in (1, 1, 2)]
    assert torch.equal(talks[0].input_ids, talks[1].input_ids)
    assert talks[0].input_ids.shape != talks[2].input_ids.shape or not torch.equal(talks[0].input_ids, talks[2].input_ids)


def test_a_batch_of_one():
    scenes = SceneRenderer(library(), VIEWS, seed=9).batch(1)
    talk = QuestionWriter(letters, seed=1, views=VIEWS).write(scenes.truth, (2, 2))
    assert scenes.pixels.shape == (1, 3, 3, 192, 192)
    assert talk.attention.all() and (talk.tasks >= 0).all() and talk.tasks.shape == (1, 2)


def test_values_are_in_their_ranges():
    renderer, ground, truth = drawn(24, 21)
    assert torch.isfinite(renderer.linear_parts(ground)).all()
    shares = ground.landscape.shares
    assert (shares >= 0).all() and torch.allclose(shares.sum(1), torch.ones_like(shares[:, 0]), atol=1e-5)
    for values in (truth.fractions, truth.alteration, truth.copper, truth.box_share, truth.valid):
        assert torch.isfinite(values).all() and (values >= 0).all() and (values <= 1 + 1e-6).all()
    assert (truth.fractions.sum(1) <= 1 + 1e-5).all()
    assert truth.confidence.min() >= 1 and truth.confidence.max() <= 9
    assert 0.2 < truth.copper_yes.float().mean() < 0.8


def test_every_mineral_and_type_comes():
    truth = [SceneRenderer(library(), ["alteration-depths"], seed=seed).batch(48).truth for seed in range(6)]
    seen = torch.cat([t.fractions for t in truth]).amax(0)
    assert (seen >= 0.03).float().mean() > 0.9
    assert (torch.cat([t.alteration for t in truth]).amax(0) >= 0.03).all()


def test_unknown_split_is_refused():
    with pytest.raises(ValueError, match='no split "test"'):
        SpectralLibrary.load("cpu", "test")


def test_albedo_and_reflectance_are_inverses():
    values = torch.linspace(0.01, 0.99, 50)
    assert torch.allclose(reflectance(albedo(values)), values, atol=1e-5)
    # Dark grains rule an intimate mixture: half and half is darker than the mean of areas.
    assert reflectance(albedo(torch.tensor([0.05, 0.9])).mean()) < 0.475
