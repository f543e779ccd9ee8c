import type { Invocation } from '../../invocation.ts';
import { printAgreement } from '../eval/vision.ts';

export async function run(call: Invocation): Promise<undefined> {
  await printAgreement(call, call.args[0]);
}
