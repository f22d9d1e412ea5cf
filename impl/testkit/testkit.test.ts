import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { modeNames } from "../cluster/modes.ts"
import { until } from "../testing/client.ts"
import { eventLines, startCluster } from "./index.ts"

const bodies = (messages: readonly { readonly body: Buffer }[]): readonly string[] => messages.map(({ body }) => body.toString()).sort()

describe.each(modeNames)("a cluster of mode %s", (mode) => {
  test("takes messages, gives them back, and did everything as the spec says", async () => {
    await using cluster = await startCluster({ mode, topics: ["orders"] })
    const sent = await cluster.send("orders", "one", { tags: "paid", keys: "k1 k2", properties: { colour: "red" } })
    await cluster.send("orders", Buffer.from("two"))
    const messages = await cluster.messages("orders")
    expect(bodies(messages)).toEqual(["one", "two"])
    expect(messages.find(({ body }) => body.toString() === "one")).toMatchObject({ queueId: sent.queueId, queueOffset: sent.queueOffset, properties: { TAGS: "paid", KEYS: "k1 k2", colour: "red" }, reconsumeTimes: 0 })
    expect(await cluster.assertPromises()).toMatchObject({ acked: 2, lost: [] })
  })
})

test("what a mode may lose is no broken promise; what it may not is one", async () => {
  await using cluster = await startCluster({ mode: "async-replication", topics: ["orders"] })
  await cluster.partition(["broker-a/n0"], ["broker-a/n1"])
  await cluster.send("orders", "acked by the master alone")
  // A slave that was only cut off is no reason for a loss: to the kit it looks as if a message had vanished.
  const { lost: nothing } = await cluster.assertPromises()
  expect(nothing).toEqual([])
  await cluster.wipe("broker-a/master")
  const { acked, lost } = await cluster.assertPromises()
  expect({ acked, lost }).toMatchObject({ acked: 1, lost: [{ group: "broker-a", node: "broker-a/n0", topic: "orders" }] })
})

test("with a bug in a rule, assertPromises names the step and the node", async () => {
  await using cluster = await startCluster({ mutant: "ack-before-fsync", topics: ["orders"] })
  await cluster.send("orders", "one")
  await expect(cluster.assertPromises()).rejects.toThrow(/promises broken:\nDIVERGES {5}broker-a\/n\d, life 1, with mutant ack-before-fsync: the first step that the spec does not explain/)
})

test("acked messages that a promise says are kept, and are gone, are named", async () => {
  // Two of three disks are more than a group bears, but one is not: so the loss has to be made behind the kit's back.
  await using cluster = await startCluster({ mode: "multi-master", groups: 1, topics: ["orders"] })
  await cluster.send("orders", "one")
  await cluster.kill("broker-a/master")
  for (const file of readdirSync(join(cluster.data, "broker-a-n0"))) if (!file.startsWith("journal-")) rmSync(join(cluster.data, "broker-a-n0", file), { recursive: true })
  await cluster.restart("broker-a/n0")
  await expect(cluster.assertPromises()).rejects.toThrow(/LOST {9}orders, queue \d, offset 0: broker-a\/n0 answered SEND_OK/)
})

test("fifty at once get ports of their own, and leave nothing behind", async () => {
  const clusters = await Promise.all(Array.from({ length: 50 }, () => startCluster({ mode: "multi-master", groups: 1 })))
  expect(new Set(clusters.map(({ namesrvAddr }) => namesrvAddr)).size).toBe(50)
  await Promise.all(clusters.map((cluster) => cluster.stop()))
  expect(clusters.filter(({ data }) => existsSync(data))).toEqual([])
})

// Where the system tells which files a process has open.
test.skipIf(!existsSync("/proc/self/fd")).each(modeNames)("a cluster of mode %s that was stopped has no file open", async (mode) => {
  const cluster = await startCluster({ mode, topics: ["orders"] })
  await cluster.send("orders", "one")
  const open = (): readonly string[] =>
    readdirSync("/proc/self/fd").flatMap((file) => {
      try {
        return [readlinkSync(`/proc/self/fd/${file}`)].filter((name) => name.startsWith(cluster.data))
      } catch {
        return []
      }
    })
  expect(open().length).toBeGreaterThan(0)
  await cluster.stop()
  // An fsync that was under way keeps its file until it ends.
  await until("no open file", async () => (open().length === 0 ? true : undefined))
})

test("processes that go on are judged by what they had done at one moment", async () => {
  // Processes run what was built.
  const built = (await import(new URL("../../dist/impl/testkit/index.js", import.meta.url).href)) as typeof import("./index.ts")
  await using cluster = await built.startCluster({ processes: true, topics: ["orders"] })
  await cluster.send("orders", "one")
  const killed = await cluster.kill("broker-a/leader")
  await cluster.send("orders", "two")
  await cluster.restart(killed)
  for (let i = 0; i < 3; i++) expect(await cluster.assertPromises()).toMatchObject({ acked: 2, lost: [] })
  expect(bodies(await cluster.messages("orders"))).toEqual(["one", "two"])
})

test("links, clocks and disks go bad and good again, and nothing acked is lost", async () => {
  await using cluster = await startCluster({ topics: ["orders"] })
  await cluster.network({ kind: "AppendEntriesReply", drop: 0.3, delayMs: 2, reorder: 0.3 })
  await cluster.clock({ skewMs: 60_000 }, "broker-a/leader")
  await cluster.send("orders", "one")
  const failed = await cluster.disk("broker-a/leader", { failWrite: 1 })
  await cluster.send("orders", "two")
  cluster.heal()
  await cluster.clock({ skewMs: 0 })
  expect(await cluster.until("a failed disk", (nodes) => nodes.find(({ node }) => node === failed)?.diskFailed)).toBe(true)
  await cluster.kill(failed)
  await cluster.restart(failed)
  await cluster.send("orders", "three")
  expect(bodies(await cluster.messages("orders"))).toEqual(expect.arrayContaining(["one", "three", "two"]))
  expect(await cluster.assertPromises()).toMatchObject({ lost: [] })
  await expect(cluster.network({ kind: "Vote", drop: 1 })).rejects.toThrow('kind: "Vote" is no message between brokers; there are RequestVote')
  await expect(cluster.network({ drop: 2 })).rejects.toThrow("drop: must be a share from 0 to 1")
})

test("an error names what there is", async () => {
  // @ts-expect-error: no such mode
  await expect(startCluster({ mode: "raft" })).rejects.toThrow('mode: "raft" must be one of multi-master, async-replication, sync-double-write, dledger')
  await expect(startCluster({ set: { requiredAck: 2 } })).rejects.toThrow("requiredAck")
  const data = mkdtempSync(join(tmpdir(), "rocketproof-test-"))
  await using cluster = await startCluster({ mode: "multi-master", groups: 1, data })
  await expect(cluster.kill("broker-b/master")).rejects.toThrow('"broker-b/master" is no address, node or role here')
  await expect(cluster.until("never", () => false, { timeoutMs: 20 })).rejects.toThrow("never: not within 20 ms. Nodes: namesrv/0 NAMESRV, broker-a/n0 MASTER")
  expect(eventLines(await cluster.journal(2)).some((line) => line.startsWith("  {"))).toBe(true)
  await cluster.stop()
  expect(existsSync(data)).toBe(true)
  rmSync(data, { recursive: true })
})
