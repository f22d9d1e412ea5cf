/**
 * A journal held against the spec: every event is given to the unchanged machine, and its outputs must be the recorded ones,
 * byte for byte.
 *
 * What this proves: each step of the run was the spec's. What it cannot: an event that was altered after the fact in a way
 * that makes no difference to any rule looks as if it had come so. `exchange.ts` compares what nodes sent with what the
 * others received, which leaves less room.
 *
 * @module
 */
import type { Tagged } from "../../spec/machine.ts"
import { specHash } from "../trace/spec-hash.ts"
import { firstDifference } from "./difference.ts"
import type { JournalHead } from "./journal.ts"
import { eachLine } from "./lines.ts"
import { type Judge, machines } from "./machines.ts"

/** The first step that the spec does not explain. */
export interface Divergence {
  readonly file: string
  /** 1 is the head. */
  readonly line: number
  readonly event: Tagged
  /** What the unchanged rule made of the event, as `AppendEntries: gap`. */
  readonly verdict: string
  readonly recorded: readonly Tagged[]
  /** What the spec gives. */
  readonly expected: readonly Tagged[]
  /** The first place where the two differ, as `outputs[1].message.term: 3 recorded, 2 by the spec`. */
  readonly difference: string
}

export interface Replayed {
  readonly file: string
  /** `undefined`: the file was cut off in its very first line. */
  readonly head: JournalHead | undefined
  /** Events read; up to a divergence they are as the spec says. */
  readonly events: number
  /** The last line was cut off, as by a crash: it is left out. */
  readonly cut: boolean
  readonly ok: boolean
  readonly divergence: Divergence | undefined
}

export interface ReplayOptions {
  /** Sees every line, those behind a divergence too, with the outputs as recorded. */
  readonly onLine?: (head: JournalHead, line: number, event: Tagged, outputs: readonly Tagged[]) => void
  /** Sees the state that the spec comes to at the end of a journal without a divergence. */
  readonly onEnd?: (head: JournalHead, state: unknown) => void
  /** Read no more than so many bytes of the file: its node may still write. */
  readonly size?: number
}

/** A file that cannot be held against the spec, with the place and what to do. */
export class BadJournal extends Error {
  readonly file: string
  readonly line: number

  constructor(file: string, line: number, problem: string) {
    super(`${file}, line ${line}: ${problem}`)
    this.file = file
    this.line = line
  }
}

/** Every so manieth event is held against its schema, besides the first ones and those under suspicion. */
const SAMPLE = 1024
const FIRST = 256

const ALTERED = "the journal was altered, or damaged on disk: it cannot be held against the spec. Take the file as the node wrote it, or run again"

/** Throws {@link BadJournal} for a file that is no whole journal of a known machine. */
export const replayJournal = async (file: string, { onLine, onEnd, size }: ReplayOptions = {}): Promise<Replayed> => {
  let head: JournalHead | undefined
  let judge: Judge | undefined
  let line = 0
  let cut = false
  let divergence: Divergence | undefined
  const bad = (problem: string): BadJournal => new BadJournal(file, line, problem)

  const check = (judged: Judge, event: Tagged): void => {
    const problem = judged.problemOf(event)
    if (problem !== undefined) throw bad(`${event._tag} is no event that the spec knows: ${problem}. ${ALTERED}`)
  }

  const compare = (judged: Judge, text: string, event: Tagged, recorded: readonly Tagged[]): void => {
    if (line < FIRST || line % SAMPLE === 0) check(judged, event)
    let expected: readonly Tagged[]
    try {
      expected = judged.take(event)
    } catch (error) {
      check(judged, event)
      throw bad(`${event._tag}: the spec's rule throws: ${(error as Error).message}. ${ALTERED}`)
    }
    if (text.endsWith(`,${JSON.stringify(expected)}]`)) return
    check(judged, event)
    if (JSON.stringify(expected) === JSON.stringify(recorded)) throw bad(`the outputs are not written as a node writes them. ${ALTERED}`)
    divergence = { file, line, event, verdict: judged.verdict(event), recorded, expected, difference: firstDifference(recorded, expected) }
  }

  await eachLine(file, (text, ended) => {
    line++
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      if (ended) throw bad(line === 1 ? "the head is not JSON: this is no journal; give the --data directory of a cluster that ran with --journal" : `the line is not JSON. ${ALTERED}`)
      cut = true
      line--
      return
    }
    if (line === 1) {
      head = parsed as JournalHead
      judge = begin(head, bad)
      return
    }
    const [event, outputs] = pair(parsed, bad)
    if (head === undefined || judge === undefined) return
    if (!judge.knows(event._tag)) throw bad(`${JSON.stringify(event._tag)} is no event of ${head.machine}. ${ALTERED}`)
    if (divergence === undefined) compare(judge, text, event, outputs)
    onLine?.(head, line, event, outputs)
  }, size)
  if (line === 0 && !cut) cut = true
  if (head !== undefined && judge !== undefined && divergence === undefined) onEnd?.(head, judge.state())
  return { file, head, events: Math.max(0, line - 1), cut, ok: divergence === undefined, divergence }
}

const begin = (head: Partial<JournalHead> | null, bad: (problem: string) => BadJournal): Judge => {
  if (typeof head !== "object" || head === null || head.journal !== "rocketproof")
    throw bad('the head does not say "journal":"rocketproof": this is no journal; give the --data directory of a cluster that ran with --journal')
  if (head.version !== 1) throw bad(`the head says version ${JSON.stringify(head.version)}, this program reads version 1: validate it with the rocketproof that wrote it`)
  if (head.spec !== specHash())
    throw bad(`it is of another version of spec/ (${typeof head.spec === "string" ? head.spec.slice(0, 12) : "none named"}, here ${specHash().slice(0, 12)}), whose rules may be others: validate it with the rocketproof that wrote it`)
  if (typeof head.node !== "string" || !Number.isInteger(head.life)) throw bad(`the head names no node and life. ${ALTERED}`)
  const start = typeof head.machine === "string" && Object.hasOwn(machines, head.machine) ? machines[head.machine] : undefined
  if (start === undefined)
    throw bad(`the machine ${JSON.stringify(head.machine)} is not known; there are ${Object.keys(machines).join(", ")}. Validate it with the rocketproof that wrote it`)
  const begun = start(head.config)
  if ("problem" in begun) throw bad(`the head's config is none of ${head.machine}: ${begun.problem}. ${ALTERED}`)
  return begun.judge
}

const pair = (parsed: unknown, bad: (problem: string) => BadJournal): readonly [Tagged, readonly Tagged[]] => {
  if (!Array.isArray(parsed) || parsed.length !== 2 || !isTagged(parsed[0]) || !Array.isArray(parsed[1]) || !parsed[1].every(isTagged))
    throw bad(`the line is no [event, outputs]. ${ALTERED}`)
  return parsed as unknown as readonly [Tagged, readonly Tagged[]]
}

const isTagged = (value: unknown): value is Tagged => typeof value === "object" && value !== null && typeof (value as Tagged)._tag === "string"
