import { type Comparison, compare, newComparison } from '../identify/compare.ts';
import { BlockComparison, CLOSE_CALL } from '../identify/compare-block.ts';
import { judge, newVerdict, type Verdict } from '../identify/judge.ts';
import type { PreparedGroup } from '../identify/prepared.ts';

/** Names spectra that lie side by side, in one group of absorptions. Memory is allocated once. */
export class GroupNamer {
  readonly group: PreparedGroup;
  /** Of the spectrum that {@link decide} saw last. */
  readonly verdict: Verdict = newVerdict();
  readonly #compared: Comparison;
  readonly #block: BlockComparison;

  constructor(group: PreparedGroup) {
    this.group = group;
    this.#compared = newComparison(group);
    this.#block = new BlockComparison(group);
  }

  /**
   * Compares up to BLOCK_PIXELS spectra with the group's shapes.
   * @param data value of band b of sample s is `data[line + b * stride + s]`
   * @param noise one standard deviation of reflectance, by place in `samples`
   */
  project(data: Float32Array, line: number, stride: number, samples: Int32Array, noise: ArrayLike<number>): void {
    if (!this.group.unusable) this.#block.project(data, line, stride, samples, noise);
  }

  /**
   * @param p the spectrum's place in the block that was projected last; its values are `data[start + b * stride]`
   * @returns whether it has a name: then `verdict` holds it, else why not
   */
  decide(p: number, data: Float32Array, start: number, stride: number, noise: number): boolean {
    const { group, verdict } = this;
    verdict.candidate = -1;
    verdict.none = 'dark';
    if (group.unusable || !this.#block.select(p, this.#compared)) return false;
    judge(group, this.#compared, noise, data, start, stride, verdict);
    if (verdict.candidate >= 0 && verdict.margin < CLOSE_CALL) {
      compare(group, data, this.#compared, start, stride);
      judge(group, this.#compared, noise, data, start, stride, verdict);
    }
    return verdict.candidate >= 0;
  }
}
