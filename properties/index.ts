/**
 * What must hold, what must be reachable, and the historical bugs that must be found.
 *
 * @module
 */
export { declare, type Declared, witness } from "./dledger/declare.ts"
export { explain } from "./dledger/explain.ts"
export { modelOf, models, propertiesOf } from "./dledger/suites.ts"
export { controls, type Mutant, mutants } from "./mutants/index.ts"
export { withRule } from "./mutants/mutant.ts"
export { mutantPins, type Pin, pins } from "./pins.ts"
export { type Suite, suites } from "./suites.ts"
