import { describe, expect, test } from "vitest"
import { append, empty, flushed, type Log } from "../../spec/log/log.ts"
import type { Tagged } from "../../spec/machine.ts"
import { emptyHistory, type History } from "./history.ts"
import { type Finals, judge, type JudgeInput } from "./judge.ts"
import { type End, type Entry, type Lives, type Loss, readLives } from "./lives.ts"

const Q = "broker-a@0"

const sent = (...bodies: readonly string[]): History => {
  const history = emptyHistory()
  bodies.forEach((body, offset) => history.attempts.push({ producer: 0, body, queue: Q, invoked: 2 * offset, invokedMs: 100 * offset, outcome: "acked", offset, answered: 2 * offset + 1, answeredMs: 100 * offset + 50 }))
  return history
}

const left = (...bodies: readonly string[]): Finals => new Map([[Q, bodies.map((body, offset) => ({ offset, body }))]])

const entryAt = (queueOffset: number): Entry => ({ group: "broker-a", queueId: 0, queueOffset, index: queueOffset, term: 0 })

/** Journals by which every message went with these. */
const livesWith = (...losses: readonly Omit<Loss, "isDamaged">[]): Lives => ({
  onLine: () => {},
  onEnd: () => {},
  ackedAt: (_queue, offset) => [entryAt(offset)],
  writtenAt: (_queue, offset) => [entryAt(offset)],
  places: () => [{ queue: Q, offset: 0 }],
  lossesOf: () => losses.map((loss) => ({ ...loss, isDamaged: false })),
  cutBy: () => undefined,
  sentBack: () => []
})

const input = (over: Partial<JudgeInput>): JudgeInput => ({
  setting: { mode: "multi-master", flushDiskType: "ASYNC_FLUSH", ackRequires: "PAGE_CACHE", members: 1 },
  history: sent("a", "b"),
  finals: left("a", "b"),
  lives: livesWith(),
  nemesis: { faults: [], ended: new Map() },
  groups: ["broker-a"],
  fromMs: 0,
  toMs: 200,
  readsLinearizable: true,
  ...over
})

const power: JudgeInput["nemesis"] = { faults: [{ fault: "powerLoss", node: "broker-a/n0", at: "master", epoch: 3 }], ended: new Map() }

test("a run in which nothing happened", () => {
  expect(judge(input({}))).toMatchObject({ sent: 2, acked: 2, lost: [], duplicated: 0, linearizable: 1, queues: 1, unavailableMs: 0, problems: [] })
})

describe("an acked message that is gone", () => {
  const history = sent("a", "b")
  const finals = left("a")
  const problem = [expect.stringMatching(/^LOST {9}broker-a@0, offset 1: "b" was answered SEND_OK and is gone; after what was done multi-master promises/)]

  test("is explained by a power loss that took it, where the promise table admits that", () => {
    const judged = judge(input({ history, finals, nemesis: power, lives: livesWith({ epoch: 3, what: "n0 lost its power" }) }))
    expect(judged).toMatchObject({ lost: [{ body: "b", queue: Q, offset: 1, because: "the master loses power: n0 lost its power" }], problems: [], linearizable: 0 })
  })
  test("is not, if nothing was struck", () => {
    expect(judge(input({ history, finals })).problems).toEqual(expect.arrayContaining(problem))
  })
  test("is not by a power loss of which the journals say that it was on disk", () => {
    expect(judge(input({ history, finals, nemesis: power })).problems).toEqual(problem)
  })
  test("is not by a power loss at another time", () => {
    expect(judge(input({ history, finals, nemesis: power, lives: livesWith({ epoch: 2, what: "n0 lost its power" }) })).problems).toEqual(problem)
  })
  test("is not with SYNC_FLUSH", () => {
    const setting = { mode: "multi-master", flushDiskType: "SYNC_FLUSH", ackRequires: "PAGE_CACHE", members: 1 } as const
    expect(judge(input({ history, finals, setting, nemesis: power, lives: livesWith({ epoch: 3, what: "n0 lost its power" }) })).problems).toEqual(problem)
  })
})

describe("what no mode may do", () => {
  const problems = (over: Partial<JudgeInput>): string => judge(input(over)).problems.join("\n")

  test("a message that nobody sent", () => {
    expect(problems({ finals: left("a", "b", "x") })).toMatch(/^PHANTOM {6}broker-a@0, offset 2: "x"/)
  })
  test("one that is stored more often than it was sent; a second attempt may be", () => {
    expect(problems({ finals: left("a", "b", "a") })).toMatch(/^DUPLICATED {3}"a" is stored 2 times and was sent 1 times/)
    const history = sent("a", "b")
    history.attempts.push({ producer: 0, body: "a", queue: Q, invoked: 9, invokedMs: 190, outcome: "unknown" })
    expect(judge(input({ history, finals: left("a", "b", "a") }))).toMatchObject({ duplicated: 1, problems: [] })
  })
  test("an offset that is left out, of a queue and of what a consumer is given", () => {
    expect(problems({ finals: new Map([[Q, [{ offset: 0, body: "a" }, { offset: 1, body: "b" }, { offset: 3, body: "b" }]]]) })).toMatch(/HOLE {9}broker-a@0: offset 1 is followed by 3/)
    const history = sent("a", "b")
    history.deliveries.push({ consumer: 0, queue: Q, offset: 1, body: "b" })
    expect(problems({ history })).toMatch(/^REORDERED {4}broker-a@0: consumer 0 was given offset 1 behind -1/)
  })
  test("the same message again, out of nowhere", () => {
    const history = sent("a", "b")
    for (const [offset, body] of [[0, "a"], [1, "b"], [1, "b"]] as const) history.deliveries.push({ consumer: 0, queue: Q, offset, body })
    expect(judge(input({ history }))).toMatchObject({ redelivered: 1, problems: ["REORDERED    broker-a@0: consumer 0 was given offset 1 behind 1"] })
  })
  test("messages that a consumer is to pass over", () => {
    const history = sent("a", "b")
    history.jumps.push({ consumer: 0, queue: Q, from: 0, to: 1, after: 0 })
    history.deliveries.push({ consumer: 0, queue: Q, offset: 1, body: "b" })
    expect(problems({ history })).toBe("LEFT OUT     broker-a@0: consumer 0 was to go on at 1 behind -1")
  })
  test("another message in the place of one that a consumer was given", () => {
    const history = sent("a", "b")
    history.deliveries.push({ consumer: 0, queue: Q, offset: 0, body: "b" })
    expect(problems({ history })).toMatch(/^REPLACED {5}broker-a@0, offset 0: consumer 0 was given "b", and in the end there is "a"/)
    // Whatever was struck: the journals have to show that what was there went.
    expect(problems({ history, nemesis: power })).toMatch(/^REPLACED/)
    expect(problems({ history, nemesis: power, lives: livesWith({ epoch: 3, what: "n0 lost its power" }) })).toBe("")
  })
  test("an old end, where reads are linearizable", () => {
    const history = sent("a", "b")
    history.ends.push({ queue: Q, invoked: 4, answered: { at: 5, value: 1 } })
    expect(problems({ history })).toBe("STALE READ   broker-a@0: its end was told to be 1 after the message at 1 had been acked (S21)")
    expect(problems({ history, readsLinearizable: false })).toBe("")
  })
  test("two messages acked at one place", () => {
    const history = sent("a", "b")
    history.attempts.push({ producer: 1, body: "c", queue: Q, invoked: 5, invokedMs: 190, outcome: "acked", offset: 1, answered: 6, answeredMs: 195 })
    expect(problems({ history })).toMatch(/LOST {9}broker-a@0, offset 1: "c"/)
  })
})

/** A journal: events with their outputs, one life after the other, and the log that each ended with. */
const journals = (machine: string, ...lives: readonly { readonly node: string; readonly life?: number; readonly lines: readonly (readonly [event: Tagged & Readonly<Record<string, unknown>>, ...outputs: (Tagged & Readonly<Record<string, unknown>>)[]])[]; readonly log?: Log }[]): Lives => {
  const read = readLives()
  for (const { node, life = 1, lines, log = empty } of lives) {
    const head = { journal: "rocketproof", version: 1, machine, node: `broker-a/${node}`, life, config: {} } as const
    lines.forEach(([event, ...outputs], i) => read.onLine(head, i + 2, event, outputs))
    read.onEnd(head, { log })
  }
  return read
}

const QUEUE = "t@0"
const found = (log: Log, more: Readonly<Record<string, unknown>> = {}) => [{ _tag: "Recovered", log, ...more }] as const
/** A message of each request, behind each other from offset 0 on; all are acked. */
const writes = (count: number, term = 0) =>
  Array.from({ length: count }, (_, i) => [
    { _tag: "SendMessage", request: `w${i}` },
    { _tag: "WriteMessages", request: `w${i}`, index: i, term, count: 1, topic: "t", queueId: 0, queueOffset: i },
    { _tag: "ReplySend", request: `w${i}`, status: "SEND_OK", index: i, queueId: 0, queueOffset: i }
  ] as const)
const pull = (group: string, offset: number, request: string) => ({ _tag: "PullMessage", request, group, topic: "t", queueId: 0, offset })
const reply = (request: string, code: string, offsets: readonly number[], nextBeginOffset: number) => ({ _tag: "ReplyPull", request, code, queue: QUEUE, offsets, nextBeginOffset })
const logOf = (count: number, term = 0): Log => flushed(append(empty, term, count), count - 1)

describe("a broker alone whose disk was damaged", () => {
  const faults: JudgeInput["nemesis"]["faults"] = [{ fault: "diskLoss", node: "broker-a/n0", at: "master", epoch: 1 }]
  const nemesisWith = (...ends: End[]): JudgeInput["nemesis"] => ({ faults, ended: new Map([["broker-a/n0", ends]]) })
  const damaged = nemesisWith({ how: "damage", epoch: 1 })
  const history = sent("a", "b", "c")
  const finals: Finals = new Map([[Q, [{ offset: 0, body: "a" }, { offset: 2, body: "c" }]]])
  const first = { node: "n0", lines: [found(empty), ...writes(3)], log: logOf(3) }
  const reads = (mark: Readonly<Record<string, unknown>>) => [{ _tag: "QueueRead", request: "r", found: [{ offset: 0 }, { offset: 1, ...mark }, { offset: 2 }] }, reply("r", "SUCCESS", [0, 2], 3)] as const
  const problemsWith = (nemesis: JudgeInput["nemesis"], ...lines: Parameters<typeof journals>[1]["lines"]) => judge(input({ history, finals, nemesis, lives: journals("multi-master", first, { node: "n0", life: 2, lines, log: logOf(3) }) }))

  test("does not serve what it finds damaged: a hole, which its journal shows", () => {
    const lost = [{ offset: 1, because: expect.stringContaining("the disk of broker-a/n0 was damaged (life 1): what was there is not what was written") }]
    expect(problemsWith(damaged, found(logOf(3), { broken: [1] }))).toMatchObject({ problems: [], lost })
    expect(problemsWith(damaged, found(logOf(3)), reads({ damaged: true }))).toMatchObject({ problems: [], lost })
  })
  test("must serve what its journal does not say is damaged", () => {
    const problems = [expect.stringMatching(/^LOST .* offset 1: "b"/), "HOLE         broker-a@0: offset 0 is followed by 2"]
    expect(problemsWith(damaged, found(logOf(3)), reads({})).problems).toEqual(problems)
    expect(problemsWith(damaged, found(logOf(3), { broken: [2] })).problems).toEqual(problems)
  })
  test("finds nothing damaged if nobody has damaged it", () => {
    expect(problemsWith(nemesisWith({ how: "crash", epoch: 1 }), found(logOf(3), { broken: [1] })).problems).toEqual(expect.arrayContaining(["HOLE         broker-a@0: offset 0 is followed by 2"]))
  })
  test("may hand out what is behind it; a consumer goes on there", () => {
    const read = sent("a", "b", "c")
    read.deliveries.push({ consumer: 0, queue: Q, offset: 0, body: "a" }, { consumer: 0, queue: Q, offset: 2, body: "c" })
    const lives = (broken: readonly number[]) => journals("multi-master", first, { node: "n0", life: 2, lines: [found(logOf(3), { broken })], log: logOf(3) })
    expect(judge(input({ history: read, finals, nemesis: damaged, lives: lives([1]) })).problems).toEqual([])
    expect(judge(input({ history: read, finals: left("a", "b", "c"), nemesis: damaged, lives: lives([]) })).problems).toEqual(["REORDERED    broker-a@0: consumer 0 was given offset 2 behind 0"])
  })
})

test("a loss of power does not explain what the next life still had", () => {
  const nemesis: JudgeInput["nemesis"] = { ...power, ended: new Map([["broker-a/n0", [{ how: "powerLoss", epoch: 3 }]]]) }
  const before = { node: "n0", lines: [found(empty), ...writes(2)], log: append(empty, 0, 2) }
  const after = (count: number) => journals("multi-master", before, { node: "n0", life: 2, lines: [found(logOf(count))], log: logOf(count) })
  const history = sent("a", "b")
  expect(judge(input({ history, finals: left("a"), nemesis, lives: after(1) })).problems).toEqual([])
  expect(judge(input({ history, finals: left("a"), nemesis, lives: after(2) })).problems).toEqual([expect.stringMatching(/^LOST .* offset 1/)])
})

describe("a consumer that is sent back", () => {
  const appends = (term: number) => ({ _tag: "SendToPeer", to: "n2", message: { _tag: "AppendEntries", term } })
  /** n0 led term 1 and has entry 0; n1 leads `term`, and handed out both messages. Then n0 says that the queue ends at 1. */
  const lives = (term: number, group = "g0") =>
    journals(
      "dledger",
      { node: "n0", lines: [found(empty), [{ _tag: "HeartbeatTimeout" }, appends(1)], ...writes(1, 1), [pull("g0", 2, "p"), reply("p", "PULL_OFFSET_MOVED", [], 1)]], log: logOf(1, 1) },
      { node: "n1", lines: [found(logOf(1, 1)), [{ _tag: "HeartbeatTimeout" }, appends(term)], [pull(group, 0, "q")], [{ _tag: "QueueRead", request: "q", found: [] }, reply("q", "SUCCESS", [0, 1], 2)]], log: logOf(1, 1) }
    )
  const history = sent("a", "b")
  for (const [offset, body] of [[0, "a"], [1, "b"], [1, "b"]] as const) history.deliveries.push({ consumer: 0, queue: Q, offset, body })
  history.jumps.push({ consumer: 0, queue: Q, from: 2, to: 1, after: 2 })
  const setting: JudgeInput["setting"] = { mode: "dledger", flushDiskType: "ASYNC_FLUSH", ackRequires: "FSYNC", members: 3 }
  const judged = (from: Lives) => judge(input({ setting, history, lives: from }))

  test("by a leader that was deposed and does not know it: the later one had handed out what it lacks", () => {
    expect(judged(lives(2))).toMatchObject({ redelivered: 1, problems: [] })
  })
  test("not by the leader of the term in which it had been given them, or of a later one", () => {
    expect(judged(lives(1)).problems).toEqual(["SENT BACK    broker-a@0: consumer 0 was to go on at 1 again, from 2, by broker-a/n0, which led term 1; what was there is not lost"])
    expect(judged(lives(0)).problems).toHaveLength(1)
  })
  test("not because another consumer had been given them", () => {
    expect(judged(lives(2, "g1")).problems).toHaveLength(1)
  })
  test("not by a broker whose journal does not say so", () => {
    expect(judged(livesWith()).problems).toEqual([expect.stringContaining("by a broker whose journal does not say so")])
  })
  test("by whoever has lost what was there", () => {
    expect(judge(input({ history: { ...history, attempts: history.attempts.map((attempt) => ({ ...attempt, outcome: "unknown" as const })) }, finals: left("a", "b"), nemesis: power, lives: livesWith({ epoch: 3, what: "n0 lost its power" }) })).problems).toEqual([])
  })
})

test("a group that acks nothing for a while was unavailable", () => {
  expect(judge(input({ toMs: 2_000 }))).toMatchObject({ unavailableMs: 1_850, longestUnavailableMs: 1_850, outages: [{ group: "broker-a", fromMs: 150, ms: 1_850 }] })
})
