"""Views drawn by Python are those drawn by the program: the trainer and the user see the same picture."""

import json
import subprocess
import sys

import numpy as np
import pytest

from conftest import NODE, ROOT

sys.path.insert(0, str(ROOT / "model-server" / "python"))

from fit_views.spectra import grounds, render  # noqa: E402
from gossan_views import MissingBands, load_projector, load_recipe, recipe_names, render_view  # noqa: E402
from gossan_views.files import VIEWS, Projector  # noqa: E402

TOLERANCE = 1e-5
EMIT = "data/spectral/emit/emit20250324t221005_jpl_unmix_ex"
# 60 of its 100 pixels are fill; from the margin of a rotated flight line.
AVIRIS_NG = "data/spectral/aviris_ng_pycoal/ang20150422t163638_corr_v1e_img_4000-4010_550-560.img"
# Scene, size of the view, window: as it is, shrunk by no whole number, enlarged; the last with an adapter's projectors.
CASES = {
    "demo, as it is": ("demo", 48, (90, 60, 48, 40)),
    "demo, shrunk": ("demo", 37, (80, 50, 96, 71)),
    "EMIT, enlarged": (EMIT, 64, ()),
    "AVIRIS-NG with fill, shrunk": (AVIRIS_NG, 7, ()),
    "demo, with the projectors of an adapter": ("demo", 48, (90, 60, 48, 40)),
}


def projectors_of_an_adapter() -> dict:
    """As projectors.json has them, weights [3][N]: the shipped ones with every number moved."""
    draw = np.random.default_rng(5)
    found = {}
    for recipe in map(load_recipe, recipe_names()):
        if "projector" in recipe:
            shipped = load_projector(VIEWS / "projectors" / f"{recipe['projector']}.json")
            moved = shipped.weights * draw.uniform(0.5, 1.5, shipped.weights.shape)
            found[recipe["name"]] = {"weights": moved.T.tolist(), "bias": (shipped.bias + draw.uniform(-0.1, 0.1, shipped.bias.shape)).tolist()}
    return found


class Dumped:
    """What the program drew, and what it drew from."""

    def __init__(self, folder):
        self.folder = folder
        self.about = json.loads((folder / "scene.json").read_text(encoding="utf-8"))
        window = self.about["window"]
        shape = (window["height"], len(self.about["wavelengths"]), window["width"])
        self.cube = np.fromfile(folder / "cube.f32", "<f4").reshape(shape).transpose(0, 2, 1).astype(np.float64)

    def drawn(self, recipe):
        size = self.about["recipes"][recipe]
        shape = (size["height"], size["width"], 3)
        values = np.fromfile(self.folder / f"{recipe}.f32", "<f4").reshape(shape)
        return values, np.fromfile(self.folder / f"{recipe}.u8", np.uint8).reshape(shape)

    def draw(self, recipe, cube=None):
        bands = (self.about["wavelengths"], self.about["fwhm"], recipe, self.about["good"])
        return render_view(self.cube if cube is None else cube, *bands, projector=self.projector(recipe), size=self.about["size"])

    def projector(self, recipe):
        """None: the shipped one."""
        path = self.folder / "projectors.json"
        given = json.loads(path.read_text(encoding="utf-8")).get(recipe) if path.exists() else None
        return given and Projector(recipe, recipe, np.array(given["weights"]).T, np.array(given["bias"]), "")


@pytest.fixture(scope="module", params=CASES)
def dumped(request, tmp_path_factory):
    scene, size, window = CASES[request.param]
    if scene != "demo":
        scene = request.getfixturevalue("shared") / scene
    folder = tmp_path_factory.mktemp("view")
    if "projectors" in request.param:
        (folder / "projectors.json").write_text(json.dumps(projectors_of_an_adapter()), encoding="utf-8")
    script = ROOT / "test" / "support" / "dump-view.ts"
    done = subprocess.run(
        [NODE, script, scene, folder, str(size), *map(str, window)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return Dumped(folder)


@pytest.mark.parametrize("recipe", recipe_names())
def test_same_picture(dumped, recipe):
    values, image = dumped.drawn(recipe)
    view = dumped.draw(recipe)
    limits = dumped.about["recipes"][recipe]
    np.testing.assert_allclose([view.low, view.high], [limits["low"], limits["high"]], atol=1e-9)
    assert view.values.shape == values.shape
    worst = np.abs(view.values - values).max()
    print(f"{recipe}: largest difference {worst:.1e}")
    assert worst <= TOLERANCE
    # Where the value lies on the edge between two of the 256 steps either is right.
    edge = np.abs(values * 255 - np.floor(values * 255) - 0.5) <= 255 * TOLERANCE
    # Fill lies on such an edge by its definition; of the rest about one in two hundred, by chance more in a small view.
    assert edge[values != 0.5].mean() < 0.05
    assert np.array_equal(view.image[~edge], image[~edge])
    assert np.abs(view.image.astype(int) - image).max() <= 1
    assert len(np.unique(image.reshape(-1, 3), axis=0)) > 10, "a picture of one colour would prove nothing"


WITH_PROJECTOR = {"channels-6", "channels-8", "channels-16", "embedding", "minerals-a", "minerals-b", "minerals-c", "minerals-48"}


def test_only_an_adapters_projectors_draw_other_pictures(dumped):
    given = WITH_PROJECTOR if (dumped.folder / "projectors.json").exists() else set()
    bands = (dumped.about["wavelengths"], dumped.about["fwhm"])
    for recipe in recipe_names():
        shipped = render_view(dumped.cube, *bands, recipe, dumped.about["good"], size=dumped.about["size"])
        apart = np.abs(shipped.values - dumped.drawn(recipe)[0]).max()
        assert (apart > 0.05) == (recipe in given), recipe


def test_fill_is_fill_in_every_recipe(dumped):
    hidden = {recipe: ~dumped.draw(recipe).valid for recipe in dumped.about["recipes"]}
    for recipe, fill in hidden.items():
        _, image = dumped.drawn(recipe)
        assert (image[fill] == 128).all(), recipe
        assert np.array_equal(fill, hidden["true-colour"]), recipe
    if "ang" in str(dumped.about["scene"]):
        # The lower six of ten lines.
        share = hidden["true-colour"].mean()
        assert 0.5 < share < 0.7


def test_a_list_of_spectra_is_drawn_like_a_picture(dumped):
    recipe = "embedding"
    rows, columns = dumped.cube.shape[:2]
    of_list = dumped.draw(recipe, dumped.cube.reshape(rows * columns, -1)).values
    bands = (dumped.about["wavelengths"], dumped.about["fwhm"], recipe, dumped.about["good"])
    picture = render_view(dumped.cube, *bands, projector=dumped.projector(recipe), size=max(rows, columns)).values
    np.testing.assert_allclose(of_list.reshape(rows, columns, 3), picture, atol=1e-9)


def test_spectra_to_fit_on_are_those_of_the_library(dumped):
    wavelengths = np.array(dumped.about["wavelengths"])
    seen = set()
    for ground in grounds():
        if ground.name not in seen:
            np.testing.assert_allclose(render(ground.variant, wavelengths), dumped.about["library"][ground.name])
        seen.add(ground.name)
    assert {"alunite", "kaolinite", "hematite", "green vegetation"} <= seen


def test_missing_bands_are_named():
    wavelengths = np.linspace(0.4, 1.0, 120)
    with pytest.raises(MissingBands, match='recipe "clays".*2.120 µm'):
        render_view(np.full((2, 2, 120), 0.3), wavelengths, np.full(120, 0.005), "clays")
