/**
 * What must hold, what must be reachable, and the historical bugs that must be found.
 *
 * @module
 */
export { declare, type Declared, witness } from "./dledger/declare.ts"
export { modelOf, models, propertiesOf } from "./dledger/suites.ts"
export { controls, type Mutant, mutants } from "./mutants/index.ts"
export { withRule } from "./mutants/mutant.ts"
export { mutantPins, type Pin, pins } from "./pins.ts"
export { type Suite, suites } from "./suites.ts"
export { explain } from "./telling/explain.ts"
export { rerun, type WrittenRun } from "./telling/rerun.ts"
export { tell } from "./telling/tell.ts"
export type { Telling } from "./telling/telling.ts"
