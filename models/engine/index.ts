/**
 * The checker. It explores any world built from slots and messages, and knows nothing of RocketMQ.
 *
 * @module
 */
export { encode, hashText } from "./encode.ts"
export { explore } from "./explore.ts"
export * from "./model.ts"
export * from "./result.ts"
export { applied, outcomeOf, replay } from "./trace.ts"
