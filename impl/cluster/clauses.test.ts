// Clauses: A2, A3, A5, B4, C2, C4, D5, E1
import { expect, test } from "vitest"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { calm, READY_MS, withCluster } from "../testing/clusters.ts"
import { testClient } from "../testkit/client.ts"
import { startCluster } from "../testkit/index.ts"

test("A2: two of three NameServers die, and clients go on", async () => {
  await using cluster = await startCluster({ mode: "multi-master", groups: 1, namesrvs: 3, topics: ["orders"] })
  await cluster.kill("namesrv/0")
  await cluster.kill("namesrv/1")
  await cluster.send("orders", "one")
  expect(await cluster.messages("orders")).toHaveLength(1)
})

test("A3: a broker that is silent leaves the routes, and comes back into them when it registers again", async () => {
  await using cluster = await startCluster({ mode: "multi-master", groups: 2 })
  const known = async (): Promise<readonly string[]> => Object.keys((await cluster.nodes()).find(({ role }) => role === "NAMESRV")?.brokers ?? {})
  expect(await known()).toEqual(["broker-a/0", "broker-b/0"])
  const paused = await cluster.pause("broker-a/master")
  await cluster.clock({ advanceMs: 130_000 }, "namesrv/0")
  await cluster.until("routes without it", async () => !(await known()).includes("broker-a/0"))
  await cluster.resume(paused)
  await cluster.clock({ advanceMs: 40_000 })
  await cluster.until("routes with both", async () => (await known()).length === 2)
})

test("A5: what is sent is spread over all masters", async () => {
  await using cluster = await startCluster({ mode: "multi-master", groups: 2, topics: ["orders"] })
  const brokers = new Set<string>()
  for (let i = 0; i < 12; i++) brokers.add((await cluster.send("orders", `m${i}`)).brokerName)
  expect([...brokers].sort()).toEqual(["broker-a", "broker-b"])
})

test("B4: a destroyed disk takes its messages for ever, and no others", async () => {
  await using cluster = await startCluster({ mode: "multi-master", groups: 2, flush: "sync", topics: ["orders"] })
  for (let i = 0; i < 12; i++) await cluster.send("orders", `m${i}`)
  await cluster.wipe("broker-a/master")
  await cluster.restart("broker-a/n0")
  await cluster.ready()
  const { acked, lost } = await cluster.assertPromises()
  expect(acked).toBe(12)
  expect(lost.length).toBeGreaterThan(0)
  expect(new Set(lost.map(({ group }) => group))).toEqual(new Set(["broker-a"]))
})

test("C4: each group has an offset of its own", async () => {
  await using cluster = await startCluster({ mode: "async-replication", topics: ["orders"] })
  const client = testClient(cluster.namesrvAddr)
  const { address } = await cluster.leader()
  const queue = { topic: "orders", queueId: "0" }
  try {
    for (let i = 0; i < 3; i++) await client.sendTo(address, "orders", `m${i}`)
    for (const [consumerGroup, commitOffset] of [["g1", "3"], ["g2", "1"]] as const) await client.ask(address, RequestCode.UPDATE_CONSUMER_OFFSET, { ...queue, consumerGroup, commitOffset })
    const offset = async (consumerGroup: string) => (await client.ask(address, RequestCode.QUERY_CONSUMER_OFFSET, { ...queue, consumerGroup })).extFields["offset"]
    expect([await offset("g1"), await offset("g2")]).toEqual(["3", "1"])
  } finally {
    client.close()
  }
})

test("C2 and D5: what a copy costs is the way to the slave and back, and only synchronous double write pays it", async () => {
  const LATE_MS = 150
  const took = async (mode: "async-replication" | "sync-double-write"): Promise<number> => {
    await using cluster = await startCluster({ mode, topics: ["orders"] })
    await cluster.send("orders", "first")
    await cluster.network({ kind: "TransferData", delayMs: LATE_MS })
    const began = performance.now()
    await cluster.send("orders", "second")
    const ms = performance.now() - began
    if (mode === "async-replication") {
      // Not even with the slave out of reach does it wait.
      await cluster.partition(["broker-a/master"], ["broker-a/slave"])
      await cluster.send("orders", "third")
    }
    return ms
  }
  expect(await took("sync-double-write")).toBeGreaterThanOrEqual(LATE_MS - 1)
  await took("async-replication")
})

test("E1: of two groups one has lost its leader and cannot elect another; the other one takes every message at the first try", () =>
  withCluster({ groups: 2, journal: false, config: calm }, async ({ cluster, client, addressOf }) => {
    const leaderOf = (group: string) => cluster.find(`${group}/leader`)
    const [killed, beside] = [await leaderOf("broker-a"), await leaderOf("broker-b")]
    const rest = cluster.nodes().map(({ name }) => name).filter((name) => name.startsWith("broker-a/") && name !== killed)
    cluster.links.partition(rest.map((name) => [name]))
    await cluster.kill(killed)
    for (let i = 0; i < 100; i++) expect((await client.sendTo(addressOf(beside), "orders", `m${i}`, 0)).code).toBe(ResponseCode.SUCCESS)
    const states = await cluster.states()
    expect(states.filter(({ node, ready }) => node.startsWith("broker-a/") && ready === true)).toEqual([])
    expect(await leaderOf("broker-b")).toBe(beside)
    cluster.links.heal()
    await cluster.ready(READY_MS)
    expect(await leaderOf("broker-b")).toBe(beside)
  }))
