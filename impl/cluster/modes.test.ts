// Clauses: A1, B1, B2, B3, C1, C2, C3, C5, D1, D2, D3, D4
import { closeSync, openSync, readSync, statSync } from "node:fs"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { timers } from "../../spec/broker/config.ts"
import { validate } from "../cli/validate.ts"
import { ResponseCode } from "../remoting/codes.ts"
import { until } from "../testing/client.ts"
import { post, withCluster, withControl } from "../testing/clusters.ts"
import { warningsAbout } from "./modes.ts"

const TOPIC = "modes"

const bodies = (count: number, from = 0): readonly string[] => Array.from({ length: count }, (_, i) => `m${from + i}`)

test("multi-master: two masters share a topic; one dies, the other goes on, and its queues come back with it", { timeout: 120_000 }, () =>
  withCluster({ mode: "multi-master", groups: 2, replicas: 1, flush: "async" }, async ({ cluster, client, addressOf }) => {
    for (const group of ["broker-a", "broker-b"])
      await client.ask(addressOf(`${group}/n0`), 17, { topic: TOPIC, defaultTopic: "TBW102", readQueueNums: "2", writeQueueNums: "2", perm: "6", topicFilterType: "SINGLE_TAG", topicSysFlag: "0", order: "false" })
    const answers = await Promise.all(["broker-a", "broker-b"].map((group) => client.sendTo(addressOf(`${group}/n0`), TOPIC, `before ${group}`, 0)))
    expect(answers.map(({ code }) => code)).toEqual([ResponseCode.SUCCESS, ResponseCode.SUCCESS])
    await cluster.kill("broker-a/n0")
    expect((await client.sendTo(addressOf("broker-b/n0"), TOPIC, "meanwhile", 0)).code).toBe(ResponseCode.SUCCESS)
    await expect(client.pullFrom(addressOf("broker-a/n0"), TOPIC, 0, 0)).rejects.toThrow(/closed|ECONNREFUSED|answer|connect/i)
    await cluster.restart("broker-a/n0")
    const pulled = await until("the message that broker-a had", async () => {
      const answer = await client.pullFrom(addressOf("broker-a/n0"), TOPIC, 0, 0)
      return answer.code === ResponseCode.SUCCESS ? answer : undefined
    })
    expect(pulled.extFields?.["maxOffset"]).toBe("1")
  })
)

test.each(["async-replication", "sync-double-write"] as const)("%s: the master's disk is gone, its slave is promoted and has what was copied; every step was the spec's", { timeout: 120_000 }, async (mode) => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  try {
    await withCluster({ mode, replicas: 2, flush: "async" }, async ({ cluster, client, dir, addressOf }) => {
      await client.createTopic(TOPIC)
      for (const body of bodies(20)) await client.send(TOPIC, body)
      expect(await client.sendTo(addressOf("broker-a/n1"), TOPIC, "to the slave")).toMatchObject({ code: ResponseCode.SERVICE_NOT_AVAILABLE })
      await until("the copy", async () => {
        const [master, slave] = (await cluster.states()).filter(({ node }) => node.startsWith("broker-a/"))
        return master?.lastIndex === 19 && slave?.lastIndex === 19 ? true : undefined
      })
      await cluster.kill("broker-a/n0")
      expect((await client.pullFrom(addressOf("broker-a/n1"), TOPIC, 0, 0)).code).toBe(ResponseCode.SYSTEM_BUSY)
      await withControl(cluster, async (url) => {
        expect((await post(`${url}/promote`, { broker: "broker-a/slave" })).status).toBe(200)
        expect((await post(`${url}/promote`, { broker: "broker-a/n1" })).body["error"]).toContain("is no slave")
      })
      await until("the new master's route", async () => ((await client.master("broker-a")) === addressOf("broker-a/n1") ? true : undefined))
      expect([...(await client.readAll(TOPIC))].sort()).toEqual([...bodies(20)].sort())
      // The old master comes back as a slave, and is copied to.
      await cluster.restart("broker-a/n0")
      await until("the old master's connection", async () => ((await cluster.states()).some(({ node, connected }) => node === "broker-a/n0" && connected === true) ? true : undefined))
      await client.send(TOPIC, "after")
      expect(await client.readAll(TOPIC)).toContain("after")
      await until("the copy", async () => ((await cluster.states()).filter(({ lastIndex }) => lastIndex === 20).length === 2 ? true : undefined))
      await cluster.stop()
      expect(await validate(dir, {})).toBe(0)
      const [one, other] = ["n0", "n1"].map((node) => startOf(join(dir, `broker-a-${node}`, "commitlog", "0".repeat(20))))
      expect(one?.subarray(0, 4).readInt32BE(0)).toBeGreaterThan(0)
      expect(other?.equals(one as Buffer)).toBe(true)
    })
  } finally {
    log.mockRestore()
  }
})

/** The first 64 KiB of a file of the log, which has 1 GiB with a hole. */
const startOf = (path: string): Buffer => {
  const { size, blocks } = statSync(path)
  expect([size, blocks * 512 < 2 ** 20]).toEqual([2 ** 30, true])
  const file = openSync(path, "r")
  const bytes = Buffer.alloc(65_536)
  readSync(file, bytes, 0, bytes.length, 0)
  closeSync(file)
  return bytes
}

test("sync-double-write: what a producer is told while the slave is paused, and while it is down", { timeout: 120_000 }, () =>
  withCluster({ mode: "sync-double-write", replicas: 2, flush: "async", config: { timing: { ...timers.seed, slaveTimeoutMs: [300, 300] } } }, async ({ cluster, client, addressOf }) => {
    await client.createTopic(TOPIC)
    const master = addressOf("broker-a/n0")
    expect((await client.sendTo(master, TOPIC, "both", 0)).code).toBe(ResponseCode.SUCCESS)
    cluster.pause("broker-a/n1")
    expect((await client.sendTo(master, TOPIC, "slow", 0)).code).toBe(ResponseCode.FLUSH_SLAVE_TIMEOUT)
    cluster.resume("broker-a/n1")
    await cluster.kill("broker-a/n1")
    const alone = await until("the master to notice", async () => {
      const answer = await client.sendTo(master, TOPIC, "alone", 0)
      return answer.code === ResponseCode.SLAVE_NOT_AVAILABLE ? answer : undefined
    })
    expect(alone.extFields).toMatchObject({ queueId: "0" })
    await cluster.restart("broker-a/n1")
    await until("both again", async () => ((await client.sendTo(master, TOPIC, "both again", 0)).code === ResponseCode.SUCCESS ? true : undefined))
  })
)

test("settings that cannot go together are refused by name", async () => {
  const start = (over: Parameters<typeof withCluster>[0]) => withCluster(over, () => Promise.resolve())
  await expect(start({ mode: "dledger", replicas: 2 })).rejects.toThrow(/--replicas 2: a DLedger group of two acks nothing as soon as either is down/)
  await expect(start({ mode: "dledger", replicas: 0 })).rejects.toThrow(/--replicas 0: must be a whole number, 1 or more/)
  await expect(start({ mode: "dledger", groups: 0 })).rejects.toThrow(/--groups 0/)
  expect(warningsAbout({ mode: "dledger", replicas: 4 })).toEqual(["--replicas 4: a group of 4 bears no more nodes down than one of 3 (1), and every ack waits for 3 disks instead of 2"])
  expect(warningsAbout({ mode: "dledger", replicas: 3 })).toEqual([])
  await expect(start({ mode: "multi-master", replicas: 2 })).rejects.toThrow(/--replicas 2: a multi-master cluster has no slaves/)
  await expect(start({ mode: "async-replication", replicas: 1 })).rejects.toThrow(/--replicas 1: --mode async-replication needs a master and a slave/)
  await expect(start({ mode: "sync-double-write", replicas: 2, config: { requiredAcks: 3 } })).rejects.toThrow(/requiredAcks=3: more copies than the 2 brokers/)
})
