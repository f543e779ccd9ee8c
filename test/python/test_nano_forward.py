"""The dense forward pass has the logits and position ids of transformers' own."""

from nano_model import tiny, tokens, torch

from gossan_nano import forward
from gossan_nano.check import WITHIN, difference, example, theirs
from gossan_nano.generate import prompts_of
from gossan_nano.positions import position_ids


def test_logits_are_those_of_transformers():
    assert difference(tiny(), tokens()) <= WITHIN


def test_position_ids_are_those_of_transformers():
    model = tiny()
    ids, attention, pixels = example(tokens())
    image = model.config.image_token_id
    given = theirs(ids, attention, pixels, image)
    reference, _ = model.model.get_rope_index(
        ids, given["mm_token_type_ids"], image_grid_thw=given["image_grid_thw"], attention_mask=attention
    )
    assert torch.equal(position_ids(ids, image) * attention, reference * attention)


def test_padding_changes_no_token_before_it():
    model = tiny()
    ids, attention, pixels = example(tokens())
    language = model.model.language_model
    places = position_ids(ids, model.config.image_token_id)
    with torch.no_grad():
        masked, _ = forward.decode(language, language.embed_tokens(ids), None, places, forward.causal_mask(attention))
        causal, _ = forward.decode(language, language.embed_tokens(ids), None, places)
    there = attention.bool()
    assert torch.allclose(masked[there], causal[there], atol=1e-5)


def test_a_row_may_show_fewer_pictures_than_the_batch_has():
    image = tokens().special["<|image_pad|>"]
    ids = torch.tensor([[1] + [image] * 36 + [2] * 37, [1] + [image] * 36 + [2] + [image] * 36])
    pictures = torch.arange(2 * 72 * 4.0).view(2, 72, 4) + 1
    placed, deep, here = forward.place_pictures(ids, pictures, pictures[None].expand(3, -1, -1, -1), image)
    assert here.sum(1).tolist() == [36, 72]
    assert torch.equal(placed[0][here[0]], pictures[0, :36])
    assert torch.equal(deep[2, 1][here[1]], pictures[1])
    assert placed[~here].abs().sum() == 0


def test_a_prompt_ends_where_the_first_answer_begins():
    labels = torch.tensor([[-100, -100, 5, 6, -100, 7], [-100, -100, -100, -100, 8, 9]])
    prompts, lengths = prompts_of(torch.arange(12).view(2, 6), labels)
    assert lengths.tolist() == [2, 4] and prompts.shape == (2, 4)
