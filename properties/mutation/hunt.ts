/**
 * Looks for a property that a changed spec breaks: every model for a few states first, then for more, then to the last one.
 * Most changes show early, and a property that needs all states waits until the cheap ones have been asked.
 *
 * @module
 */
import type * as engine from "../../models/engine/index.ts"
import type { Result } from "../../models/engine/result.ts"
import type * as pinned from "../pins.ts"
import type * as checked from "../suites.ts"
import { explain } from "../telling/explain.ts"

/** States of a model in each round. The first one is for seeing which models go through what was changed. */
const ROUNDS = [1_000, 20_000, 200_000, Number.POSITIVE_INFINITY]

/** The changed build: its engine, its models, its pins. */
export interface Build {
  readonly engine: Pick<typeof engine, "explore">
  readonly suites: typeof checked.suites
  readonly pins: typeof pinned.pins
}

export const load = async (dist: URL): Promise<Build> => {
  const [engine, { suites }, { pins }] = (await Promise.all(["models/engine/index.js", "properties/suites.js", "properties/pins.js"].map((file) => import(new URL(file, dist).href)))) as [
    typeof import("../../models/engine/index.ts"),
    typeof import("../suites.ts"),
    typeof import("../pins.ts")
  ]
  return { engine, suites, pins }
}

export type Found =
  | { readonly kind: "caught"; readonly model: string; readonly property: string; readonly verdict: "violated" | "missing"; readonly sentence: string; readonly told: string }
  /** A property, or the making of a model, threw: that is no verdict, though nobody overlooks it. */
  | { readonly kind: "crashed"; readonly model: string; readonly error: string }

export interface Hunted {
  readonly found?: Found
  /** Models whose counts are not the pinned ones any more. */
  readonly drifted: readonly string[]
}

/** Says whether an exploration went through what was changed. Watching slows it down. */
export interface Watch {
  readonly fires: (explore: () => void) => Promise<boolean>
  readonly end: () => Promise<void>
}

/** Explores until something is found; from the second round on, models that go through what was changed come first. */
export const hunt = async (build: Build, watch: Watch, say: (text: string) => void): Promise<Hunted> => {
  const drifted: string[] = []
  let left = build.suites.filter(({ deep }) => !deep).map((suite) => ({ suite, fired: false }))
  const sizeOf = (name: string): number => build.pins[name]?.uniqueStates ?? 0
  for (const budget of ROUNDS) {
    left.sort((a, b) => Number(b.fired) - Number(a.fired) || sizeOf(a.suite.name) - sizeOf(b.suite.name))
    const next: typeof left = []
    for (const entry of left) {
      const { suite } = entry
      say(suite.name)
      let result: Result | undefined
      let error = ""
      const explore = (): void => {
        try {
          result = build.engine.explore(suite.model(), { ...(Number.isFinite(budget) ? { maxStates: budget } : {}), ...(suite.seconds === undefined ? {} : { timeoutSeconds: suite.seconds }), stopAt: promisesOf(suite) })
        } catch (thrown) {
          error = thrown instanceof Error ? thrown.message : String(thrown)
        }
      }
      const fired = budget === ROUNDS[0] ? await watch.fires(explore) : explore()
      if (result === undefined) return { found: { kind: "crashed", model: suite.name, error }, drifted }
      const bad = result.properties.find(({ verdict }) => verdict === "violated" || verdict === "missing")
      if (bad !== undefined) {
        const declared = suite.properties.find(({ id }) => id === bad.id)
        const told = declared !== undefined && bad.trace !== undefined ? explain(suite, bad, bad.trace) : ""
        return { found: { kind: "caught", model: suite.name, property: bad.id, verdict: bad.verdict as "violated" | "missing", sentence: declared?.sentence ?? bad.trace?.error ?? "", told }, drifted }
      }
      if (!result.exhausted) next.push({ suite, fired: fired ?? entry.fired })
      else if (result.uniqueStates !== sizeOf(suite.name)) drifted.push(suite.name)
    }
    left = next
    if (budget === ROUNDS[0]) await watch.end()
  }
  return { drifted }
}

/** Everything that may be violated: the search stops at the first. */
export const promisesOf = ({ properties }: Build["suites"][number]): readonly string[] => [...properties.filter(({ witness }) => !witness).map(({ id }) => id), "no rule throws"]
