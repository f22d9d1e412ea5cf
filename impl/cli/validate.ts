/**
 * `rocketproof validate`: the journals of a live run, held against the spec and against each other.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { makeExchange, type Unsent } from "../journal/exchange.ts"
import { journalsIn } from "../journal/journals.ts"
import { BadJournal, type Divergence, type Replayed, replayJournal } from "../journal/replay.ts"
import { count } from "./progress.ts"

export interface ValidateOptions {
  /** Where to write the result as JSON. */
  readonly json?: string
}

/** Exit 0: everything is as the spec says; 1: it is not; 2: there is something that cannot be judged. */
export const validate = async (dir: string, { json }: ValidateOptions = {}): Promise<number> => {
  const files = journalsIn(dir)
  if (files.length === 0) throw new Error(`${dir}: no journals in it. Run a cluster with --journal --data DIR, stop it, and give that DIR here`)
  const exchange = makeExchange()
  const journals: Replayed[] = []
  const refused: { readonly file: string; readonly problem: string }[] = []
  for (const file of files) {
    try {
      const replayed = await replayJournal(file, { onLine: (head, _line, event, outputs) => exchange.note(head, event, outputs) })
      journals.push(replayed)
      console.log(lineOf(replayed))
    } catch (error) {
      if (!(error instanceof BadJournal)) throw error
      refused.push({ file, problem: error.message })
      console.log(`REFUSED      ${error.message}`)
    }
  }
  const diverging = journals.filter(({ ok }) => !ok)
  const events = journals.reduce((sum, replayed) => sum + replayed.events, 0)
  const whole = refused.length === 0
  const unsent = whole && exchange.suspicious() ? await firstUnsent(files, exchange.unsent) : undefined
  const twoLeaders = exchange.twoLeaders()
  for (const { group, term, leaders } of twoLeaders) console.log(`TWO LEADERS  ${group}, term ${term}: ${leaders.join(" and ")} sent AppendEntries`)
  if (unsent !== undefined) console.log(`NEVER SENT   ${unsent.file}, line ${unsent.line}: ${unsent.to} received what no journal of ${unsent.from} says it sent\n    ${text(unsent.event)}`)
  const bad = diverging.length > 0 || twoLeaders.length > 0 || unsent !== undefined
  console.log(
    bad
      ? `Not as the spec: ${[
          ...(diverging.length > 0 ? [`${diverging.length} of ${files.length} journals diverge`] : []),
          ...(twoLeaders.length > 0 ? [`${twoLeaders.length} terms have two leaders`] : []),
          ...(unsent === undefined ? [] : ["a message was received that nobody sent"])
        ].join("; ")}.`
      : whole
        ? `${count(events)} events of ${files.length} journals: every output is the spec's, byte for byte. ${count(exchange.received())} messages between brokers were received, each was sent (${count(exchange.sent())} were); ${count(exchange.terms())} terms, none with two leaders.`
        : `${refused.length} of ${files.length} journals cannot be judged; the others are as the spec says.`
  )
  const code = bad ? 1 : whole ? 0 : 2
  if (json !== undefined)
    writeFileSync(
      json,
      `${JSON.stringify({ dir, exitCode: code, events, sent: exchange.sent(), received: exchange.received(), terms: exchange.terms(), journals, refused, twoLeaders, unsent: unsent ?? null }, null, 1)}\n`
    )
  return code
}

const text = (value: unknown): string => {
  const whole = JSON.stringify(value)
  return whole.length > 1_000 ? `${whole.slice(0, 1_000)}…` : whole
}

const lineOf = ({ file, head, events, cut, divergence }: Replayed): string => {
  const name = head === undefined ? file : `${head.node}, life ${head.life}${head.mutant === undefined ? "" : `, with mutant ${head.mutant}`}`
  return divergence === undefined
    ? `as the spec  ${name}: ${count(events)} events${cut ? " (the last line was cut off, as by a crash)" : ""}`
    : `DIVERGES     ${name}: ${explained(divergence)}`
}

const explained = ({ file, line, event, verdict, recorded, expected, difference }: Divergence): string =>
  `the first step that the spec does not explain is line ${line} of ${file}\n    ${verdict}; ${difference}\n    event     ${text(event)}\n    recorded  ${text(recorded)}\n    the spec  ${text(expected)}`

/** A second reading: only when the sums say that there is something to find. */
const firstUnsent = async (files: readonly string[], isUnsent: ReturnType<typeof makeExchange>["unsent"]): Promise<Unsent | undefined> => {
  let found: Unsent | undefined
  for (const file of files) {
    await replayJournal(file, {
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
