"""Training: how answers weigh, what a run leaves, that it learns, goes on, and joins."""

import json

import pytest

from nano_model import VIEWS, tiny, tokens, torch

from gossan_nano.model import load_weights, model_of, weights_of
from gossan_nano.outputs import join, write_parts
from gossan_nano.schedule import rate
from gossan_nano.tokens import Tokens
from gossan_nano.trainee import jittered, token_loss
from gossan_nano.training import Plan, opposites_of, train
from gossan_nano.weighting import answer_numbers, answer_weights

SETTINGS = {"final_rate": 0.02, "warm_up": 0.03}


def test_an_answer_weighs_by_the_root_of_its_length():
    labels = torch.tensor([[-100, 4, 4, 4, 4, -100, 7, -100]])
    numbers = answer_numbers(labels)
    assert numbers.tolist() == [[-1, 0, 0, 0, 0, -1, 1, -1]]
    weights = answer_weights(numbers, torch.tensor([[1, 0]]), torch.tensor([3.0, 1.0]), 0.5)
    assert weights.sum().item() == pytest.approx(4**0.5 + 3)
    assert weights[0, 1].item() == pytest.approx(weights[0, 4].item())


def test_two_runs_make_one_cosine():
    assert rate(1.0, (0.0, 0.5), SETTINGS) == pytest.approx(rate(0.5, (0.0, 1.0), SETTINGS))
    assert rate(0.0, (0.0, 1.0), SETTINGS) < 0.1
    assert rate(1.0, (0.5, 1.0), SETTINGS) == pytest.approx(0.02)


def test_parts_join_to_the_weights_and_a_damaged_part_is_refused(tmp_path):
    model = tiny()
    write_parts(weights_of(model), tmp_path)
    join(tmp_path, tmp_path / "whole.safetensors")
    loaded = tiny(seed=4)
    load_weights(loaded, tmp_path / "whole.safetensors")
    for name, weight in weights_of(model).items():
        assert torch.equal(weights_of(loaded)[name], weight)
    part = tmp_path / "model.safetensors.00"
    part.write_bytes(part.read_bytes()[:-1] + b"\x00\x00")
    with pytest.raises(ValueError, match="parts"):
        join(tmp_path, tmp_path / "again.safetensors")
    assert not (tmp_path / "again.safetensors").exists()


def test_a_run_learns_and_another_goes_on_from_its_state(tmp_path):
    plan = dict(out=tmp_path, views=VIEWS, batch=4, tiny=True, device="cpu", evaluate_scenes=4)
    model, facts = train(Plan(steps=12, rate=0.003, **plan), tokens())
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    held = [row["loss"] for row in rows if row.get("event") == "held"]
    # An untrained model gives every token of 4096 the same chance: ln 4096 = 8.3 a token.
    assert held[-1] < 8.0
    assert facts["steps"] == 12 and facts["scenes"] == 48
    _, facts = train(Plan(steps=14, resume=True, **plan), tokens())
    assert facts["steps"] == 2 and facts["scenes"] == 8
    assert json.loads((tmp_path / "log.jsonl").read_text().splitlines()[-2])["step"] == 14


def test_a_yes_is_learned_with_a_share_of_no():
    hidden, table = torch.randn(3, 8), torch.randn(6, 8)
    opposite = torch.tensor([0, 2, 1, 3, 4, 5])
    plain = token_loss(hidden, table, torch.tensor([1, 4, 2]), opposite, 0.0)
    other = token_loss(hidden, table, torch.tensor([2, 4, 1]), opposite, 0.0)
    smooth = token_loss(hidden, table, torch.tensor([1, 4, 2]), opposite, 0.1)
    assert torch.allclose(smooth, 0.9 * plain + 0.1 * other, atol=1e-6)
    assert smooth[1].item() == pytest.approx(plain[1].item())
    language = Tokens()
    assert opposites_of(language)[language.one("Yes")] == language.one("No")
    assert opposites_of(language)[language.one("否")] == language.one("是")


def test_jitter_treats_each_number_of_a_ground_pixel_alike_all_over_a_picture():
    torch.manual_seed(0)
    rules = {"lost": 0.2, "stretch": 0.1, "shift": 0.1}
    values = torch.rand(2, 3, 192, 192)
    numbers = jittered(values, 4, rules).view(2, 3, 48, 4, 48, 4)
    before = values.view(2, 3, 48, 4, 48, 4)
    lost = (numbers == 0).all(dim=4).all(dim=2)
    assert 0 < lost.float().mean() < 0.5
    # A straight line through the numbers before: two points give it, all others lie on it.
    one, other = numbers[:, :, 0, :, 0], numbers[:, :, 5, :, 7]
    gain = (other - one) / (before[:, :, 5, :, 7] - before[:, :, 0, :, 0])
    said = one[:, :, None, :, None] + gain[:, :, None, :, None] * (before - before[:, :, :1, :, :1])
    assert torch.allclose(said, numbers, atol=1e-3)
    assert torch.equal(jittered(values, 4, dict.fromkeys(rules, 0.0)), values)


def test_weights_make_a_model_as_deep_as_they_are(tmp_path):
    write_parts(weights_of(tiny()), tmp_path)
    join(tmp_path, tmp_path / "m.safetensors")
    assert len(model_of(tokens(), tmp_path / "m.safetensors", tiny=True).model.visual.blocks) == 4
