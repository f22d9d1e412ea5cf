/**
 * The checker. It explores any world built from slots and messages, and knows nothing of RocketMQ.
 *
 * @module
 */
export { encode } from "./encode.ts"
export { type Asymmetry, type EquivarianceOptions, findAsymmetry } from "./equivariance.ts"
export { explore, exploreAsync } from "./explore.ts"
export { hashText } from "./hash.ts"
export type * from "./model.ts"
export { whyNotReduced } from "./reduction.ts"
export type * from "./result.ts"
export { simulate, type SimulatedViolation, type SimulateOptions, type Simulation } from "./simulate.ts"
export { permutationsOfNodes } from "./symmetry.ts"
export { replay } from "./trace.ts"
