import { type Matrix, multiply } from './pdf-matrix.ts';
import { OPS } from './pdf-operators.ts';

/**
 * The operators that keep, bring back or move the graphics state (ISO 32000-1, 8.4.2 and 8.10.1), for whatever a reader of
 * drawings keeps in it. @returns the state that holds from now on; null for any other operator
 */
export function placedState<S extends { matrix: Matrix }>(
  fn: number,
  args: readonly unknown[],
  state: S,
  stack: S[],
): S | null {
  switch (fn) {
    case OPS.save:
    case OPS.beginGroup:
      stack.push({ ...state });
      return state;
    case OPS.restore:
    case OPS.endGroup:
    case OPS.paintFormXObjectEnd:
      return stack.pop() ?? state;
    case OPS.transform:
      state.matrix = multiply(state.matrix, args as unknown as Matrix);
      return state;
    case OPS.paintFormXObjectBegin:
      stack.push({ ...state });
      if (args[0] != null) state.matrix = multiply(state.matrix, args[0] as Matrix);
      return state;
    default:
      return null;
  }
}
