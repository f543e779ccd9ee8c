"""
Every piece of text that a talk can be put together from, and where each stands in the table.

Borders between pieces lie only where a tokenizer splits anyway, or where a text is generated and never read: a question is one
piece, with the name that it asks for; a mark is never parted from what follows it; numbers follow a letter, a bracket, or a
space, and are read digit by digit. A test reads whole talks with a tokenizer and finds the same tokens.
"""

from dataclasses import dataclass, field

from gossan_views import recipe_names

from .names import Names, load_data, load_names

LANGUAGES = ("en", "zh")
VIEW_TOKENS = 36
PICTURE = "<|vision_start|>" + "<|image_pad|>" * VIEW_TOKENS + "<|vision_end|>"
START = "<|im_start|>user\n"
ANSWER = "<|im_end|>\n<|im_start|>assistant\n"
END = "<|im_end|>"
NEXT = "\n<|im_start|>user\n"
LAST = "\n"
BOX = '[{"bbox_2d": ['
MORE = '{"bbox_2d": ['
NAMED_TASKS = ("present", "ground")
WHOLE = 100
COORDINATES = 1001


@dataclass
class Pieces:
    """texts[0] is the empty piece. `rows` gives the first row of a series by its key; a series counts on from there."""

    names: Names
    tasks: list[str]
    texts: list[str] = field(default_factory=lambda: [""])
    rows: dict[tuple, int] = field(default_factory=dict)
    wordings: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, key: tuple, *texts: str) -> None:
        self.rows[key] = len(self.texts)
        self.texts.extend(texts)


def build_pieces() -> Pieces:
    """All pieces: of both languages, all tasks, and all view recipes that there are."""
    names = load_names()
    tasks = load_data("questions")["tasks"]
    pieces = Pieces(names, list(tasks))
    pieces.add(("frame",), START, ANSWER, END, NEXT, LAST)
    for view in recipe_names():
        pieces.add(("view", view), f"{view}: {PICTURE}\n")
    pieces.add(("coordinate",), *(str(at) for at in range(COORDINATES)))
    pieces.add(("comma",), ", ")
    pieces.add(("no box",), "[]")
    pieces.add(("box",), BOX)
    hundredths = [f"{at / 100:.2f}" for at in range(WHOLE + 1)]
    pieces.add(("probability",), *hundredths)
    for language in LANGUAGES:
        for task, wordings in tasks.items():
            asked = names.asked(language) if task in NAMED_TASKS else [""]
            pieces.wordings[task, language] = len(wordings[language])
            texts = [wording.replace("{name}", name) for wording in wordings[language] for name in asked]
            pieces.add(("question", task, language), *texts)
        add_answers(pieces, language, hundredths)
    return pieces


def add_answers(pieces: Pieces, language: str, hundredths: list[str]) -> None:
    form = load_data("answers")[language]
    spoken = pieces.names.spoken(language)
    minerals = spoken[: len(pieces.names.minerals)]
    types = [*spoken[len(minerals) :], form["none"]]
    after, comma = form["after"], form["next"]
    pieces.add(("yes", language), form["no"], form["yes"])
    pieces.add(("first", language), *minerals, form["none"])
    pieces.add(("titled", language), *(form["minerals"] + name for name in [*minerals, form["none"]]))
    pieces.add(("following", language), *(f"{after}{comma}{name}" for name in minerals))
    pieces.add(("percent", language), *(form["percent"].replace("{n}", str(at)) for at in range(WHOLE + 1)))
    pieces.add(("after", language), after)
    pieces.add(("label, more", language), *(f'], "label": "{name}"}}, {MORE}' for name in spoken))
    pieces.add(("label, last", language), *(f'], "label": "{name}"}}]' for name in spoken))
    pieces.add(("alteration", language), *(form["alteration"] + name for name in types))
    pieces.add(("alteration after percent", language), *(after + form["alteration"] + name for name in types))
    pieces.add(("zoning", language), *(form["zoning"] + name + place for name in minerals for place in form["places"]))
    pieces.add(("no zoning", language), form["zoning"] + form["none"])
    pieces.add(("zoning beside", language), *(comma + name + place for name in minerals for place in form["places"]))
    pieces.add(("copper", language), *(form["copper"] + form["levels"][level] for level in ("low", "moderate", "high")))
    pieces.add(("copper number", language), *(comma + number for number in hundredths))
    pieces.add(("confidence", language), *(f"{form['confidence']}0.{tenths}" for tenths in range(1, 10)))
