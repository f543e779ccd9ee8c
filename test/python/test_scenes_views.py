"""The fast path of training shows what gossan_views, and so the program, shows of the same ground."""

import numpy as np
import pytest

from scene_batches import library, torch  # isort: skip
from gossan_scenes import SceneRenderer
from gossan_scenes.noise import noise_shape
from gossan_views import load_recipe, recipe_names, render_view, tiles_of

SCENES = 4


@pytest.fixture(scope="module")
def shown():
    renderer = SceneRenderer(library(), recipe_names(), seed=3)
    with torch.no_grad():
        ground = renderer.draw(SCENES)
        # One scene's margin crosses the window.
        ground.landscape.fill[0, : 48 * 10] = True
        fast = renderer.plans.draw(renderer.linear_parts(ground, noisy=False), ground.landscape.fill)
        pictures = [renderer.enlarge(of, tiles_of(load_recipe(name))) for of, name in zip(fast, renderer.views)]
        return renderer, ground, torch.stack(pictures, 1), renderer.cubes(ground).double().numpy()


@pytest.mark.parametrize("recipe", recipe_names())
def test_same_picture_as_from_the_whole_cube(shown, recipe):
    renderer, ground, fast, cubes = shown
    for at in range(SCENES):
        sensor = library().sensors[ground.sensor[at]]
        cube = cubes[at][..., : len(sensor.wavelengths)]
        view = render_view(cube, sensor.wavelengths, sensor.fwhm, recipe, size=192)
        found = fast[at, renderer.views.index(recipe)].permute(1, 2, 0).numpy().astype(int)
        assert np.abs(found - view.image).max() <= 1
        # Single precision decides which side of a step a value falls on; nothing else may differ.
        steps = np.asarray(view.values) * 255
        edge = np.abs(steps - np.floor(steps) - 0.5) < 0.02
        assert np.array_equal(found[~edge & view.valid[..., None]], view.image[~edge & view.valid[..., None]])
        assert (found[~view.valid] == 128).all()


def test_noise_has_the_covariance_of_independent_bands(shown):
    renderer, *_ = shown
    for s, sensor in enumerate(library().sensors):
        for k, shape in enumerate(renderer.shapes):
            weights = renderer.plans.linear_exact[s][: len(sensor.wavelengths)]
            wanted = weights.T @ np.diag(noise_shape(sensor.wavelengths, shape) ** 2) @ weights
            root = renderer.roots[s * len(renderer.shapes) + k].double().numpy()
            np.testing.assert_allclose(root @ root.T, wanted, atol=1e-5 * np.abs(wanted).max())


def test_enlarged_pixel_by_pixel():
    scenes = SceneRenderer(library(), ["alteration-depths"], seed=1).batch(2)
    assert scenes.pixels.shape == (2, 1, 3, 192, 192) and scenes.pixels.dtype == torch.uint8
    small = scenes.pixels[..., ::4, ::4]
    assert torch.equal(small.repeat_interleave(4, -1).repeat_interleave(4, -2), scenes.pixels)
    assert len(small[0].flatten().unique()) > 20


def test_tiles_of_a_pixel_show_its_numbers_in_turn():
    renderer = SceneRenderer(library(), ["minerals-48"], seed=1)
    with torch.no_grad():
        ground = renderer.draw(2)
        (numbers,) = renderer.plans.draw(renderer.linear_parts(ground), ground.landscape.fill)
    picture = renderer.enlarge(numbers, 4)
    assert numbers.shape == (2, 48, 48 * 48)
    for y, x, line, column in [(5, 7, 1, 3), (40, 0, 2, 2)]:
        tile = line * 4 + column
        shown = picture[:, :, 4 * y + line, 4 * x + column]
        assert torch.equal(shown, numbers[:, 3 * tile : 3 * tile + 3, y * 48 + x])
