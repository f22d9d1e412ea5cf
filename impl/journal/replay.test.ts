// Clauses: E13
import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { initialNameServer } from "../../spec/name-server/state.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import { nameServerDefaults } from "../../spec/name-server/config.ts"
import { step, type Tagged } from "../../spec/machine.ts"
import type { NameServerEvent } from "../../spec/name-server/events.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { temporaryDir } from "../testing/clusters.ts"
import { journalsOfThree } from "../testing/journals.ts"
import { makeExchange } from "./exchange.ts"
import { openJournal } from "./journal.ts"
import { BadJournal, replayJournal } from "./replay.ts"

let dir = ""
let leader = ""
let follower = ""
beforeEach(() => {
  dir = temporaryDir()
  ;[leader = "", follower = ""] = journalsOfThree(dir, 20)
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

type Line = readonly [Tagged & Record<string, unknown>, readonly (Tagged & Record<string, unknown>)[]]

const linesOf = (file: string): string[] => readFileSync(file, "utf8").trimEnd().split("\n")
const write = (file: string, lines: readonly string[]): void => writeFileSync(file, `${lines.join("\n")}\n`)
const lineWith = (file: string, is: (line: Line) => boolean): number => linesOf(file).findIndex((text, i) => i > 0 && is(JSON.parse(text) as Line))
const edit = (file: string, at: number, change: (line: Line) => unknown): void => {
  const lines = linesOf(file)
  lines[at] = JSON.stringify(change(JSON.parse(lines[at] as string) as Line))
  write(file, lines)
}
const editHead = (file: string, change: Readonly<Record<string, unknown>>): void => {
  const [head = "", ...rest] = linesOf(file)
  write(file, [JSON.stringify({ ...(JSON.parse(head) as object), ...change }), ...rest])
}
/** A refusal names the file, the line, and what to do. */
const refusal = (file: string): Promise<unknown> =>
  replayJournal(file).then(
    () => "not refused",
    (thrown: unknown) => (thrown instanceof BadJournal ? { file: thrown.file, line: thrown.line, says: thrown.message } : thrown)
  )
const refused = (file: string, line: number, says: RegExp): unknown => ({ file, line, says: expect.stringMatching(says) })

test("journals of the spec: every output, byte for byte", async () => {
  for (const file of [leader, follower]) {
    const replayed = await replayJournal(file)
    expect(replayed).toMatchObject({ ok: true, cut: false, divergence: undefined, head: { machine: "dledger", life: 1 } })
    expect(replayed.events).toBe(linesOf(file).length - 1)
  }
})

test("a NameServer's journal", async () => {
  const file = join(dir, "names.jsonl")
  const journal = openJournal(file, { journal: "rocketproof", version: 1, machine: "name-server", node: "namesrv/0", life: 3, config: nameServerDefaults })
  let state = initialNameServer(nameServerDefaults)
  const events: readonly NameServerEvent[] = [
    { _tag: "GetRouteInfoByTopic", request: 1, topic: "t" },
    { _tag: "RegisterBroker", request: 2, channel: "c1", clusterName: "c", brokerName: "b", brokerId: 0, brokerAddr: "h:1", haServerAddr: "", term: 1, topics: [["t", { readQueueNums: 4, writeQueueNums: 4, perm: 6, topicSysFlag: 0, order: false }]] },
    { _tag: "GetRouteInfoByTopic", request: 3, topic: "t" },
    { _tag: "ChannelClosed", channel: "c1" }
  ]
  for (const event of events) {
    const [next, outputs] = step(nameServer, state, event)
    state = next
    journal.record(event, outputs)
  }
  journal.close()
  expect(await replayJournal(file)).toMatchObject({ ok: true, events: 4 })
})

test("an output that was changed: the first divergence, with both sides and the field", async () => {
  const at = lineWith(leader, ([, outputs]) => outputs.some(({ _tag }) => _tag === "ReplySend"))
  edit(leader, at, ([event, outputs]) => [event, outputs.map((output) => (output._tag === "ReplySend" ? { ...output, queueOffset: 99 } : output))])
  const { ok, divergence } = await replayJournal(leader)
  expect(ok).toBe(false)
  expect(divergence).toMatchObject({ file: leader, line: at + 1 })
  expect(divergence?.difference).toMatch(/^outputs\[\d+\]\.queueOffset: 99 recorded, 0 by the spec$/)
  expect(divergence?.recorded).not.toEqual(divergence?.expected)
  expect(divergence?.verdict).toMatch(/: /)
})

test("an event that was changed: where the outputs stop following from it", async () => {
  const at = lineWith(follower, ([{ _tag, entries }]) => _tag === "AppendEntries" && (entries as { lastIndex: number }).lastIndex === 3)
  edit(follower, at, ([event, outputs]) => [{ ...event, term: 0 }, outputs])
  expect((await replayJournal(follower)).divergence).toMatchObject({ line: at + 1, verdict: "AppendEntries: old term", event: { _tag: "AppendEntries", term: 0 } })
})

test("an event with a field of the wrong type, or without one, is refused with the field", async () => {
  const at = lineWith(follower, ([{ _tag }]) => _tag === "AppendEntries")
  const line = linesOf(follower)[at] as string
  edit(follower, at, ([event, outputs]) => [{ ...event, leaderCommit: "much" }, outputs])
  expect(await refusal(follower)).toEqual(refused(follower, at + 1, /AppendEntries is no event that the spec knows: .*leaderCommit.*run again/))
  edit(follower, at, () => {
    const [{ entries: _entries, ...event }, outputs] = JSON.parse(line) as Line
    return [event, outputs]
  })
  expect(await refusal(follower)).toEqual(refused(follower, at + 1, /entries/))
})

test("a line that was removed: the first step that does not follow from what is left", async () => {
  const lines = linesOf(leader)
  const at = lineWith(leader, ([{ _tag }]) => _tag === "SendMessage")
  write(leader, lines.toSpliced(at, 1))
  const { divergence } = await replayJournal(leader)
  // The flush that follows is of an entry that this log never got; what is acked next is not there either.
  expect(divergence?.line).toBeGreaterThan(at)
  expect(divergence?.line).toBeLessThan(at + 8)
})

test("two lines that were swapped", async () => {
  const lines = linesOf(leader)
  const at = lineWith(leader, ([{ _tag }]) => _tag === "SendMessage")
  const next = lines.findIndex((text, i) => i > at && (JSON.parse(text) as Line)[0]._tag === "SendMessage")
  const swapped = lines.with(at, lines[next] as string).with(next, lines[at] as string)
  write(leader, swapped)
  expect((await replayJournal(leader)).divergence).toMatchObject({ line: at + 1, event: { _tag: "SendMessage", request: 2 } })
})

test("a last line that was cut off is left out and said so, wherever the cut is", async () => {
  const bytes = readFileSync(leader)
  const lines = linesOf(leader)
  const lastLength = Buffer.byteLength(lines.at(-1) as string) + 1
  for (const cut of [2, Math.floor(lastLength / 2), lastLength - 1]) {
    writeFileSync(leader, bytes)
    truncateSync(leader, bytes.length - cut)
    expect(await replayJournal(leader)).toMatchObject({ ok: true, cut: true, events: lines.length - 2 })
  }
  truncateSync(leader, 40)
  expect(await replayJournal(leader)).toMatchObject({ ok: true, cut: true, events: 0, head: undefined })
  truncateSync(leader, 0)
  expect(await replayJournal(leader)).toMatchObject({ ok: true, cut: true, events: 0, head: undefined })
})

test("a last line without its line feed is whole", async () => {
  truncateSync(leader, readFileSync(leader).length - 1)
  expect(await replayJournal(leader)).toMatchObject({ ok: true, cut: false, events: linesOf(leader).length - 1 })
})

test("a line that was cut elsewhere, or is none, is refused with its number", async () => {
  const lines = linesOf(leader)
  const broken: readonly (readonly [string, RegExp])[] = [
    [(lines[5] as string).slice(0, 30), /the line is not JSON.*Take the file as the node wrote it/],
    ["", /the line is not JSON/],
    ["[1,2]", /no \[event, outputs\]/],
    ['[{"_tag":"Flushed"}]', /no \[event, outputs\]/],
    ['[{"_tag":"Nothing"},[]]', /"Nothing" is no event of dledger/],
    ['[{"_tag":"toString"},[]]', /"toString" is no event of dledger/],
    ["null", /no \[event, outputs\]/]
  ]
  for (const [text, says] of broken) {
    write(leader, lines.with(5, text))
    expect(await refusal(leader)).toEqual(refused(leader, 6, says))
  }
  write(leader, lines)
  appendFileSync(leader, "garbage\n")
  expect(await refusal(leader)).toEqual(refused(leader, lines.length + 1, /not JSON/))
})

test("a head that this program does not know is refused", async () => {
  const heads: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ journal: "other" }, /no journal; give the --data directory/],
    [{ version: 2 }, /version 2, this program reads version 1: validate it with the rocketproof that wrote it/],
    [{ spec: "0123456789abcdef" }, /another version of spec\/ \(0123456789ab, here [0-9a-f]{12}\), whose rules may be others: validate it with the rocketproof that wrote it/],
    [{ spec: 7 }, /another version of spec\/ \(none named, /],
    [{ machine: "multi-masters" }, /machine "multi-masters" is not known; there are multi-master, async-replication, sync-double-write, dledger, dledger-released, name-server/],
    [{ machine: "constructor" }, /machine "constructor" is not known/],
    [{ config: { brokerName: "b" } }, /config is none of dledger: .*(Missing|missing)/],
    [{ node: 7 }, /names no node/]
  ]
  const lines = linesOf(leader)
  for (const [change, says] of heads) {
    write(leader, lines)
    editHead(leader, change)
    expect(await refusal(leader)).toEqual(refused(leader, 1, says))
  }
  write(leader, ["# a journal", ...lines])
  expect(await refusal(leader)).toEqual(refused(leader, 1, /no journal/))
})

test("a journal of a mutant is judged by the unchanged spec, and points at the first step of the bug", async () => {
  const mutant = mutants.find(({ id }) => id === "ack-before-fsync")
  const mutated = join(dir, "mutated")
  const [, file = ""] = journalsOfThree(mutated, 3, mutant?.machine, mutant?.id)
  const { divergence } = await replayJournal(file)
  const first = lineWith(file, ([{ _tag }, outputs]) => _tag === "AppendEntries" && outputs.some((output) => output._tag === "Flush"))
  expect(divergence).toMatchObject({ line: first + 1, verdict: "AppendEntries: new entries" })
  expect(divergence?.difference).toMatch(/SendToPeer.*AppendEntriesReply.*recorded, nothing by the spec/)
})

test("what one node received, another sent; no term has two leaders", async () => {
  const exchangeOf = async (): Promise<ReturnType<typeof makeExchange>> => {
    const exchange = makeExchange()
    for (const file of [leader, follower, follower.replace("n1", "n2")]) await replayJournal(file, { onLine: (head, _line, event, outputs) => exchange.note(head, event, outputs) })
    return exchange
  }
  const whole = await exchangeOf()
  expect([whole.suspicious(), whole.twoLeaders(), whole.terms()]).toEqual([false, [], 1])
  expect(whole.received()).toBe(whole.sent())
  expect(whole.received()).toBeGreaterThan(80)

  // A reply that makes no difference to the leader's steps, and that nobody sent.
  const lines = linesOf(leader)
  const at = lineWith(leader, ([{ _tag }, outputs]) => _tag === "RequestVoteReply" && outputs.length === 0)
  write(leader, lines.toSpliced(at + 1, 0, lines[at] as string))
  expect((await replayJournal(leader)).ok).toBe(true)
  const twice = await exchangeOf()
  expect(twice.suspicious()).toBe(true)
  const [event] = JSON.parse(lines[at] as string) as Line
  expect(twice.unsent({ journal: "rocketproof", version: 1, machine: "dledger", node: "broker-a/n0", life: 1, config: {} }, event)).toEqual({ from: `broker-a/${String(event["from"])}`, to: "broker-a/n0" })

  write(leader, lines)
  const sends = lineWith(leader, ([, outputs]) => outputs.some(({ _tag, message }) => _tag === "SendToPeer" && (message as Tagged)._tag === "AppendEntries"))
  const other = join(dirname(dirname(leader)), "broker-a-n1", "journal-1.jsonl")
  mkdirSync(dirname(other), { recursive: true })
  const mine = linesOf(other)
  const [, outputs] = JSON.parse(lines[sends] as string) as Line
  edit(other, mine.length - 1, ([taken]) => [taken, outputs])
  expect((await exchangeOf()).twoLeaders()).toEqual([{ group: "broker-a", term: 1, leaders: ["broker-a/n0", "broker-a/n1"] }])
})
