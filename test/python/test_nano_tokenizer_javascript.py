"""transformers.js reads texts to the same tokens as Python, and renders the same prompt."""

import json
import subprocess

import pytest

from conftest import NODE, ROOT
from nano_model import VIEWS, tokens
from test_nano_tokenizer import TEXTS

from gossan_nano.configuration import MODEL_FOLDER
from gossan_nano.tokenizer_texts import documents
from gossan_nano.tokens import prompt

SCRIPT = """
import { PreTrainedTokenizer } from '@huggingface/transformers';
import { readFileSync } from 'node:fs';
const [folder] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
const tokenizer = new PreTrainedTokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
const { texts, talk } = JSON.parse(readFileSync(0, 'utf8'));
const ids = texts.map((text) => tokenizer.encode(text, { add_special_tokens: false }));
const rendered = tokenizer.apply_chat_template(talk, { tokenize: false, add_generation_prompt: true });
console.log(JSON.stringify({ ids, back: ids.map((row) => tokenizer.decode(row, { skip_special_tokens: false })), rendered }));
"""


def test_javascript_has_the_same_tokens(tmp_path):
    if not NODE.exists() or not (ROOT / "node_modules" / "@huggingface" / "transformers").exists():
        pytest.skip("needs the installed npm packages")
    # Inside the project, so that its packages are found.
    script = ROOT / ".cache" / "test-nano-tokenizer.mjs"
    script.parent.mkdir(exist_ok=True)
    script.write_text(SCRIPT, encoding="utf-8")
    texts = [*TEXTS, prompt(VIEWS, "有哪些矿物？", "明矾石 32%，高岭石 12%"), *documents()[::25]]
    talk = [{"role": "user", "content": [{"type": "text", "text": "iron: "}, {"type": "image_url"}, {"type": "text", "text": "\nWhat?"}]}]
    done = subprocess.run(
        [NODE, script, MODEL_FOLDER], input=json.dumps({"texts": texts, "talk": talk}), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["ids"] == [tokens().encode(text) for text in texts]
    assert found["rendered"] == prompt(["iron"], "What?")
