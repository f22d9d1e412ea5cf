/**
 * Traces to perform, from the models: the shortest to each witness of one, or to what a mutant breaks.
 *
 * @module
 */
import { explore } from "../../models/engine/index.ts"
import type { AnyModel } from "../../models/engine/model.ts"
import type { PropertyResult, Trace } from "../../models/engine/result.ts"
import { modelWith, type Mutant } from "../../properties/mutants/mutant.ts"
import { pins } from "../../properties/pins.ts"
import { type Suite, suiteOf } from "../../properties/suites.ts"

export interface Found {
  readonly suite: Suite
  readonly model: AnyModel
  readonly property: string
  readonly trace: Trace
}

const withTraces = (suite: Suite, model: AnyModel, results: readonly PropertyResult[]): readonly Found[] =>
  results.flatMap(({ id, trace }) => (trace === undefined ? [] : [{ suite, model, property: id, trace }]))

/** To every witness. The search ends with the one that is farthest, as pinned. */
export const witnessesOf = (suite: Suite): readonly Found[] => {
  const model = suite.model()
  const far = Object.entries(pins[suite.name]?.witnesses ?? {}).sort(([, a], [, b]) => b - a)[0]
  return withTraces(suite, model, explore(model, far === undefined ? {} : { stopAt: [far[0]] }).properties)
}

/** To one. */
export const witnessOf = (topic: string, property: string): Found => {
  const suite = suiteOf(topic)
  const model = suite.model()
  return only(withTraces(suite, model, explore(model, { stopAt: [property] }).properties), topic, property)
}

/** To what it breaks. */
export const counterexampleOf = (mutant: Mutant): Found => {
  const suite = suiteOf(mutant.model)
  const model = modelWith(suite, mutant)
  return only(withTraces(suite, model, explore(model, { stopAt: [mutant.property] }).properties), mutant.model, mutant.property)
}

const only = (found: readonly Found[], topic: string, property: string): Found => {
  const one = found.find((each) => each.property === property)
  if (one === undefined) throw new Error(`${topic} has no trace to ${property}`)
  return one
}

/** Witnesses (as numbered in `properties/`) whose steps a black box can be told to make, and one that it cannot. */
export const forRealBrokers: readonly (readonly [witness: string, topic: string, property: string])[] = [
  ["W1: a disk is destroyed", "multi-master/disk-loss", "acked message lost"],
  ["W2: what is not flushed, as far as processes go: it outlives a crash", "multi-master/crash", "served after the faults"],
  ["W2: and does not outlive the power", "multi-master/power-loss", "acked message lost"],
  ["W4: a dead master's queue", "multi-master/two-masters", "W4 cluster writable, queue unreadable"],
  ["W5: acked and not copied", "async-replication/disk-loss", "acked message lost"],
  ["W9: the slave is down", "sync-double-write/slave-down-1master", "W9 SLAVE_NOT_AVAILABLE"]
]
