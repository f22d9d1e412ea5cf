// Clauses: E3, E12
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { dledger } from "../../spec/modes/dledger.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { validate } from "../cli/validate.ts"
import { replayJournal } from "../journal/replay.ts"
import { journalFile, leaderOf, startGroup, stateOf, type TestMember } from "../testing/brokers.ts"
import { bodiesIn, testClient, until } from "../testing/client.ts"
import { calm, temporaryDir, withCluster } from "../testing/clusters.ts"
import { ResponseCode } from "../remoting/codes.ts"

const TOPIC = "live"

/** What it prints, and its exit code. */
const validated = async (dir: string): Promise<{ readonly code: number; readonly text: string }> => {
  const lines: string[] = []
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line))
  try {
    return { code: await validate(dir), text: lines.join("\n") }
  } finally {
    log.mockRestore()
  }
}

/** Line number of the first line of a journal that is as asked for. */
const firstLine = (file: string, is: (event: { readonly _tag: string; readonly leaderCommit?: number }, outputs: readonly { readonly _tag: string; readonly last?: number }[]) => boolean): number =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .findIndex((text, i) => {
      if (i === 0) return false
      const [event, outputs] = JSON.parse(text) as Parameters<typeof is> extends readonly [infer E, infer O] ? [E, O] : never
      return is(event, outputs)
    }) + 1

/**
 * The leader's messages reach one follower, whose answers do not reach the leader; the third member hears nobody. What is
 * sent now is in two logs, and never acked.
 */
const neverAcked = (mutant?: string) =>
  withCluster({ config: calm, ...(mutant === undefined ? {} : { mutant }) }, async ({ cluster, client, dir, addressOf }) => {
    await client.createTopic(TOPIC, 1)
    await client.send(TOPIC, "acked")
    const leader = await cluster.find("broker-a/leader")
    const [follower = "", third = ""] = ["broker-a/n0", "broker-a/n1", "broker-a/n2"].filter((name) => name !== leader)
    const onFollower = (): Promise<readonly string[] | undefined> =>
      client.pullFrom(addressOf(follower), TOPIC, 0, 0, { readFromFollower: "true" }).then(({ code, body }) => (code === ResponseCode.SUCCESS ? bodiesIn(body ?? Buffer.alloc(0)) : undefined))
    const stateOfNode = async (name: string) => (await cluster.states()).find(({ node }) => node === name)
    await until("the acked message on the follower", async () => ((await onFollower())?.includes("acked") ? true : undefined))
    cluster.links.partition([[leader, follower], [third]])
    cluster.links.cut(follower, leader)
    let acks = 0
    void client.sendTo(addressOf(leader), TOPIC, "never acked").then(
      ({ code }) => (acks += code === ResponseCode.SUCCESS ? 1 : 0),
      () => {}
    )
    const written = await until("the message in the leader's log", async () => {
      const { lastIndex = -1, commitIndex = -1 } = (await stateOfNode(leader)) ?? {}
      return lastIndex > commitIndex ? lastIndex : undefined
    })
    await until("the message in the follower's log", async () => (((await stateOfNode(follower))?.lastIndex ?? -1) >= written ? true : undefined))
    const served = await onFollower()
    const { commitIndex } = (await stateOfNode(leader)) ?? {}
    await cluster.stop()
    const { code, text } = await validated(dir)
    const file = join(dir, follower.replace("/", "-"), "journal-1.jsonl")
    const { divergence } = await replayJournal(file)
    return { served, acks, committed: commitIndex === written, code, text, file, divergence, first: firstLine(file, (event, outputs) => event._tag === "AppendEntries" && outputs.some(({ _tag, last }) => _tag === "Dispatch" && (last ?? -1) > (event.leaderCommit ?? -1))) }
  })

test("follower-reads-uncommitted, live: a follower serves a message that was never acked; validate points at the first such step", async () => {
  const { served, acks, committed, code, text, file, divergence, first } = await neverAcked("follower-reads-uncommitted")
  expect(served).toEqual(["acked", "never acked"])
  expect([acks, committed]).toEqual([0, false])
  expect(code).toBe(1)
  expect(divergence).toMatchObject({ line: first, event: { _tag: "AppendEntries" } })
  expect(divergence?.difference).toMatch(/"_tag":"Dispatch".*nothing by the spec/)
  expect(text).toContain(`DIVERGES     ${divergence === undefined ? "" : "broker-a/"}`)
  expect(text).toContain(`the first step that the spec does not explain is line ${first} of ${file}`)
  expect(text).toContain("with mutant follower-reads-uncommitted")
  expect(text).toMatch(/Not as the spec: \d of 4 journals diverge\.$/)
})

test("the unchanged rules in the same place: the follower serves what is committed, and validate finds nothing", async () => {
  const { served, acks, committed, code, text, first } = await neverAcked()
  expect(served).toEqual(["acked"])
  expect([acks, committed]).toEqual([0, false])
  expect(code).toBe(0)
  expect(first).toBe(0)
  expect(text).toMatch(/every output is the spec's, byte for byte\. .* each was sent .* none with two leaders\.$/)
})

/**
 * Only one follower is left, and its disk does not finish what it is told to keep. If the leader acks nevertheless, then
 * a power loss there and the end of the leader leave nobody who knows.
 */
const ackedAndLost = async (mutant?: string) => {
  const journals = temporaryDir()
  const machine = mutant === undefined ? dledger : mutants.find(({ id }) => id === mutant)?.machine ?? dledger
  const members = await startGroup({ size: 3, machine, journals, ...(mutant === undefined ? {} : { mutant }) })
  const client = testClient("127.0.0.1:1")
  try {
    const leader = await leaderOf(members)
    const { address } = leader.broker()
    expect((await client.sendTo(address, TOPIC, "before")).code).toBe(ResponseCode.SUCCESS)
    const end = leader.broker().state().log.lastIndex
    await until("the message on every disk", async () => (members.every((member) => (stateOf(member)?.log.durableIndex ?? -1) >= end) ? true : undefined))
    const [follower, third] = members.filter((member) => member !== leader) as [TestMember, TestMember]
    third.kill()
    follower.disk.stick()
    let code: number | undefined
    const sent = client.sendTo(address, TOPIC, "acked").then(
      (answer) => (code = answer.code),
      () => {}
    )
    await until("the message in the follower's log, and the leader's answer if there is one", async () =>
      (stateOf(follower)?.log.lastIndex ?? -1) > end && (mutant === undefined || code !== undefined) ? true : undefined
    )
    leader.kill()
    follower.kill()
    follower.disk.losePower()
    await sent
    await follower.start()
    await third.start()
    const survivors = [follower, third]
    const read = await until("an answer of the new leader", async () => {
      const answer = await client.pullFrom((await leaderOf(survivors)).broker().address, TOPIC, 0, 0)
      return answer.code === ResponseCode.SUCCESS ? bodiesIn(answer.body ?? Buffer.alloc(0)) : undefined
    })
    for (const member of survivors) member.kill()
    const file = journalFile(journals, follower.id, 1)
    // An answer together with what it should have waited for.
    const tooEarly = firstLine(
      file,
      (event, outputs) => event._tag === "AppendEntries" && outputs.some(({ _tag }) => _tag === "SendToPeer") && outputs.some(({ _tag }) => _tag === "Flush" || _tag === "SaveHardState")
    )
    return { acked: code === ResponseCode.SUCCESS, read, ...(await validated(journals)), file, tooEarly, replayed: await replayJournal(file) }
  } finally {
    client.close()
    for (const member of members) member.kill()
    rmSync(journals, { recursive: true, force: true })
  }
}

test("ack-before-fsync, live: an acked message is lost with the power of one follower; its journal shows the ack that came too early", async () => {
  const { acked, read, replayed, tooEarly, code, text, file } = await ackedAndLost("ack-before-fsync")
  expect(acked).toBe(true)
  expect(read).toEqual(["before"])
  expect(replayed.divergence).toMatchObject({ line: tooEarly, verdict: "AppendEntries: new entries" })
  expect(replayed.divergence?.difference).toMatch(/AppendEntriesReply.*nothing by the spec/)
  expect(code).toBe(1)
  expect(text).toContain(`with mutant ack-before-fsync: the first step that the spec does not explain is line ${tooEarly} of ${file}`)
})

test("the unchanged rules in the same place: no ack, so nothing acked is lost", async () => {
  const { acked, read, code, tooEarly } = await ackedAndLost()
  expect(acked).toBe(false)
  expect(read).toEqual(["before"])
  expect([code, tooEarly]).toEqual([0, 0])
})
