/**
 * A run's history against what its mode promises: nothing acked is lost but by a fault after which the promise table admits it, and
 * what clients saw is the history of append-only lists, without messages that nobody sent.
 *
 * @module
 */
import { linearize, type Operation } from "../../properties/append-only-list.ts"
import { lossesAdmitted, type Setting, toldMode } from "../testkit/explained.ts"
import { type Attempt, groupOfQueue, type History, type Jump, type Queue } from "./history.ts"
import type { Lives } from "./lives.ts"
import type { Nemesis } from "./nemesis.ts"

/** What is left of each queue in the end, from its first offset on. */
export type Finals = ReadonlyMap<Queue, readonly { readonly offset: number; readonly body: string }[]>

export interface LostMessage {
  readonly body: string
  readonly queue: Queue
  readonly offset: number
  /** Rows of the promise table that admit it, and the end of a life that it went with; absent: nothing explains it. */
  readonly because?: string
}

export interface Judged {
  readonly sent: number
  readonly acked: number
  readonly lost: readonly LostMessage[]
  /** Messages that are stored more than once: sent again, as their first answer did not come. */
  readonly duplicated: number
  /** Offsets that consumers were given twice, or given other messages at: only where a loss explains it. */
  readonly redelivered: number
  /** Queues whose history was held against that of an append-only list; the others have lost messages. */
  readonly linearizable: number
  readonly queues: number
  /** Between two acks of a group, beyond what is usual, in all and the longest: milliseconds. */
  readonly unavailableMs: number
  readonly longestUnavailableMs: number
  /** Those of more than a second, the longest first. */
  readonly outages: readonly Outage[]
  /** Between two pulls that a master answered, likewise. */
  readonly unservedMs: number
  readonly longestUnservedMs: number
  /** What no mode may do, and what this one promises not to. */
  readonly problems: readonly string[]
}

/** A group acked nothing for so long. */
export interface Outage {
  readonly group: string
  readonly fromMs: number
  readonly ms: number
}

/** A pause between two answers that is no outage: milliseconds. */
export const USUAL_MS = 250

export interface JudgeInput {
  readonly setting: Setting
  readonly history: History
  readonly finals: Finals
  readonly lives: Lives
  readonly nemesis: Pick<Nemesis, "faults" | "ended">
  readonly groups: readonly string[]
  /** While producers sent: milliseconds since the run began. */
  readonly fromMs: number
  readonly toMs: number
  /** Reads of where queues end are linearizable (S21). */
  readonly readsLinearizable: boolean
}

/** Of so many problems of a kind the first ones are told. */
const FEW = 5

const few = (all: readonly string[]): readonly string[] => (all.length <= FEW ? all : [...all.slice(0, FEW), `… and ${all.length - FEW} more like these`])

export const judge = (input: JudgeInput): Judged => {
  const { setting, history, finals, groups, fromMs, toMs } = input
  const acked = history.attempts.filter(({ outcome }) => outcome === "acked")
  const attemptsOf = new Map<string, Attempt[]>()
  for (const attempt of history.attempts) attemptsOf.set(attempt.body, [...(attemptsOf.get(attempt.body) ?? []), attempt])
  const left = new Map<Queue, ReadonlyMap<number, string>>([...finals].map(([queue, messages]) => [queue, new Map(messages.map(({ offset, body }) => [offset, body]))]))

  const lost: LostMessage[] = []
  for (const { body, queue, offset = -1 } of acked) {
    const known = left.get(queue)
    // Of a run that got stuck, nothing is known of the end.
    if (known === undefined || known.get(offset) === body) continue
    const because = explain(input, queue, offset)
    lost.push({ body, queue, offset, ...(because === undefined ? {} : { because }) })
  }
  const evidence = evidenceOf(input)
  const { gone, joins } = evidence

  const copies = new Map<string, number>()
  const phantom: string[] = []
  const holes: string[] = []
  for (const [queue, messages] of finals)
    messages.forEach(({ offset, body }, i) => {
      if (!attemptsOf.has(body)) phantom.push(`PHANTOM      ${queue}, offset ${offset}: ${JSON.stringify(body)} is stored, and nobody sent it`)
      const before = messages[i - 1]
      if (before !== undefined && !joins(queue, before.offset + 1, offset)) holes.push(`HOLE         ${queue}: offset ${before.offset} is followed by ${offset}`)
      copies.set(body, (copies.get(body) ?? 0) + 1)
    })
  const surplus = [...copies].filter(([body, count]) => count > Math.max(1, attemptsOf.get(body)?.length ?? 1))
  const delivered = judgeDeliveries(input, left, attemptsOf, evidence)
  const forgetful = new Set<Queue>()
  for (const { queue, offset } of input.lives.places()) if (!forgetful.has(queue) && gone(queue, offset)) forgetful.add(queue)
  const orders = judgeOrder(input, finals, forgetful)
  const unexplained = lost.filter(({ because }) => because === undefined)

  const acks = gaps(groups, (group) => acked.filter(({ queue }) => groupOfQueue(queue) === group).map(({ answeredMs = 0 }) => answeredMs), fromMs, toMs)
  const pulls = gaps(groups, (group) => history.pulls.get(group) ?? [], fromMs, toMs)
  return {
    sent: attemptsOf.size,
    acked: acked.length,
    lost,
    duplicated: [...copies.values()].reduce((sum, count) => sum + count - 1, 0),
    redelivered: delivered.again,
    linearizable: orders.judged,
    queues: finals.size,
    unavailableMs: acks.sum,
    longestUnavailableMs: acks.longest,
    outages: acks.outages,
    unservedMs: pulls.sum,
    longestUnservedMs: pulls.longest,
    problems: [
      ...few(unexplained.map(({ body, queue, offset }) => `LOST         ${queue}, offset ${offset}: ${JSON.stringify(body)} was answered SEND_OK and is gone; after what was done ${toldMode(setting)} promises that it is there`)),
      ...few(phantom),
      ...few(holes),
      ...few(surplus.map(([body, count]) => `DUPLICATED   ${JSON.stringify(body)} is stored ${count} times and was sent ${attemptsOf.get(body)?.length ?? 0} times`)),
      ...few(delivered.problems),
      ...few(orders.problems)
    ]
  }
}

/** The rows of the promise table that admit the loss, by one end of a life that it went with; of a released group also a TRUNCATE that came late. */
const explain = ({ lives, setting, nemesis: { ended, faults } }: JudgeInput, queue: Queue, offset: number, entries = lives.ackedAt(queue, offset)): string | undefined => {
  const group = groupOfQueue(queue)
  for (const entry of entries)
    for (const { epoch, what } of lives.lossesOf(entry, ended)) {
      const [row] = lossesAdmitted(setting, faults.filter((fault) => fault.epoch === epoch && fault.node.startsWith(`${group}/`)))
      if (row !== undefined) return `${row}: ${what}`
    }
  for (const entry of entries) {
    const node = lives.cutBy(entry)
    if (node !== undefined) return `a TRUNCATE comes late: ${node} cut off what the leader of term ${entry.term} had written`
  }
  return undefined
}

/** Offsets from the first on, up to the last, which is not among them. */
const between = (from: number, to: number): readonly number[] => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)

/** What the journals show of a place, acked or not. */
interface Evidence {
  /** What stood there was lost: what readers were given may not be there any more (S18). */
  readonly gone: (queue: Queue, offset: number) => boolean
  /** An offset follows another one: if any are between the two, what stands there is damaged. It is served to nobody, what is behind it is. */
  readonly joins: (queue: Queue, next: number, offset: number) => boolean
}

const evidenceOf = (input: JudgeInput): Evidence => {
  const { lives, setting, nemesis: { ended } } = input
  const known = new Map<string, boolean>()
  return {
    gone: (queue, offset) => {
      const place = `${queue} ${offset}`
      const before = known.get(place)
      if (before !== undefined) return before
      const entries = lives.writtenAt(queue, offset)
      // A DLedger group shows nothing that may yet be gone; others show what is written, before it is as safe as an ack says.
      const is = setting.mode === "dledger" ? explain(input, queue, offset, entries) !== undefined : entries.some((entry) => lives.lossesOf(entry, ended).length > 0)
      known.set(place, is)
      return is
    },
    joins: (queue, next, offset) => offset >= next && between(next, offset).every((missing) => lives.writtenAt(queue, missing).some((entry) => lives.lossesOf(entry, ended).some(({ isDamaged }) => isDamaged)))
  }
}

/**
 * What consumers were given, pull by pull: each goes on behind what it had, unless a broker said otherwise, and the journals show why
 * that may have been so.
 */
const judgeDeliveries = ({ history, lives }: JudgeInput, left: ReadonlyMap<Queue, ReadonlyMap<number, string>>, sent: ReadonlyMap<string, unknown>, { gone, joins }: Evidence): { readonly problems: readonly string[]; readonly again: number } => {
  const problems: string[] = []
  /** By reader: where it goes on, and how far it has got. */
  const positions = new Map<string, { next: number; most: number }>()
  let again = 0
  const at = (reader: string): { next: number; most: number } => {
    const position = positions.get(reader) ?? { next: 0, most: 0 }
    positions.set(reader, position)
    return position
  }
  const jump = ({ consumer, queue, from, to }: Jump): void => {
    at(`${consumer} ${queue}`).next = to
    if (to > from && !joins(queue, from, to)) problems.push(`LEFT OUT     ${queue}: consumer ${consumer} was to go on at ${to} behind ${from - 1}`)
    if (to >= from || between(to, from).every((offset) => gone(queue, offset))) return
    const senders = lives.sentBack(`g${consumer}`, queue, from, to)
    if (senders.some(({ term, handedOutIn }) => term < handedOutIn)) return
    const by = senders.map(({ node, term }) => `${node}${term < 0 ? "" : `, which led term ${term}`}`).join("; ")
    problems.push(`SENT BACK    ${queue}: consumer ${consumer} was to go on at ${to} again, from ${from}, by ${by === "" ? "a broker whose journal does not say so" : by}; what was there is not lost`)
  }
  let jumped = 0
  history.deliveries.forEach(({ consumer, queue, offset, body }, i) => {
    for (let next = history.jumps[jumped]; next !== undefined && next.after <= i; next = history.jumps[++jumped]) jump(next)
    const position = at(`${consumer} ${queue}`)
    if (!sent.has(body)) problems.push(`PHANTOM      ${queue}, offset ${offset}: consumer ${consumer} was given ${JSON.stringify(body)}, and nobody sent it`)
    else if (left.has(queue) && left.get(queue)?.get(offset) !== body) {
      again++
      if (!gone(queue, offset)) problems.push(`REPLACED     ${queue}, offset ${offset}: consumer ${consumer} was given ${JSON.stringify(body)}, and in the end there is ${JSON.stringify(left.get(queue)?.get(offset) ?? "nothing")}`)
    } else if (offset < position.most) again++
    if (!joins(queue, position.next, offset)) problems.push(`REORDERED    ${queue}: consumer ${consumer} was given offset ${offset} behind ${position.next - 1}`)
    position.next = offset + 1
    position.most = Math.max(position.most, offset + 1)
  })
  for (const each of history.jumps.slice(jumped)) jump(each)
  return { problems, again }
}

/** Each queue as an append-only list, to those who send and those who ask where it ends. */
const judgeOrder = ({ history, readsLinearizable }: JudgeInput, finals: Finals, forgetful: ReadonlySet<Queue>): { readonly problems: readonly string[]; readonly judged: number } => {
  const problems: string[] = []
  let judged = 0
  for (const queue of finals.keys()) {
    if (forgetful.has(queue)) continue
    judged++
    const appends: readonly Operation[] = history.attempts
      .filter((attempt) => attempt.queue === queue)
      .map(({ invoked, answered, offset }) => ({ kind: "append", invoked, ...(answered === undefined || offset === undefined ? {} : { answered: { at: answered, value: offset } }) }))
    const reads: readonly Operation[] = readsLinearizable ? history.ends.filter((read) => read.queue === queue).map(({ invoked, answered }) => ({ kind: "length", invoked, ...(answered === undefined ? {} : { answered }) })) : []
    if (linearize([...appends, ...reads]) !== undefined) continue
    problems.push(staleRead(queue, appends, reads) ?? `NOT A LIST   ${queue}: what its clients were told is not the history of an append-only list (S21)`)
  }
  return { problems, judged }
}

/** The commonest way to be no list, in words. */
const staleRead = (queue: Queue, appends: readonly Operation[], reads: readonly Operation[]): string | undefined => {
  for (const { invoked, answered } of reads) {
    if (answered === undefined) continue
    const missed = appends.find((append) => append.answered !== undefined && append.answered.at < invoked && append.answered.value >= answered.value)
    if (missed !== undefined) return `STALE READ   ${queue}: its end was told to be ${answered.value} after the message at ${missed.answered?.value} had been acked (S21)`
  }
  return undefined
}

const gaps = (groups: readonly string[], timesOf: (group: string) => readonly number[], from: number, to: number): { readonly sum: number; readonly longest: number; readonly outages: readonly Outage[] } => {
  let [sum, longest] = [0, 0]
  const outages: Outage[] = []
  for (const group of groups) {
    const times = [from, ...timesOf(group).filter((at) => at >= from && at <= to).toSorted((a, b) => a - b), to]
    for (let i = 1; i < times.length; i++) {
      const gap = (times[i] as number) - (times[i - 1] as number)
      longest = Math.max(longest, gap)
      if (gap > USUAL_MS) sum += gap
      if (gap > 1_000) outages.push({ group, fromMs: Math.round(times[i - 1] as number), ms: Math.round(gap) })
    }
  }
  return { sum: Math.round(sum), longest: Math.round(longest), outages: outages.sort((a, b) => b.ms - a.ms) }
}
