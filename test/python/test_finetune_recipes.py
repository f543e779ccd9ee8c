"""Every recipe that ships can be read, and its methods put on a model."""

import pytest

from conftest import ROOT
from finetune_sets import recipe_file
from nano_model import tiny

from gossan_adapters import attach
from gossan_finetune.order import Order, share_of
from gossan_finetune.recipe import load_recipe
from gossan_finetune.refused import Refused

RECIPES = sorted((ROOT / "fine-tune" / "recipes").glob("*.json"))


def test_there_are_recipes():
    assert {path.stem for path in RECIPES} >= {"nano", "geology-8b", "geology-8b-mlp", "geology-4b-8gb"}


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_that_ships_fits(path):
    recipe = load_recipe(path)
    assert recipe.name == path.stem
    assert max(recipe.tolerance.values()) <= 2
    for method, chosen in recipe.methods.items():
        assert attach(tiny(), method, chosen["settings"]).count() > 0 and 0 < chosen["rate"] < 1


def test_a_recipe_that_lacks_something_is_named(tmp_path):
    (tmp_path / "r.json").write_text('{"name": "r"}')
    with pytest.raises(Refused, match="lacks something"):
        load_recipe(tmp_path / "r.json")
    (tmp_path / "r.json").write_text("{")
    with pytest.raises(Refused, match="cannot be read"):
        load_recipe(tmp_path / "r.json")
    with pytest.raises(Refused, match="batch"):
        load_recipe(recipe_file(tmp_path / "r.json", batch=0))


def test_an_epoch_shows_every_line_once_and_the_share_of_replay():
    order = Order(lines=10, pool=30, replay_share=0.5, size=4, seed=3)
    epochs = [[at for step in range(order.steps * epoch, order.steps * (epoch + 1)) for at in order.step(step)] for epoch in range(2)]
    for seen in epochs:
        assert sorted(at for at in seen if at < 10) == list(range(10))
        assert len({at for at in seen if at >= 10}) == 10
    assert epochs[0] != epochs[1]
    assert Order(10, 30, 0.5, 4, 3).step(7) == order.step(7) and Order(10, 30, 0.5, 4, 4).step(7) != order.step(7)


def test_processes_share_a_step_without_overlap():
    parts = [share_of(list(range(11)), rank, 3, 2) for rank in range(3)]
    assert sorted(at for part in parts for batch in part for at in batch) == list(range(11))
    assert all(len(batch) <= 2 for part in parts for batch in part)
