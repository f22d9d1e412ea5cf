/**
 * A model explored with a mutant on.
 *
 * @module
 */
import type { AnyModel } from "../../models/engine/model.ts"
import { type Build, promisesOf } from "./hunt.ts"
import type { Kill, Odd } from "./results.ts"
import { DoesNotEnd, type Switch } from "./switch.ts"

/** Seconds that one model may take with one mutant. */
const PATIENCE = 120

/** Nothing if the model holds what it promises as far as it was explored. `watch` sees the model that is explored. */
export const tried = (build: Build, switches: Switch, number: number, suite: Build["suites"][number], maxStates: number, id: string, watch: (model: AnyModel) => AnyModel = (model) => model): Kill | Odd | undefined => {
  const { name: model } = suite
  switches.turnOn(number)
  switches.begin()
  try {
    const result = build.engine.explore(counted(watch(suite.model()), switches), { maxStates, timeoutSeconds: PATIENCE, stopAt: promisesOf(suite) })
    const bad = result.properties.find(({ verdict }) => verdict === "violated" || verdict === "missing")
    if (bad?.trace?.error === new DoesNotEnd().message) return { kind: "odd", id, model, what: "does not end" }
    if (bad !== undefined) return { kind: "kill", id, model, property: bad.id, verdict: bad.verdict as Kill["verdict"] }
    return result.exhausted || (build.pins[model]?.uniqueStates ?? 0) > maxStates ? undefined : result.stopped === "states" && maxStates > (build.pins[model]?.uniqueStates ?? 0) * 2 ? { kind: "odd", id, model, what: "too many states" } : undefined
  } catch (thrown) {
    return { kind: "odd", id, model, what: thrown instanceof DoesNotEnd ? "does not end" : "crashes" }
  } finally {
    switches.turnOn(-1)
  }
}

/** Every call of the spec has its own count of questions. */
const counted = (model: AnyModel, switches: Switch): AnyModel => {
  const begins =
    <F extends (...given: never[]) => unknown>(f: F): F =>
    ((...given: never[]) => {
      switches.begin()
      return f(...given)
    }) as F
  return { ...model, actions: begins(model.actions), act: begins(model.act), receive: begins(model.receive), observe: begins(model.observe), properties: model.properties.map((property) => ({ ...property, holds: begins(property.holds as (...given: never[]) => boolean) }) as typeof property) }
}
