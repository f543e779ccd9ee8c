"""Where nothing is, nothing is said: silence is an answer too."""

from dataclasses import replace

import pytest

from scene_batches import answers_of, drawn, torch


@pytest.fixture(scope="module")
def nothing():
    """The truth of windows whose ground is plain rock, plants and water alone."""
    renderer, ground, _ = drawn(4, 33)
    rocks = replace(ground.rocks, composition=torch.zeros_like(ground.rocks.composition))
    return renderer.teller.tell(replace(ground, rocks=rocks), renderer.side)


@pytest.fixture(scope="module")
def hidden():
    """The truth of windows that are fill."""
    renderer, ground, _ = drawn(4, 33)
    landscape = replace(ground.landscape, fill=torch.ones_like(ground.landscape.fill))
    return renderer.teller.tell(replace(ground, landscape=landscape), renderer.side)


@pytest.mark.parametrize("kind", ["nothing", "hidden"])
def test_nothing_is_said_of_nothing(kind, request):
    truth = request.getfixturevalue(kind)
    wanted = {
        "copper": {"No", "否"},
        "present": {"No", "否"},
        "minerals": {"none", "无"},
        "probability": {"0.00"},
        "ground": {"[]"},
        "ground minerals": {"[]"},
        "ground types": {"[]"},
    }
    for task, answers in wanted.items():
        assert {answer for *_, answer in answers_of(truth, task, rounds=3)} == answers, task
    for _, language, _, _, answer in answers_of(truth, "describe"):
        start = {
            "en": "Minerals: none\nAlteration: none\nZoning: none\nCopper: low, 0.00\nConfidence: 0.",
            "zh": "矿物：无\n蚀变：无\n分带：无\n铜：低，0.00\n置信度：0.",
        }[language]
        assert answer.startswith(start)


def test_a_hidden_window_gives_no_confidence(hidden):
    assert (hidden.confidence == 1).all() and (hidden.valid == 0).all()
