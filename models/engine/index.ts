/**
 * The checker. It explores any world built from slots and messages, and knows nothing of RocketMQ.
 *
 * @module
 */
export { encode } from "./encode.ts"
export { explore } from "./explore.ts"
export { hashText } from "./hash.ts"
export type * from "./model.ts"
export type * from "./result.ts"
export { permutationsOfNodes } from "./symmetry.ts"
export { replay } from "./trace.ts"
