/**
 * Threads that wait by spinning take the other core from whoever works: half of the CPU time for the same result.
 * What transformers.js hands to ONNX Runtime.
 */
export const SESSION = { extra: { session: { intra_op: { allow_spinning: '0' } } } };
