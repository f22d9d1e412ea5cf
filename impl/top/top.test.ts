import { expect, test } from "vitest"
import { RequestCode } from "../remoting/codes.ts"
import { withCluster } from "../testing/clusters.ts"
import { gather, type Overview } from "./gather.ts"
import { renderOverview } from "./render.ts"

test("brokers with their roles, topics, and what groups lack, of a cluster that runs", { timeout: 60_000 }, () =>
  withCluster({ mode: "async-replication", replicas: 2, flush: "async", journal: false }, async ({ cluster, client }) => {
    await client.createTopic("watched", 2)
    for (const body of ["a", "b", "c"]) await client.send("watched", body)
    const master = await client.master()
    await client.ask(master, RequestCode.UPDATE_CONSUMER_OFFSET, { consumerGroup: "g", topic: "watched", queueId: "0", commitOffset: "1" })
    const { brokers, topics, groups, nameServers } = await gather(client.ask, [cluster.namesrvAddr, "127.0.0.1:1"], Date.now())
    expect(nameServers).toEqual([{ address: cluster.namesrvAddr, up: true }, { address: "127.0.0.1:1", up: false }])
    expect(brokers.find(({ brokerId }) => brokerId === 0)).toMatchObject({ brokerName: "broker-a", address: master, role: "ASYNC_MASTER" })
    expect(topics).toMatchObject([{ topic: "watched", queues: 2, messages: 3 }])
    expect(groups).toMatchObject([{ group: "g", topic: "watched", members: 0, lag: 2 }])
  })
)

test("nobody there: said, with where it was looked for", async () => {
  await expect(gather(() => Promise.reject(new Error("refused")), ["127.0.0.1:1"], 0)).rejects.toThrow("no NameServer answers at 127.0.0.1:1")
})

const overview: Overview = {
  at: 100_000_000,
  nameServers: [{ address: "127.0.0.1:9876", up: true }],
  brokers: [
    { brokerName: "broker-a", brokerId: 0, address: "127.0.0.1:10911", role: "SYNC_MASTER", version: "5.5.0", inTps: 12.34, outTps: 0.5, logBytes: 2_560, toFlush: "0 B", disk: 0.42 },
    { brokerName: "broker-a", brokerId: 1, address: "127.0.0.1:10931", role: undefined, version: "", inTps: 0, outTps: 0, logBytes: 0, toFlush: "", disk: 0 }
  ],
  topics: [{ topic: "orders", queues: 4, messages: 12_345, lastCame: 99_995_000 }],
  groups: [
    { group: "billing", topic: "orders", members: 2, model: "CLUSTERING", lag: 7, tps: 0, lastConsumed: 0 },
    { group: "mail", topic: "orders", members: 0, model: "", lag: 12_345, tps: 3.14, lastConsumed: 96_000_000 }
  ]
}

test("a table that a person can read", () => {
  expect(`\n${renderOverview(overview)}`).toBe(`
NameServer 127.0.0.1:9876

broker    id  address          role             version  in/s  out/s      log  to flush  disk
broker-a   0  127.0.0.1:10911  SYNC_MASTER      5.5.0      12    0.5  2.5 KiB       0 B   42%
broker-a   1  127.0.0.1:10931  DOES NOT ANSWER

topic   queues  messages  last came
orders       4    12,345  5 s ago

group    topic   members  model          lag  out/s  has consumed what came
billing  orders        2  clustering       7      0  never
mail     orders        0  offline     12,345    3.1  1 h ago`)
})

test("where lines are few, the largest lag counts", () => {
  const many = { ...overview, groups: Array.from({ length: 50 }, (_, i) => ({ group: `g${i}`, topic: "orders", members: 0, model: "", lag: i, tps: 0, lastConsumed: 0 })) }
  const text = renderOverview(many, 20)
  expect(text).toContain("g49 ")
  expect(text).not.toContain("g10 ")
  expect(text).toMatch(/… \d+ more$/)
})
