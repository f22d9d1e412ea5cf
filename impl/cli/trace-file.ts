/**
 * Traces as texts of files, for commands that write them.
 *
 * @module
 */
import type { Trace } from "../../models/engine/result.ts"
import type { Suite } from "../../properties/suites.ts"
import type { About } from "../../properties/telling/tell.ts"
import { traceLines, type WriteOptions } from "../trace/write.ts"

/** A trace with everything needed to read it: see `impl/trace/schema.ts`. */
export const traceJson = (suite: Suite, about: About, trace: Trace, options?: WriteOptions): string => [...traceLines(suite, about, trace, options)].join("")

/** What `check --traces` calls the file of a witness or a counterexample. */
export const traceFileOf = (model: string, property: string): string => `${model}-${property}.json`.replace(/[^\w.-]+/g, "_")
