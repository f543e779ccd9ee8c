"""Answers have exactly the agreed forms and say what is true."""

import json
import re

import pytest

from scene_batches import answers_of, drawn, letters_writer, library, read, torch

N = 24
TASKS = ("copper", "present", "minerals", "probability", "ground", "ground minerals", "ground types", "describe")
NUMBER = r"(?:0\.\d\d|1\.00)"
PLACE_EN = r"(?:to the (?:north|south)(?:-(?:east|west))?|to the (?:east|west)|in the centre|around it|throughout)"
LISTS = {
    "en": r"none|[a-z ]+ \d+%(?:, [a-z ]+ \d+%){0,5}",
    "zh": r"无|[一-鿿]+ \d+%(?:，[一-鿿]+ \d+%){0,5}",
}
FORMS = {
    "copper": {"en": "Yes|No", "zh": "是|否"},
    "present": {"en": "Yes|No", "zh": "是|否"},
    "minerals": LISTS,
    "probability": {"en": NUMBER, "zh": NUMBER},
    "describe": {
        "en": rf"Minerals: (?:{LISTS['en']})\nAlteration: [a-z ]+\nZoning: (?:none|[a-z ]+ {PLACE_EN}(?:, [a-z ]+ {PLACE_EN})?)"
        rf"\nCopper: (?:high|moderate|low), {NUMBER}\nConfidence: 0\.[1-9]",
        "zh": rf"矿物：(?:{LISTS['zh']})\n蚀变：[一-鿿]+\n分带：(?:无|[一-鿿]+(?:，[一-鿿]+)?)\n铜：[高中低]，{NUMBER}\n置信度：0\.[1-9]",
    },
}


def truth():
    return drawn(N, 21)[2]


def share(row, subject):
    return torch.cat([truth().fractions, truth().alteration], 1)[row, subject].item()


@pytest.mark.parametrize("task", FORMS)
def test_form(task):
    for _, language, _, _, answer in answers_of(truth(), task):
        assert re.fullmatch(FORMS[task][language], answer), answer


def test_minerals_are_those_of_the_truth():
    names = library().names
    for row, language, _, _, answer in answers_of(truth(), "minerals"):
        spoken = names.spoken(language)
        found = re.findall(r"([^\d%,，]+) (\d+)%", answer)
        order = sorted(range(len(names.minerals)), key=lambda m: -truth().fractions[row, m].item())
        wanted = [(spoken[m], round(100 * truth().fractions[row, m].item())) for m in order if truth().fractions[row, m] >= 0.03]
        assert [(name.strip(), int(percent)) for name, percent in found] == wanted[:6]


def test_yes_and_no():
    for row, _, _, _, answer in answers_of(truth(), "copper"):
        assert (answer in ("Yes", "是")) == bool(truth().copper_yes[row])
    said = set()
    for row, language, subject, question, answer in answers_of(truth(), "present"):
        assert library().names.asked(language)[subject] in question
        assert (answer in ("Yes", "是")) == (share(row, subject) >= 0.03)
        assert share(row, subject) >= 0.03 or share(row, subject) < 0.005
        said.add(answer)
    assert said == {"Yes", "No", "是", "否"}


def test_probability_is_the_favourability():
    for row, _, _, _, answer in answers_of(truth(), "probability", rounds=1):
        assert float(answer) == pytest.approx(truth().copper[row].item(), abs=0.00501)


@pytest.mark.parametrize("task", ["ground", "ground minerals", "ground types"])
def test_boxes(task):
    names = library().names
    empty = 0
    for row, language, subject, _, answer in answers_of(truth(), task):
        spoken = names.spoken(language)
        subjects = {
            "ground": [subject],
            "ground minerals": range(len(names.minerals)),
            "ground types": range(len(names.minerals), len(spoken)),
        }[task]
        shares = {s: truth().box_share[row, s].item() for s in subjects if truth().box_share[row, s] > 0}
        found = json.loads(answer)
        assert [truth().box_share[row, spoken.index(box["label"])].item() for box in found] == sorted(shares.values(), reverse=True)[:4]
        for box in found:
            x0, y0, x1, y1 = box["bbox_2d"]
            assert 0 <= x0 < x1 <= 1000 and 0 <= y0 < y1 <= 1000
            assert box["bbox_2d"] == truth().boxes[row, spoken.index(box["label"])].tolist()
        assert answer == json.dumps(found, ensure_ascii=False)
        empty += not found
    assert empty > 0


def test_only_answers_and_their_ends_are_learned():
    talk = letters_writer().write(truth(), (1, 3), (1, 3))
    for row in range(N):
        text = read(talk.input_ids[row][talk.attention[row]])
        learned = talk.labels[row]
        assert (learned[~talk.attention[row]] == -100).all()
        wanted = "".join(re.findall(r"assistant\n(.*?<\|im_end\|>)", text, re.S))
        assert read(learned[learned >= 0]) == wanted
        turns = int((talk.tasks[row] >= 0).sum())
        assert text.count("<|im_start|>user\n") == turns == text.count("<|im_start|>assistant\n")
        assert len(set(talk.tasks[row, :turns].tolist())) == turns
        views = re.findall(r"([a-z0-9-]+): <\|vision_start\|>((?:<\|image_pad\|>)+)<\|vision_end\|>\n", text)
        assert len(views) == talk.view_count[row]
        for (name, pads), view in zip(views, talk.view_order[row].tolist()):
            assert name == ("alteration-depths", "embedding", "iron")[view]
            assert pads.count("<|image_pad|>") == 36
    assert sorted(set(talk.view_count.tolist())) == [1, 2, 3]
    assert {1, 2, 3} == {int(n) for n in (talk.tasks >= 0).sum(1)}


def test_all_tasks_and_languages_come():
    tasks, languages = set(), set()
    for _ in range(6):
        talk = letters_writer().write(truth())
        tasks |= set(talk.tasks.flatten().tolist())
        languages |= set(talk.languages.flatten().tolist())
    assert tasks == {-1, *range(len(TASKS))} and languages == {-1, 0, 1}
    assert tuple(letters_writer().pieces.tasks) == TASKS
