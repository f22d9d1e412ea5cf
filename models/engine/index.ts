/**
 * The checker. It explores any world built from slots and messages, and knows nothing of RocketMQ.
 *
 * Write a world with {@link defineModel} (nodes by name) or as a `Model` (everything that the engine can do), and give it to
 * {@link explore} (every state) or {@link simulate} (random walks); {@link report} puts what came of it in words.
 * `docs/check-your-own-protocol.md` takes you through all of it.
 *
 * @module
 */
export { debugged } from "./debug.ts"
export { defineModel, type DefinedModel, node } from "./define.ts"
export type { Choice, Claim, Definition, Node, Promise, Reaction, Seen, States, UnderWay } from "./definition.ts"
export { encode, NotPlainData } from "./encode.ts"
export { type Asymmetry, type EquivarianceOptions, findAsymmetry } from "./equivariance.ts"
export { explore, exploreAsync } from "./explore.ts"
export { growingText } from "./growth.ts"
export { hashText } from "./hash.ts"
export { type Call, called, type History, isLinearizable, returned, type SequentialObject } from "./linearizable.ts"
export { ModelMistake } from "./mistake.ts"
export type * from "./model.ts"
export { whyNotReduced } from "./reduction.ts"
export { neverLines, report, reportSimulation } from "./report.ts"
export type * from "./result.ts"
export { simulate, type SimulatedViolation, type SimulateOptions, type Simulation } from "./simulate.ts"
export { permutationsOfNodes } from "./symmetry.ts"
export { moveText, traceText } from "./tell.ts"
export { replay } from "./trace.ts"
