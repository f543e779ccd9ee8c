"""Tokens are drawn on the device as one would draw them by hand, and places are those of transformers."""

from nano_model import torch

from gossan_worker.places import places_of
from gossan_worker.sampling import draw, odds_of


def by_hand(logits: list[float], temperature: float, top_p: float, uniform: float) -> int:
    """The textbook's way: sorted odds, the fewest that make up top_p, and the one under the needle."""
    weights = torch.tensor(logits, dtype=torch.float64).div(temperature).softmax(-1).tolist()
    order = sorted(range(len(weights)), key=lambda at: -weights[at])
    kept, total = [], 0.0
    for at in order:
        if kept and total >= top_p:
            break
        kept.append(at)
        total += weights[at]
    needle = uniform * total
    for at in kept:
        needle -= weights[at]
        if needle < 0:
            return at
    return kept[-1]


def test_draws_are_those_made_by_hand():
    rows, words = 200, 37
    seeded = torch.Generator().manual_seed(2)
    logits = torch.randn(rows, words, generator=seeded) * 2
    temperature, top_p, uniform = (torch.rand(rows, generator=seeded) for _ in range(3))
    temperature = temperature * 2 + 0.2
    found = draw(logits, temperature, top_p, uniform).tolist()
    assert found == [by_hand(logits[at].tolist(), *(float(one[at]) for one in (temperature, top_p, uniform))) for at in range(rows)]
    assert len(set(found)) > 20


def test_without_temperature_the_likeliest_is_taken_beside_rows_that_are_drawn():
    logits = torch.randn(40, 11, generator=torch.Generator().manual_seed(3))
    temperature = torch.tensor([0.0, 3.0] * 20)
    found = draw(logits, temperature, torch.ones(40), torch.linspace(0, 0.999, 40))
    assert torch.equal(found[::2], logits.argmax(-1)[::2])
    assert not torch.equal(found[1::2], logits.argmax(-1)[1::2])


def test_odds_are_before_temperature_and_sorted():
    logits = torch.randn(3, 9, generator=torch.Generator().manual_seed(4)) * 3
    chosen, whole = torch.tensor([4, 0, 8]), logits.log_softmax(-1)
    own, values, ids = odds_of(logits, chosen, 4)
    assert torch.allclose(own, whole[torch.arange(3), chosen])
    assert torch.allclose(values, whole.sort(-1, descending=True).values[:, :4]) and torch.allclose(values, whole.gather(-1, ids))
    assert odds_of(logits, chosen, 0)[1].shape == (3, 0)


def test_a_wide_picture_takes_as_many_places_as_its_longer_side():
    places, after = places_of([5, 9, 9, 9, 9, 9, 9, 6, 9, 9, 7], 9, [(2, 3), (2, 1)])
    assert places.tolist() == [
        [0, 1, 1, 1, 1, 1, 1, 4, 5, 5, 7],
        [0, 1, 1, 1, 2, 2, 2, 4, 5, 6, 7],
        [0, 1, 2, 3, 1, 2, 3, 4, 5, 5, 7],
    ]
    assert after == 8
