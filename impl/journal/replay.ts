/**
 * A journal held against the spec: every event is given to the unchanged machine, and its outputs must be the recorded ones,
 * byte for byte.
 *
 * @module
 */
import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"
import { type Machine, step, type Tagged } from "../../spec/machine.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import type { JournalHead } from "./journal.ts"

export interface Divergence {
  readonly file: string
  /** 1 is the head. */
  readonly line: number
  readonly problem: string
}

export interface Replayed {
  readonly head: JournalHead | undefined
  readonly events: number
  /** The last line was cut off, as by a crash: it is left out. */
  readonly cut: boolean
  readonly divergence: Divergence | undefined
}

// oxlint-disable-next-line typescript/no-explicit-any
const machines: { readonly [name: string]: Machine<any, any, any, any> } = { dledger, "name-server": nameServer }

/** Reads the file line by line; stops at the first line that the spec does not explain. */
export const replayJournal = async (file: string): Promise<Replayed> => {
  let head: JournalHead | undefined
  // oxlint-disable-next-line typescript/no-explicit-any
  let machine: Machine<any, any, any, any> | undefined
  let state: unknown
  let line = 0
  let events = 0
  let held: string | undefined
  const at = (problem: string, where = line): Replayed => ({ head, events, cut: false, divergence: { file, line: where, problem } })

  const take = (text: string): string | undefined => {
    line++
    if (line === 1) {
      try {
        head = JSON.parse(text) as JournalHead
      } catch {
        return "the head is not JSON: this is no journal"
      }
      if (head.journal !== "rocketproof" || head.version !== 1) return "the head is not that of a rocketproof journal of version 1: replay it with the version that wrote it"
      machine = machines[head.machine]
      if (machine === undefined) return `machine ${JSON.stringify(head.machine)} is not known; there are ${Object.keys(machines).join(", ")}`
      state = machine.init(head.config)
      return undefined
    }
    let recorded: readonly [Tagged, readonly Tagged[]]
    try {
      recorded = JSON.parse(text) as typeof recorded
    } catch {
      return "the line is not JSON"
    }
    const [event, outputs] = recorded
    if (machine === undefined || !Array.isArray(outputs) || !(event?._tag in machine.rules)) return `the line is no [event, outputs] of ${head?.machine}`
    let given: readonly Tagged[]
    try {
      ;[state, given] = step(machine, state, event)
    } catch (error) {
      return `${event._tag}: the spec's rule throws: ${(error as Error).message}`
    }
    const [want, have] = [JSON.stringify(given), JSON.stringify(outputs)]
    if (want !== have) return `${JSON.stringify(event)}\n  recorded: ${have}\n  the spec: ${want}`
    events++
    return undefined
  }

  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (held !== undefined) {
      const problem = take(held)
      if (problem !== undefined) return at(problem)
    }
    held = text
  }
  if (held === undefined) return at("the file is empty", 1)
  // Only the last line may be cut off.
  if (line > 0 && !isJson(held)) return { head, events, cut: true, divergence: undefined }
  const problem = take(held)
  return problem === undefined ? { head, events, cut: false, divergence: undefined } : at(problem)
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
