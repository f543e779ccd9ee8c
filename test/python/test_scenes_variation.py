"""Training samples vary about the library's variants; the library itself and the held-apart scenes do not."""

import dataclasses

from scene_batches import library, torch  # isort: skip
from gossan_scenes import SceneRenderer
from gossan_scenes.names import load_data
from gossan_scenes.rocks import HOSTS, draw_rocks
from gossan_scenes.variation import Variation

RULES = load_data("draws")["variation"]
STILL = {**RULES, "blend_chance": 0, "continuum": 0, "broad_depth": 0, "fine_depth": 0, "shift_um": 0}


def rocks_of(renderer, n=6, ground=None):
    return draw_rocks(renderer.chance, n, renderer.systems, renderer.library, renderer.settings["rocks"], ground)


def test_without_any_variation_a_sample_is_its_variant():
    renderer = SceneRenderer(library(), ["iron"], seed=4)
    rocks, sensor = rocks_of(renderer), torch.arange(6) % len(library().sensors)
    hull, optical = Variation(library(), STILL).draw(renderer.chance, rocks, sensor)
    at = sensor[:, None, None], rocks.variant
    torch.testing.assert_close(hull, library().hull[at].clamp_min(1e-4), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(optical, library().optical[at], atol=1e-6, rtol=1e-5)


def test_shift_moves_absorptions_and_nothing_else():
    renderer = SceneRenderer(library(), ["iron"], seed=5)
    variation = Variation(library(), {**STILL, "shift_um": 0.004})
    rocks, sensor = rocks_of(renderer), torch.zeros(6, dtype=torch.long)
    hull, optical = variation.draw(renderer.chance, rocks, sensor)
    at = sensor[:, None, None], rocks.variant
    torch.testing.assert_close(hull, library().hull[at].clamp_min(1e-4), atol=1e-5, rtol=1e-4)
    moved = (optical - library().optical[at]).abs()
    flat = library().optical[at] == 0
    assert moved.max() > 0.01 and optical.min() >= 0
    # Where there is no absorption, and none beside it, there is nothing to move.
    assert moved[flat & (variation.slope[at] == 0)].max() == 0


def test_variation_is_of_the_stated_size():
    renderer = SceneRenderer(library(), ["iron"], seed=6)
    variation = Variation(library(), STILL)
    sensor = torch.zeros(400, dtype=torch.long)
    waves = variation.wave(renderer.chance, variation.broad, sensor, (400, 3, 4), 0.3)
    # Uniform from 0 to 0.3: the root mean square is 0.3 / √3, at every band.
    bands = len(library().sensors[0].wavelengths)
    spread = waves[..., :bands].square().mean((0, 1, 2)).sqrt()
    assert ((spread - 0.3 / 3**0.5).abs() < 0.02).all()


def test_a_blend_draws_on_variants_of_the_same_mineral_alone():
    renderer = SceneRenderer(library(), ["iron"], seed=7)
    calm = Variation(library(), {**STILL, "blend_chance": 1, "blend": [1, 1]})
    rocks, sensor = rocks_of(renderer), torch.zeros(6, dtype=torch.long)
    _, optical = calm.draw(renderer.chance, rocks, sensor)
    for n, r, s in [(0, 0, 0), (1, 3, 1), (2, 5, 0), (5, 11, 0)]:
        mineral = rocks.mineral[n, r, s]
        own = library().optical[0, library().table[mineral, : library().counts[mineral]]]
        assert (own - optical[n, r, s]).abs().amax(1).min() < 1e-5


def test_ground_that_holds_minerals_is_told_of():
    renderer = SceneRenderer(library(), ["iron"], seed=8, varied=True)
    sure = {**renderer.settings["ground"], "chance": 1, "slots": 1}
    rocks = rocks_of(renderer, 32, sure)
    share = rocks.composition[:, list(HOSTS)]
    names = library().names.mineral_names
    listed = [names.index(name) for name in sure["minerals"]]
    assert torch.allclose(share.sum(2), rocks.share[:, -2:].sum(2)) and share.sum(2).max() <= 0.9701
    assert (share[..., listed].sum(2) == share.sum(2)).all() and (share.sum(2) >= sure["share"][0] * 0.999).all()


def test_scenes_for_figures_do_not_vary():
    plain, varied = (SceneRenderer(library(), ["iron"], seed=9, varied=varied) for varied in (False, True))
    assert plain.variation is None
    one, again = plain.draw(4), SceneRenderer(library(), ["iron"], seed=9).draw(4)
    assert all(torch.equal(getattr(one, of.name), getattr(again, of.name)) for of in dataclasses.fields(one) if of.name not in ("rocks", "landscape"))
    assert one.rocks.mineral.shape[1] + 2 == varied.draw(4).rocks.mineral.shape[1]
