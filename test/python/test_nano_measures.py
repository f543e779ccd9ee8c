"""Figures of agreement on cases that can be worked out by hand, and the reading of answers in both languages."""

import pytest

from nano_model import torch

from gossan_nano.answers import read_alteration, read_boxes, read_minerals
from gossan_nano.measures import Presence, auc, best_overlaps, calibration_error, fit_platt


def test_auc_counts_ties_half():
    score = torch.tensor([1.0, 2.0, 2.0, 3.0])
    assert auc(score, torch.tensor([False, True, False, True])) == pytest.approx(0.875)


def test_platt_finds_the_slope_that_scores_were_drawn_with():
    score = torch.randn(20000, generator=torch.Generator().manual_seed(1)) * 2
    truth = torch.rand(20000, generator=torch.Generator().manual_seed(2)) < torch.sigmoid(0.5 * score - 1)
    a, b = fit_platt(score, truth)
    assert a == pytest.approx(0.5, abs=0.05) and b == pytest.approx(-1, abs=0.05)
    assert calibration_error(torch.sigmoid(a * score + b), truth) < 0.02
    assert calibration_error(torch.sigmoid(4 * score), truth) > 0.1


def test_presence_counts_names_and_shares():
    found = Presence()
    found.add({"alunite": 0.3, "calcite": 0.1}, {"alunite": 0.2, "dickite": 0.05})
    assert found.figures() == pytest.approx({"f1": 0.5, "precision": 0.5, "recall": 0.5, "share_error": 0.25 / 3})


def test_overlap_asks_for_the_same_label():
    true = [("alunite", (0, 0, 100, 100)), ("calcite", (0, 0, 100, 100))]
    said = [("alunite", (50, 0, 150, 100)), ("alunite", (0, 0, 10, 10)), ("dolomite", (0, 0, 100, 100))]
    assert best_overlaps(said, true) == pytest.approx([1 / 3, 0])


def test_answers_are_read_in_both_languages():
    assert read_minerals("明矾石 32%，高岭石 12%") == read_minerals("alunite 32%, kaolinite 12%") == {"alunite": 0.32, "kaolinite": 0.12}
    assert read_minerals("none") == {} and read_minerals("alunite 32") == {}
    assert read_boxes('[{"bbox_2d": [1, 2, 3, 4], "label": "高岭石"}]') == [("kaolinite", (1, 2, 3, 4))]
    assert read_boxes('[{"bbox_2d": [1, 2') == [] == read_boxes("[]")
    assert read_alteration("矿物：明矾石 32%\n蚀变：高级泥化\n铜：高，0.73") == "advanced argillic"
