/**
 * What `simulate --json` writes, and `merge` reads.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs"
import type { BlockReport } from "../../models/engine/simulate.ts"

export const SIMULATION = "rocketproof-simulation"
export const VERSION = 1

/** Of rocketproof: what another version found is not added up. */
export const version = (() => {
  const [file] = ["../../package.json", "../../../package.json"].map((path) => new URL(path, import.meta.url)).filter((url) => existsSync(url)) as [URL]
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
})()

/** The `index`-th of `count`, from 1 on. */
export interface Shard {
  readonly index: number
  readonly count: number
}

export interface SimulatedModel {
  readonly topic: string
  readonly model: string
  readonly seconds: number
  readonly stopped: "timeout" | null
  readonly blocks: readonly BlockReport[]
  readonly violation: {
    readonly property: string
    readonly run: number
    readonly foundSteps: number
    /** Of the shortened trace, for a person. */
    readonly steps: readonly string[]
    readonly again: string
  } | null
}

export interface SimulateReport {
  readonly format: typeof SIMULATION
  readonly version: typeof VERSION
  readonly rocketproof: string
  readonly seed: number
  readonly runs: number
  readonly steps: number
  readonly schedule: string
  readonly depth: number
  readonly mutant: string | null
  readonly run: number | null
  readonly shard: Shard | null
  readonly models: readonly SimulatedModel[]
}
