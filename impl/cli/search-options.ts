/**
 * How the options of the command line reach the engine.
 *
 * @module
 */
import { availableParallelism, tmpdir } from "node:os"
import type { ExploreOptions } from "../../models/engine/result.ts"
import type { Suite } from "../../properties/suites.ts"
import type { RunFile } from "./run-file.ts"

export interface SearchOptions {
  readonly workers?: number
  readonly exact?: boolean
  /** Megabytes. */
  readonly maxMemory?: number
}

/** More threads than this wait for memory more than they help. */
const MOST_WORKERS = 4

/** Megabytes that a process has before it has any states. */
const BASE = 150

/** Bytes of memory that a state takes, its part of the frontier included. */
const BYTES_A_STATE = 40

/** Threads load the build; from the sources there is only the one. */
const isBuilt = import.meta.url.endsWith(".js")

export const searchOptions = ({ name, reference }: Suite, { workers, exact, maxMemory }: SearchOptions, run: RunFile | undefined): ExploreOptions => {
  const threads = workers ?? Math.min(availableParallelism(), MOST_WORKERS)
  return {
    ...(threads > 1 && isBuilt ? { workers: { threads, model: reference ?? { module: new URL("../../properties/suites.js", import.meta.url).href, name: "modelOfSuite", args: [name] } } } : {}),
    ...(exact === true ? { exact } : {}),
    ...(maxMemory === undefined ? {} : { spill: { directory: tmpdir(), states: Math.floor(((maxMemory - BASE) * 2 ** 20) / BYTES_A_STATE) } }),
    ...(run === undefined ? {} : { snapshot: run.snapshot })
  }
}
