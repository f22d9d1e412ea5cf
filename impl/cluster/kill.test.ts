// Clauses: E3, E4, E8, E9, E14
import { expect, test, vi } from "vitest"
import { validate } from "../cli/validate.ts"
import { type TestClient, until } from "../testing/client.ts"
import { post, READY_MS, withCluster, withControl } from "../testing/clusters.ts"
import type { Cluster } from "./cluster.ts"

const TOPIC = "kill"

const lost = (acked: readonly string[], read: readonly string[]): readonly string[] => {
  const there = new Set(read)
  return acked.filter((body) => !there.has(body))
}

const silently = async <T>(run: () => Promise<T>): Promise<T> => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  try {
    return await run()
  } finally {
    log.mockRestore()
  }
}

test("the leader is killed in the middle of 200 messages: nothing acked is lost, and every step was the spec's", () =>
  withCluster({ namesrvs: 2 }, async ({ cluster, client, dir }) => {
    await client.createTopic(TOPIC)
    const acked: string[] = []
    const send = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) {
        await client.send(TOPIC, `m${i}`)
        acked.push(`m${i}`)
      }
    }
    await send(0, 100)
    const leader = await cluster.find("broker-a/leader")
    await cluster.kill(leader)
    await send(100, 150)
    await cluster.restart(leader)
    await send(150, 200)
    await cluster.ready(READY_MS)
    expect(lost(acked, await client.readAll(TOPIC))).toEqual([])
    await cluster.stop()
    expect(await silently(() => validate(dir))).toBe(0)
  }))

/** Sends on several connections until told to stop; what was acked. */
const sending = (client: TestClient): { readonly acked: string[]; readonly stop: () => Promise<void> } => {
  const acked: string[] = []
  let on = true
  const line = async (name: string): Promise<void> => {
    for (let i = 0; on; i++) {
      const body = `${name}-${i}`
      await client.send(TOPIC, body)
      acked.push(body)
    }
  }
  const lines = Promise.all(["a", "b", "c", "d"].map(line))
  return {
    acked,
    stop: async () => {
      on = false
      await lines
    }
  }
}

const more = (acked: readonly string[], count: number): Promise<true> => {
  const goal = acked.length + count
  return until(`${count} more acks`, async () => (acked.length >= goal ? true : undefined))
}

const brokers = (cluster: Cluster): readonly string[] =>
  cluster
    .nodes()
    .filter(({ kind }) => kind === "broker")
    .map(({ name }) => name)

test("kill -9 of any member, six times during sends: nothing acked is lost", () =>
  withCluster({}, async ({ cluster, client, dir }) => {
    await client.createTopic(TOPIC)
    const { acked, stop } = sending(client)
    for (let round = 0; round < 6; round++) {
      await more(acked, 20 + Math.floor(Math.random() * 20))
      const victim = round % 2 === 0 ? await until("a leader", () => cluster.find("broker-a/leader")) : (brokers(cluster)[round % 3] as string)
      await cluster.kill(victim)
      await more(acked, 10)
      await cluster.restart(victim)
    }
    await stop()
    await cluster.ready(READY_MS)
    expect(lost(acked, await client.readAll(TOPIC))).toEqual([])
    await cluster.stop()
    expect(await silently(() => validate(dir))).toBe(0)
  }))

test("power loss of all three at once, twice: with FSYNC nothing acked is lost", () =>
  withCluster({}, async ({ cluster, client, dir }) =>
    withControl(cluster, async (url) => {
      await client.createTopic(TOPIC)
      const { acked, stop } = sending(client)
      for (let round = 0; round < 2; round++) {
        await more(acked, 50)
        const answers = await Promise.all(brokers(cluster).map((broker) => post(`${url}/power-loss`, { broker })))
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
        for (const broker of brokers(cluster)) await post(`${url}/restart`, { broker })
      }
      await more(acked, 10)
      await stop()
      expect(lost(acked, await client.readAll(TOPIC))).toEqual([])
      await cluster.stop()
      expect(await silently(() => validate(dir))).toBe(0)
    })
  ))
