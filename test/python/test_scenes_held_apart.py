"""Variants that are held apart never reach a training scene."""

from scene_batches import library
from gossan_library import load_entries
from gossan_scenes.held_apart import choose, load_held


def test_the_committed_list_is_what_the_rule_chooses():
    assert load_held() == choose()


def test_a_quarter_of_each_entry_is_held():
    for name, held in load_held().items():
        count = len(load_entries()[name].variants)
        assert len(held) == (0 if count < 2 else max(1, round(count / 4)))


def test_training_never_shows_what_is_held():
    held = {(entry, variant) for entry, ids in load_held().items() for variant in ids}
    train, apart, every = (set(library(split).variants) for split in ("train", "held", "all"))
    assert not train & held
    assert train | held == every
    # What the held split shares with training are minerals that have nothing held.
    alone = {mineral.entries for mineral in library().names.minerals if not any(load_held()[e] for e in mineral.entries)}
    shared = {entry for entry, _ in train & apart}
    assert shared == {entry for entries in alone for entry in entries} | {"water"}


def test_every_mineral_can_be_drawn_in_every_split():
    for split in ("train", "held", "all"):
        found = library(split)
        assert (found.counts > 0).all()
        for row, count in zip(found.table, found.counts):
            assert len(set(row[:count].tolist())) == count
