"""The tokenizer: whole names and digits, nothing lost, the chat template, the same file for the same texts."""

import json

from nano_model import VIEWS, tokens

from gossan_nano.configuration import MODEL_FOLDER
from gossan_nano.tokenizer import VOCABULARY, train
from gossan_nano.tokenizer_texts import names
from gossan_nano.tokens import prompt

TEXTS = [
    "Is there copper-related hydrothermal alteration in this window?",
    "这个窗口里有没有与铜有关的热液蚀变？",
    '[{"bbox_2d": [12, 0, 345, 1000], "label": "alunite"}, {"bbox_2d": [1, 2, 3, 4], "label": "高岭石"}]',
    "Minerals: alunite 32%, kaolinite 12%\nAlteration: advanced argillic\nCopper: high, 0.73",
    "  two  spaces,\ttab\r\nCafé naïve 𝛼 😀 ½ ",
]


def test_texts_come_back_whole():
    for text in TEXTS:
        assert tokens().decode(tokens().encode(text)) == text


def test_every_name_digit_and_yes_is_one_token():
    assert len(tokens()) == VOCABULARY
    for text in [*names(), *"0123456789", "Yes", "No", "是", "否", "."]:
        assert tokens().one(text) == tokens().encode(f"{text}")[0]


def test_numbers_are_read_digit_by_digit():
    ids = tokens().encode("0.73")
    assert ids == [tokens().digits[0], tokens().one("."), tokens().digits[7], tokens().digits[3]]


def test_the_chat_template_renders_the_prompt_of_training():
    from transformers import AutoTokenizer

    theirs = AutoTokenizer.from_pretrained(MODEL_FOLDER)
    content = []
    for number, view in enumerate(VIEWS):
        content += [{"type": "text", "text": f"{chr(10) if number else ''}{view}: "}, {"type": "image_url", "image_url": {"url": ""}}]
    content.append({"type": "text", "text": "\nWhich minerals?"})
    talk = [{"role": "user", "content": content}, {"role": "assistant", "content": "none"}]
    asked = theirs.apply_chat_template(talk[:1], tokenize=False, add_generation_prompt=True)
    assert asked == prompt(VIEWS, "Which minerals?")
    assert theirs.apply_chat_template(talk, tokenize=False) == prompt(VIEWS, "Which minerals?", "none")
    assert theirs(asked)["input_ids"] == tokens().encode(asked)


def test_the_same_texts_make_the_same_tokenizer():
    first, second = (json.loads(train(TEXTS * 3).to_str()) for _ in range(2))
    assert first == second
