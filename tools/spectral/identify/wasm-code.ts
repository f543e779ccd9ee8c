/**
 * The instructions of WebAssembly that the kernels need, in their binary form (WebAssembly core specification 2.0,
 * section 5.4), and the module around them. Kernels are written in these instead of compiled from C: they are short
 * loops, no compiler is needed to build them, and no binary lies in the tree.
 */

export const I32 = 0x7f;
export const V128 = 0x7b;

/** float32 in a vector of 128 bits. */
export const LANES_OF_VECTOR = 4;

const memoryAccess = (code: readonly number[], alignment: number) => (offset: number) => [
  ...code,
  alignment,
  ...unsigned(offset),
];

export const OP = {
  loop: [0x03, 0x40],
  block: [0x02, 0x40],
  end: [0x0b],
  branchIf: (depth: number) => [0x0d, depth],
  get: (local: number) => [0x20, local],
  set: (local: number) => [0x21, local],
  constant: (value: number) => [0x41, ...signed(value)],
  add: [0x6a],
  subtract: [0x6b],
  multiply: [0x6c],
  notEqual: [0x47],
  isZero: [0x45],
  loadInteger: memoryAccess([0x28], 2),
  /** Four float32 side by side. */
  load: memoryAccess([0xfd, 0x00], 2),
  /** One float32 into all four lanes. */
  loadSplat: memoryAccess([0xfd, 0x09], 2),
  store: memoryAccess([0xfd, 0x0b], 2),
  splat: (value: number) => [0xfd, 0x0c, ...repeat(LANES_OF_VECTOR, () => [...float32Bytes(value)])],
  zero: [0xfd, 0x0c, ...new Array<number>(16).fill(0)],
  add4: [0xfd, 0xe4, 0x01],
  subtract4: [0xfd, 0xe5, 0x01],
  multiply4: [0xfd, 0xe6, 0x01],
  divide4: [0xfd, 0xe7, 0x01],
  larger4: [0xfd, 0xe9, 0x01],
  /** Relaxed SIMD: product of the first two plus the third, rounded once where the processor can. */
  multiplyAdd4: [0xfd, 0x85, 0x02],
  /** All bits of a lane where the first is greater (or equal), none elsewhere. */
  greater4: [0xfd, 0x44],
  atLeast4: [0xfd, 0x46],
  and: [0xfd, 0x4e],
  /** 1 where any bit is set. */
  any: [0xfd, 0x53],
  /** Bits of the first where the third has ones, of the second elsewhere. */
  select: [0xfd, 0x52],
};

/** A function without result; parameters are int32. */
export interface WasmFunction {
  name: string;
  parameters: number;
  /** Further locals by count and type, numbered after the parameters. */
  locals: [count: number, type: number][];
  code: number[];
}

/** A module over the memory `host.memory` that exports the functions. */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, items: number[][]): number[] => {
    const content = [items.length, ...items.flat()];
    return [id, ...unsigned(content.length), ...content];
  };
  const bodies = functions.map(({ locals, code }) => {
    const body = [locals.length, ...locals.flat(), ...code, ...OP.end];
    return [...unsigned(body.length), ...body];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      functions.map(({ parameters }) => [0x60, parameters, ...new Array<number>(parameters).fill(I32), 0]),
    ),
    ...section(2, [[...text('host'), ...text('memory'), 0x02, 0x00, 1]]),
    ...section(
      3,
      functions.map((_, i) => [i]),
    ),
    ...section(
      7,
      functions.map(({ name }, i) => [...text(name), 0x00, i]),
    ),
    ...section(10, bodies),
  ]);
}

export function repeat(n: number, of: (i: number) => number[]): number[] {
  return Array.from({ length: n }, (_, i) => of(i)).flat();
}

/** Adds a constant to a local. */
export function advance(local: number, by: number): number[] {
  return [...OP.get(local), ...OP.constant(by), ...OP.add, ...OP.set(local)];
}

/** Ends a loop that runs while a local, less one at each turn, is not zero. */
export function endCountDown(local: number): number[] {
  return [...advance(local, -1), ...OP.get(local), ...OP.branchIf(0), ...OP.end];
}

/** Ends a loop that runs until a local is equal to what `limit` leaves on the stack. */
export function endUntil(local: number, limit: readonly number[]): number[] {
  return [...OP.get(local), ...limit, ...OP.notEqual, ...OP.branchIf(0), ...OP.end];
}

function float32Bytes(value: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setFloat32(0, value, true);
  return new Uint8Array(bytes.buffer);
}

function text(name: string): number[] {
  return [name.length, ...name.split('').map((c) => c.charCodeAt(0))];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const rest = value >> 7;
  const low = value & 0x7f;
  const last = (rest === 0 && !(low & 0x40)) || (rest === -1 && !!(low & 0x40));
  return last ? [low] : [low | 0x80, ...signed(rest)];
}
