import { METHODS, type Method } from '../../model-server/adapters/adapter-card.ts';
import type { Conversation } from './conversation.ts';
import { wrong } from './wrong.ts';

/**
 * `/retrain [SET] [METHOD]` shows what a retraining will do, by default with the answers that were judged so far, asks, and runs
 * it in the background; `/retrain yes` and `/retrain no` decide on what the gate let pass; while one runs, `/retrain` says how far it is, `/retrain stop` stops it.
 * @throws GossanError what planning and deciding throw
 */
export async function retrainInChat(chat: Conversation, argument: string): Promise<void> {
  const words = argument.split(/\s+/).filter(Boolean);
  if (words.length === 1 && /^(stop|停止)$/i.test(words[0]!)) {
    if (!chat.background.stop()) throw wrong(chat.zh ? '没有正在进行的重新训练。' : 'No retraining runs.');
    return;
  }
  if (chat.background.running) return chat.say({ kind: 'note', text: chat.background.progressText() });
  if (words.length === 1 && /^(yes|no|是|否)$/i.test(words[0]!)) return decide(chat, /^(yes|是)$/i.test(words[0]!));
  await plan(chat, words);
}

async function plan(chat: Conversation, words: string[]): Promise<void> {
  const [
    { setToLearn },
    { setText },
    { planRun, recipePath },
    { estimateSeconds },
    { openSet },
    { durationText },
    { thisUser },
  ] = await Promise.all([
    import('./retrain-set.ts'),
    import('../dataset-text.ts'),
    import('../../fine-tune/workflow/run.ts'),
    import('../../fine-tune/workflow/estimate.ts'),
    import('../../fine-tune/dataset/manifest.ts'),
    import('../../fine-tune/workflow/trainer.ts'),
    import('../adapter-text.ts'),
  ]);
  const zh = chat.zh;
  const method = METHODS.find((one) => words.includes(one)) ?? 'lora';
  const dataset = await setToLearn(
    chat,
    words.find((word) => !METHODS.includes(word as Method)),
  );
  if (dataset === null) return;
  const { manifest } = openSet(dataset);
  const { train, val, target } = manifest.counts;
  const time = durationText(estimateSeconds(train, target, method, recipePath('nano')));
  chat.say({
    kind: 'text',
    text: [
      setText(manifest, zh ? 'zh' : 'en'),
      zh
        ? `将用 ${method} 训练 ${train} 行（验证 ${val}，目标 ${target}），随后经评估关口与当前模型比较。预计约 ${time}（分:秒）；期间可以继续提问。`
        : `${method} learns ${train} ${train === 1 ? 'line' : 'lines'} (${val} validate, ${target} ${target === 1 ? 'is' : 'are'} the target), then the gate compares it with what is active. ` +
          `About ${time} (min:s) on this machine; you can go on asking meanwhile.`,
    ].join('\n'),
  });
  const answer = await chat.askUser(zh ? '开始吗？是 / 否' : 'Begin? yes or no');
  if (!/^(y|yes|是|好)$/i.test(answer?.trim() ?? '')) {
    return chat.say({ kind: 'note', text: zh ? '未开始。' : 'Nothing was begun.' });
  }
  const { record } = planRun({ dataset, method, by: thisUser() });
  chat.say({
    kind: 'note',
    text: zh
      ? `重新训练 ${record.id} 在后台进行；/retrain 显示进度，/retrain stop 停止。`
      : `Retraining ${record.id} runs in the background; /retrain says how far it is, /retrain stop stops it.`,
  });
  // Not awaited: the chat goes on.
  void chat.background.run(record.id);
}

async function decide(chat: Conversation, yes: boolean): Promise<void> {
  const [{ advanceRun, listRuns }, { runText }, { thisUser }] = await Promise.all([
    import('../../fine-tune/workflow/run.ts'),
    import('../run-text.ts'),
    import('../adapter-text.ts'),
  ]);
  const waiting = listRuns().find(({ status }) => status === 'waiting');
  if (!waiting) throw wrong(chat.zh ? '没有等待决定的重新训练。' : 'No retraining waits for a decision.');
  const done = await advanceRun(waiting.id, {}, { yes, by: thisUser() });
  chat.say({ kind: 'note', text: runText(done, chat.zh ? 'zh' : 'en') });
}
