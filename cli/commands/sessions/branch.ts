import { GossanError } from '../../../core/errors.ts';
import { withAssistant } from '../../assistant.ts';
import type { Invocation } from '../../invocation.ts';

export async function run(call: Invocation): Promise<undefined> {
  const [from] = call.args;
  const turn = call.options.integer('turn');
  const id = await withAssistant(async (assistant) => {
    const { turns } = assistant.sessions.get(from);
    if (turn !== undefined && turn > turns) {
      throw new GossanError('USAGE', {
        detail: `Session "${from}" has ${turns} turns; there is no turn ${turn}.`,
        command: call.command,
      });
    }
    return assistant.sessions.branch(from, turn);
  });
  call.output.print(`${id} goes on from ${from}${turn === undefined ? '' : ` after turn ${turn}`}`);
  call.output.document({ id, from, turn: turn ?? null });
}
