import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import type { Broker } from "../../spec/broker/state.ts"
import type { DLedgerEvent } from "../../spec/dledger/events.ts"
import * as Log from "../../spec/log/log.ts"
import { judgeRecording, type RecordingJudged } from "./judge-recording.ts"
import { take, type Taken } from "./leeway.ts"
import type { Unnumbered } from "./recording.ts"
import { firstStuck, plainJudged, recordingLines } from "./tell.ts"
import { alterBody, bodyOfFrame, type MadeUp, writeMadeUp } from "./testing.ts"

const dir = mkdtempSync(join(tmpdir(), "rocketproof-wire-"))
const file = join(dir, "recording.jsonl")
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const judged = (made: MadeUp): Promise<RecordingJudged> => {
  writeMadeUp(file, made)
  return judgeRecording(file)
}

describe("runs of the rules are explained", () => {
  test.each<Omit<MadeUp, "seed"> & { readonly name: string; readonly seeds: number }>([
    { name: "three nodes", steps: 1_500, seeds: 2 },
    { name: "three nodes, pushed ahead", steps: 1_500, ahead: true, seeds: 2 },
    { name: "five nodes", steps: 1_000, nodes: 5, seeds: 1 },
    { name: "many kills", steps: 1_000, kills: 0.02, seeds: 2 },
    { name: "one at a time", steps: 1_000, underWay: 1, seeds: 1 }
  ])("$name", async ({ seeds, ...made }) => {
    for (let seed = 1; seed <= seeds; seed++) {
      const result = await judged({ ...made, seed })
      expect(recordingLines(result).join("\n")).toContain(`${result.frames.toLocaleString("en-US")} frames of ${made.nodes ?? 3} nodes explained`)
      expect(result.frames).toBeGreaterThan(100)
    }
  })
})

type Bug = NonNullable<MadeUp["bug"]>

const onVote: Bug = (before, event, taken) => (event._tag === "VoteRequest" ? take({ ...before, raft: { ...before.raft, votedFor: null } }, event) : taken)

const sayAllIsCommitted: Bug = (_before, _event, [next, outputs]) => [
  next,
  outputs.map((output) => (output._tag === "SendToPeer" && "commitIndex" in output.message ? { ...output, message: { ...output.message, commitIndex: next.log.lastIndex } } : output))
]

const appendNothing: Bug = (before, event, taken): Taken => (event._tag === "PushAppend" ? [{ ...taken[0], log: before.log }, taken[1]] : taken)

const cutTooMuch: Bug = (_before, event, taken): Taken => (event._tag === "PushTruncate" ? [{ ...taken[0], log: Log.truncate(taken[0].log, Math.max(0, taken[0].log.lastIndex - 1)) }, taken[1]] : taken)

const followsAnyone: Bug = (before: Broker, event: DLedgerEvent, taken: Taken): Taken => (event._tag === "HeartBeatRequest" && event.term < before.raft.term ? take({ ...before, raft: { ...before.raft, term: event.term, leader: null } }, event) : taken)

describe("bugs in a node are found", () => {
  test.each<{ readonly name: string } & Omit<MadeUp, "steps"> & Partial<MadeUp>>([
    { name: "a vote is given twice in a term", seed: 2, bug: onVote },
    { name: "a restart forgets the vote", seed: 1, kills: 0.02, restarted: (node) => ({ ...node, raft: { ...node.raft, votedFor: null } }) },
    { name: "a restart loses an entry", seed: 1, kills: 0.01, restarted: (node) => ({ ...node, log: Log.truncate(node.log, node.log.lastIndex) }) },
    { name: "a restart forgets the term", seed: 2, kills: 0.01, restarted: (node) => ({ ...node, raft: { ...node.raft, term: Math.max(0, node.raft.term - 1) } }) },
    { name: "all is said to be committed", seed: 1, bug: sayAllIsCommitted },
    { name: "what is pushed is not appended", seed: 1, bug: appendNothing },
    { name: "a TRUNCATE cuts one more", seed: 1, bug: cutTooMuch },
    { name: "a leader of an older term is followed", seed: 2, steps: 800, kills: 0.01, bug: followsAnyone }
  ])("$name", async (made) => {
    const result = await judged({ steps: 400, ...made })
    expect(result.verdict).toBe("not explained")
    expect(recordingLines(result).at(-1)).toMatch(/^Not as the spec/)
  })
})

/** Changes the first frame that is one of these. */
const change =
  (is: (body: Readonly<Record<string, unknown>>, by: string) => boolean, to: (body: Record<string, unknown>) => void, skip = 0) =>
  (lines: Unnumbered[]): Unnumbered[] => {
    let left = skip
    const at = lines.findIndex((line) => "frame" in line && is(bodyOfFrame(line.bytes), line.by) && left-- === 0)
    if (at < 0) throw new Error("no such frame")
    return lines.map((line, i) => (i === at && "frame" in line ? { ...line, bytes: alterBody(line.bytes, to) } : line))
  }

describe("a frame that was altered is named", () => {
  test.each<{ readonly name: string; readonly alter: NonNullable<MadeUp["alter"]>; readonly says: RegExp }>([
    {
      name: "a vote that was refused is given",
      alter: change((body) => body["voteResult"] === "REJECT_ALREADY_VOTED", (body) => (body["voteResult"] = "ACCEPT")),
      says: /ACCEPT \(term \d+\) to VOTE.*\n.*was +candidate[^]*the spec +REJECT_ALREADY_VOTED/
    },
    {
      name: "a push says that more is committed",
      alter: change((body) => body["type"] === "APPEND", (body) => (body["commitIndex"] = 1_000), 20),
      says: /asks n\d APPEND\(.*committed 1000\)/
    },
    {
      name: "a follower says that its log is shorter",
      alter: change((body) => body["code"] === 200 && Number(body["endIndex"]) > 5, (body) => (body["endIndex"] = Number(body["endIndex"]) - 3), 5),
      says: /answers n\d with SUCCESS \(ends at \d+\)/
    },
    {
      name: "an entry is pushed where there was another",
      alter: change((body) => body["type"] === "APPEND", (body) => ((body["entry"] as Record<string, unknown>)["pos"] = 7), 20),
      says: /is not the same as it was before/
    },
    {
      name: "another node says that it leads the term",
      alter: change((body) => body["leaderId"] !== undefined && body["ledgerEndTerm"] === undefined && body["type"] === undefined && body["voteResult"] === undefined, (body) => (body["term"] = Number(body["term"]) + 9)),
      says: /HEART_BEAT\(term \d+\)/
    },
    {
      name: "a field is missing",
      alter: change((body) => body["type"] === "COMPARE", (body) => delete body["commitIndex"]),
      says: /is not as DLedger 0\.3\.1\.2 writes it: PUSH: .*commitIndex/
    }
  ])("$name", async ({ alter, says }) => {
    const result = await judged({ seed: 3, steps: 1_500, alter })
    expect(result.verdict).toBe("not explained")
    expect(recordingLines(result).join("\n")).toMatch(says)
  })

  test("the frames before it are told as a trace, and the result has it as JSON", async () => {
    const result = await judged({ seed: 3, steps: 1_500, alter: change((body) => body["voteResult"] === "REJECT_ALREADY_VOTED", (body) => (body["voteResult"] = "ACCEPT")) })
    const stuck = firstStuck(result)
    expect(recordingLines(result).filter((line) => line.startsWith("✗"))).toEqual([expect.stringMatching(new RegExp(`#${stuck?.stuck.item.line}→.*ACCEPT .* to VOTE`))])
    expect(JSON.parse(JSON.stringify(plainJudged(result)))).toMatchObject({ verdict: "not explained", unexplained: { node: stuck?.node, line: stuck?.stuck.item.line, instead: [expect.stringMatching(/^REJECT/)] } })
  })
})

describe("what is no whole recording is refused with the place", () => {
  const lines = (): string[] => readFileSync(file, "utf8").split("\n").slice(0, -1)
  const write = (all: readonly string[], end = "\n"): void => writeFileSync(file, all.join("\n") + end)

  test.each<{ readonly name: string; readonly damage: () => void; readonly says: RegExp }>([
    { name: "empty", damage: () => write([], ""), says: /line 1: the file is empty/ },
    { name: "another file", damage: () => writeFileSync(file, "hello\n"), says: /line 1: the first line is not JSON/ },
    { name: "a journal", damage: () => writeFileSync(file, '{"journal":"rocketproof","version":1}\n'), says: /line 1: the first line does not say "recording":"rocketproof"/ },
    { name: "of another version", damage: () => writeFileSync(file, '{"recording":"rocketproof","version":7,"nodes":[]}\n'), says: /line 1: the recording says version 7/ },
    { name: "cut between lines", damage: () => write(lines().slice(0, 40)), says: /line 40: the recording has no end/ },
    { name: "cut in a line", damage: () => write([...lines().slice(0, 40), '{"n":41,"at":'], ""), says: /line 41: the line is cut off/ },
    { name: "a line is missing", damage: () => write(lines().filter((_, i) => i !== 30)), says: /line 31: the line says that it is line 32/ },
    { name: "two lines are swapped", damage: () => write(lines().map((line, i, all) => (i === 20 ? all[21] : i === 21 ? all[20] : line) as string)), says: /line 21: the line says that it is line 22/ },
    { name: "a line is no line of a recording", damage: () => write(lines().map((line, i) => (i === 20 ? '{"n":21,"at":1,"frame":"x"}' : line))), says: /line 21: no line of a recording/ },
    { name: "bytes are no frame", damage: () => write(lines().map((line, i) => (i === 20 ? '{"n":21,"at":1,"frame":1,"by":"client","bytes":"AAAA"}' : line))), says: /line 21: no frame of RocketMQ's remoting/ },
    { name: "a connection was never opened", damage: () => write(lines().map((line, i) => (i === 20 ? '{"n":21,"at":1,"close":999}' : line))), says: /line 21: connection 999 was not opened/ },
    { name: "something behind the end", damage: () => appendFileSync(file, '{"n":1,"at":1,"end":true}\n'), says: /there is something behind the end/ }
  ])("$name", async ({ damage, says }) => {
    writeMadeUp(file, { seed: 1, steps: 300 })
    damage()
    await expect(judgeRecording(file)).rejects.toThrow(says)
  })

  test("but for its end, if one says so", async () => {
    writeMadeUp(file, { seed: 1, steps: 300 })
    write([...lines().slice(0, 40), '{"n":41,"at":'], "")
    expect(await judgeRecording(file, { partial: true })).toMatchObject({ verdict: "explained" })
  })
})
