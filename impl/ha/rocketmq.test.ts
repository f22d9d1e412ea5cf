// Clauses: C1, C3, D1, D2
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { createConnection } from "node:net"
import { join } from "node:path"
import { expect, test } from "vitest"
import { judgeRun } from "../journal/judge.ts"
import { timers } from "../../spec/broker/config.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { until } from "../testing/client.ts"
import { READY_MS, type TestCluster, withCluster } from "../testing/clusters.ts"
import { encodeReport, pieceReader } from "./wire.ts"

/** A send that no slave takes is answered before the client gives up. */
const timing = { ...timers.seed, slaveTimeoutMs: [500, 500] as const }

/** Bytes. */
const segmentSize = 256 * 1024

/** A broker's CommitLog, as it lies in its directory: each of its files, by name. */
const commitLog = (dir: string, node: string): ReadonlyMap<string, Buffer> => {
  const files = join(dir, node, "commitlog")
  return new Map(readdirSync(files).map((name) => [name, readFileSync(join(files, name))]))
}

const digests = (log: ReadonlyMap<string, Buffer>): readonly (readonly [string, string])[] => [...log].map(([name, content]) => [name, createHash("sha256").update(content).digest("hex")] as const)

const lastIndexOf = async ({ cluster }: TestCluster, name: string): Promise<number | undefined> => (await cluster.states()).find(({ node }) => node === name)?.lastIndex

const caughtUp = (running: TestCluster): Promise<true> =>
  until("the slave has all of it", async () => {
    const [master, slave] = [await lastIndexOf(running, "broker-a/n0"), await lastIndexOf(running, "broker-a/n1")]
    return master !== undefined && master === slave ? true : undefined
  })

test("a slave follows over RocketMQ's wire: acks wait for it, tables come, either end may be killed, and the logs are the same", { timeout: 120_000 }, () =>
  withCluster({ mode: "sync-double-write", replicas: 2, haWire: "rocketmq", segmentSize, config: { timing } }, async (running) => {
    const { cluster, client, dir, addressOf } = running
    await client.createTopic("copied", 2)
    for (let i = 0; i < 20; i++) await client.send("copied", `m${i}`)
    // Messages that need several pieces, and more than one file.
    for (let i = 0; i < 3; i++) await client.send("copied", Buffer.alloc(150_000, i))
    await cluster.kill("broker-a/n0")
    await cluster.restart("broker-a/n0")
    await cluster.ready(READY_MS)
    for (let i = 20; i < 25; i++) await client.send("copied", `m${i}`)
    await cluster.kill("broker-a/n1")
    const alone = await client.sendTo(addressOf("broker-a/n0"), "copied", "alone")
    expect([ResponseCode.SLAVE_NOT_AVAILABLE, ResponseCode.FLUSH_SLAVE_TIMEOUT]).toContain(alone.code)
    await cluster.restart("broker-a/n1")
    await cluster.ready(READY_MS)
    await client.send("copied", "m25")
    await caughtUp(running)
    const copied = commitLog(dir, "broker-a-n1")
    expect(copied.size).toBeGreaterThan(2)
    expect(digests(copied)).toEqual(digests(commitLog(dir, "broker-a-n0")))
    const topics = async (node: string): Promise<unknown> => JSON.parse((await client.ask(addressOf(node), RequestCode.GET_ALL_TOPIC_CONFIG, {})).body?.toString() ?? "").topicConfigTable
    await until("the slave's topics", async () => (JSON.stringify(await topics("broker-a/n1")) === JSON.stringify(await topics("broker-a/n0")) ? true : undefined))
    expect(readFileSync(join(dir, "broker-a-n1", "journal-1.jsonl"), "utf8")).toContain('"connection":"rocketmq:n1/')
    await cluster.stop()
    expect((await judgeRun(dir)).verdict).toBe("as the spec")
  })
)

test("a program that speaks as RocketMQ's slave does is served by any master, and what it reports is acked", { timeout: 60_000 }, () =>
  withCluster({ mode: "sync-double-write", replicas: 2, segmentSize, config: { timing } }, async ({ cluster, client, dir, addressOf }) => {
    await client.createTopic("t", 1)
    for (let i = 0; i < 3; i++) await client.send("t", `m${i}`)
    await cluster.kill("broker-a/n1")
    const registered = await client.ask(cluster.namesrvAddr, RequestCode.REGISTER_BROKER, { brokerName: "broker-a", brokerAddr: "127.0.0.1:1", clusterName: "DefaultCluster", haServerAddr: "127.0.0.1:2", brokerId: "7", compressed: "false", bodyCrc32: "0" })
    const [host, port] = registered.extFields["haServerAddr"]?.split(":") ?? []
    const socket = createConnection({ host: host as string, port: Number(port) })
    let log: Buffer = Buffer.alloc(0)
    const offsets: number[] = []
    let reports = true
    const read = pieceReader(({ offset, bytes }) => {
      offsets.push(offset - log.length)
      log = Buffer.concat([log, bytes])
      if (reports) socket.write(encodeReport(log.length))
    })
    socket.on("data", (chunk: Buffer) => read(chunk))
    socket.write(encodeReport(0))
    const { msgId } = await client.send("t", "acked by the slave")
    const end = Number.parseInt(msgId.slice(-16), 16)
    expect(log.length).toBeGreaterThan(end)
    // It has come on from before the message, and every piece began where the last one ended.
    expect(new Set(offsets)).toEqual(new Set([0]))
    expect(commitLog(dir, "broker-a-n0").get("00000000000000000000")?.subarray(0, log.length).equals(log)).toBe(true)
    reports = false
    expect((await client.sendTo(addressOf("broker-a/n0"), "t", "copied, and not reported")).code).toBe(ResponseCode.FLUSH_SLAVE_TIMEOUT)
    await until("the copy", async () => (log.toString("latin1").includes("copied, and not reported") ? true : undefined))
    // One that is ahead of its master is sent away.
    const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()))
    socket.write(encodeReport(log.length + 1_000))
    await gone
  })
)
