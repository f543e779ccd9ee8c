#!/usr/bin/env bash
# One call on a GPU machine: checks, speed of the renderer, training, report, weights in parts. Run from anywhere.
#   OUT=folder bash model-server/python/train-on-gpu.sh [--minutes 6] [--init model.safetensors] [--span 0 1] [--views minerals-48] [--tiny] [--python python3]
# Leaves in $OUT: model.safetensors.00 .01 …, parts.json, log.jsonl, training.json, figures.json (8 files at most, each below 16 MiB).
# Checks, the trial and the report take two to four minutes beside the training; the weights are written before the report.
# All GPUs of the machine train together. --tiny tries the whole path on a CPU in a few minutes; its weights are worth nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
: "${OUT:?set OUT to the folder for the results}"
minutes=6 views=minerals-48 init="" span=(0 1) tiny="" python=python3 batch="" rate="" scenes=1024
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) minutes=$2; shift 2 ;;
    --init) init=$2; shift 2 ;;
    --span) span=("$2" "$3"); shift 3 ;;
    --batch) batch=$2; shift 2 ;;
    --rate) rate=$2; shift 2 ;;
    --views) views=$2; shift 2 ;;
    --scenes) scenes=$2; shift 2 ;;
    --python) python=$2; shift 2 ;;
    --tiny) tiny=--tiny; shift ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
done
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)
[ -z "$init" ] || init=$(realpath "$init")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here"
export PYTHONUNBUFFERED=1 TOKENIZERS_PARALLELISM=false HF_HUB_OFFLINE=1

echo "== machine"
"$python" -c "import torch, transformers, numpy, safetensors, tokenizers as t
print('torch', torch.__version__, 'transformers', transformers.__version__, 'tokenizers', t.__version__)
print([torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())] or 'no GPU')"
gpus=$("$python" -c "import torch; print(torch.cuda.device_count())")

common=($tiny --folder "$here/../models/gossan-nano" --views "$views")
if [ -n "$tiny" ]; then
  batch=${batch:-4} scenes=8
  length=(--steps 20 --evaluate-scenes 8)
else
  length=(--minutes "$minutes")
fi

echo "== forward pass against transformers' own"
"$python" -m gossan_nano check "${common[@]}"

if [ "$gpus" -gt 0 ]; then
  echo "== renderer"
  "$python" -m gossan_scenes --speed --varied --views "$views"
fi

# Compiled layers are faster; where the compiler is missing or fails, three steps show it, and the run goes without.
compile=""
if [ "$gpus" -gt 0 ]; then
  echo "== trial of compiled layers"
  if timeout 150 "$python" -m gossan_nano train "${common[@]}" --out "$work/trial" --steps 4 --batch 64 --evaluate-scenes 64 --compile; then
    compile=--compile
  else
    echo "compiling failed; training goes without it"
  fi
fi

echo "== training"
launch=("$python")
[ "$gpus" -lt 2 ] || launch=("$python" -m torch.distributed.run --standalone --nproc_per_node "$gpus")
"${launch[@]}" -m gossan_nano train "${common[@]}" --out "$OUT" --work "$work" "${length[@]}" --span "${span[@]}" $compile \
  ${batch:+--batch "$batch"} ${rate:+--rate "$rate"} ${init:+--init "$init"} --report "$scenes"
ls -l "$OUT"
