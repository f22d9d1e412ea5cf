import { describe, expect, test } from "vitest"
import type { Acked } from "../testkit/acks.ts"
import { emptyHistory, type History } from "./history.ts"
import { type Finals, judge, type JudgeInput } from "./judge.ts"
import type { Lives, Loss } from "./lives.ts"

const Q = "broker-a@0"

const sent = (...bodies: readonly string[]): History => {
  const history = emptyHistory()
  bodies.forEach((body, offset) => history.attempts.push({ producer: 0, body, queue: Q, invoked: 2 * offset, invokedMs: 100 * offset, outcome: "acked", offset, answered: 2 * offset + 1, answeredMs: 100 * offset + 50 }))
  return history
}

const left = (...bodies: readonly string[]): Finals => new Map([[Q, bodies.map((body, offset) => ({ offset, body }))]])

/** Journals by which every acked message went with these. */
const livesWith = (...losses: readonly Loss[]): Lives => ({
  onLine: () => {},
  onEnd: () => {},
  ackedAt: (_queue, queueOffset): readonly Acked[] => [{ group: "broker-a", node: "broker-a/n0", topic: "t", queueId: 0, queueOffset, index: queueOffset, term: 0 }],
  lossesOf: () => losses
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
  test("the same message again is none", () => {
    const history = sent("a", "b")
    for (const [offset, body] of [[0, "a"], [1, "b"], [1, "b"]] as const) history.deliveries.push({ consumer: 0, queue: Q, offset, body })
    expect(judge(input({ history }))).toMatchObject({ redelivered: 1, problems: [] })
  })
  test("another message in the place of one that a consumer was given", () => {
    const history = sent("a", "b")
    history.deliveries.push({ consumer: 0, queue: Q, offset: 0, body: "b" })
    expect(problems({ history })).toMatch(/^REPLACED {5}broker-a@0, offset 0: consumer 0 was given "b", and in the end there is "a"/)
    expect(problems({ history, nemesis: power })).toBe("")
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

test("a group that acks nothing for a while was unavailable", () => {
  expect(judge(input({ toMs: 2_000 }))).toMatchObject({ unavailableMs: 1_850, longestUnavailableMs: 1_850, outages: [{ group: "broker-a", fromMs: 150, ms: 1_850 }] })
})
