/**
 * A whole run held against the spec: every node's journal through its machine, and the journals against each other.
 *
 * @module
 */
import { statSync } from "node:fs"
import { makeExchange, type TwoLeaders, type Unsent } from "./exchange.ts"
import { journalsIn } from "./journals.ts"
import { BadJournal, type Replayed, type ReplayOptions, replayJournal } from "./replay.ts"

/** A file that cannot be judged, and why. */
export interface Refused {
  readonly file: string
  readonly problem: string
}

export interface Judged {
  readonly journals: readonly Replayed[]
  readonly refused: readonly Refused[]
  readonly diverging: readonly Replayed[]
  readonly twoLeaders: readonly TwoLeaders[]
  /** The first message that somebody received and nobody sent. */
  readonly unsent: Unsent | undefined
  readonly events: number
  readonly sent: number
  readonly received: number
  readonly terms: number
  /** `differs`: something is not as the spec says. `unclear`: some journal cannot be judged, and all others are as it says. */
  readonly verdict: "as the spec" | "differs" | "unclear"
}

/** `onLine`, `onEnd`: see every journal, node by node, life by life. */
export interface JudgeOptions extends Omit<ReplayOptions, "size"> {
  /** Of nodes that go on: as much as there was at one moment, by {@link journalSizes}. */
  readonly sizes?: ReadonlyMap<string, number>
  /** By the name of a group: a term with two leaders is none that its members had promised not to have. */
  readonly mayHaveTwoLeaders?: (group: string) => boolean
  readonly onJournal?: (replayed: Replayed) => void
  readonly onRefused?: (refused: Refused) => void
}

/** Throws if the directory has no journals. */
export const judgeRun = async (dir: string, { onJournal, onRefused, onLine, onEnd, sizes, mayHaveTwoLeaders = () => false }: JudgeOptions = {}): Promise<Judged> => {
  const files = sizes === undefined ? journalsIn(dir) : [...sizes.keys()]
  if (files.length === 0) throw new Error(`${dir}: no journals in it. Run a cluster with --journal --data DIR, stop it, and give that DIR here`)
  const exchange = makeExchange()
  const journals: Replayed[] = []
  const refused: Refused[] = []
  /** In both readings the same. */
  const upTo = (file: string) => {
    const size = sizes?.get(file)
    return size === undefined ? {} : { size }
  }
  for (const file of files) {
    try {
      const replayed = await replayJournal(file, {
        ...upTo(file),
        onLine: (head, line, event, outputs) => {
          exchange.note(head, event, outputs)
          onLine?.(head, line, event, outputs)
        },
        ...(onEnd === undefined ? {} : { onEnd })
      })
      journals.push(replayed)
      onJournal?.(replayed)
    } catch (error) {
      if (!(error instanceof BadJournal)) throw error
      const problem = { file, problem: error.message }
      refused.push(problem)
      onRefused?.(problem)
    }
  }
  const diverging = journals.filter(({ ok }) => !ok)
  const whole = refused.length === 0
  const unsent = whole && exchange.suspicious() ? await firstUnsent(files, upTo, exchange.unsent) : undefined
  const twoLeaders = exchange.twoLeaders().filter(({ group }) => !mayHaveTwoLeaders(group))
  return {
    journals,
    refused,
    diverging,
    twoLeaders,
    unsent,
    events: journals.reduce((sum, replayed) => sum + replayed.events, 0),
    sent: exchange.sent(),
    received: exchange.received(),
    terms: exchange.terms(),
    verdict: diverging.length > 0 || twoLeaders.length > 0 || unsent !== undefined ? "differs" : whole ? "as the spec" : "unclear"
  }
}

/** How much each journal has at this moment, in bytes. */
export const journalSizes = (dir: string): ReadonlyMap<string, number> => new Map(journalsIn(dir).map((file) => [file, statSync(file).size]))

/** A second reading: only when the sums say that there is something to find. */
const firstUnsent = async (files: readonly string[], upTo: (file: string) => Pick<ReplayOptions, "size">, isUnsent: ReturnType<typeof makeExchange>["unsent"]): Promise<Unsent | undefined> => {
  let found: Unsent | undefined
  for (const file of files) {
    await replayJournal(file, {
      ...upTo(file),
      onLine: (head, line, event) => {
        if (found !== undefined) return
        const between = isUnsent(head, event)
        if (between !== undefined) found = { file, line, ...between, event }
      }
    })
    if (found !== undefined) return found
  }
  return undefined
}
