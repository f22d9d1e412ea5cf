// Clauses: E13
import { expect, test, vi } from "vitest"
import { validate } from "../cli/validate.ts"
import { decodeStoredAll } from "../message/stored.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { decodeProperties, encodeProperties } from "../message/properties.ts"
import { decodeMessageId } from "../message/message-id.ts"
import { parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { remotingClient } from "../remoting/client.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { until } from "../testing/client.ts"
import { calm, type TestCluster, withCluster } from "../testing/clusters.ts"
import type { ClusterOptions } from "./cluster.ts"

const TOPIC = "later"
const MODES: readonly (readonly [string, Partial<ClusterOptions>])[] = [
  ["multi-master", { mode: "multi-master", replicas: 1, flush: "async" }],
  ["async-replication", { mode: "async-replication", replicas: 2, flush: "async" }],
  ["sync-double-write", { mode: "sync-double-write", replicas: 2, flush: "async" }],
  ["dledger", { mode: "dledger", config: calm }]
]

const sendLater = async (running: TestCluster, body: string, level: number): Promise<void> => {
  await sendWith(running, body, { DELAY: String(level) })
}

const sendWith = async ({ client }: TestCluster, body: string, properties: Readonly<Record<string, string>>) => {
  const answer = await client.ask(
    await client.master(),
    RequestCode.SEND_MESSAGE,
    { producerGroup: "p", topic: TOPIC, defaultTopic: "TBW102", defaultTopicQueueNums: "4", queueId: "0", sysFlag: "0", bornTimestamp: String(Date.now()), flag: "0", properties: encodeProperties(properties) },
    Buffer.from(body)
  )
  expect(answer.code).toBe(ResponseCode.SUCCESS)
  return answer
}

const stored = async ({ client }: TestCluster, topic: string) => {
  const answer = await client.pullFrom(await client.master(), topic, 0, 0)
  return answer.code === ResponseCode.SUCCESS ? decodeStoredAll(answer.body as Buffer) : undefined
}

test.each(MODES)("%s: a delayed message comes when its time has come, and not before; every step was the spec's", { timeout: 60_000 }, async (_mode, options) => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  try {
    await withCluster(options, async (running) => {
      const { cluster, client, dir } = running
      await client.createTopic(TOPIC)
      await sendLater(running, "late", 1)
      await client.send(TOPIC, "now")
      expect(((await stored(running, TOPIC)) ?? []).map(({ body }) => body.toString())).not.toContain("late")
      const found = await until("the delayed message", async () => (await stored(running, TOPIC))?.find(({ body }) => body.toString() === "late"))
      expect(found.storeTimestamp - found.bornTimestamp).toBeGreaterThanOrEqual(999)
      expect(found.storeTimestamp - found.bornTimestamp).toBeLessThan(10_000)
      await cluster.stop()
      expect(await validate(dir, {})).toBe(0)
    })
  } finally {
    log.mockRestore()
  }
})

test("dledger: the leader dies before the time has come, and the next one delivers", { timeout: 60_000 }, () =>
  withCluster({ mode: "dledger", config: { ...calm, messageDelayLevel: "2s" } }, async (running) => {
    const { cluster, client } = running
    await client.createTopic(TOPIC)
    await sendLater(running, "late", 1)
    await cluster.kill(await cluster.find("broker-a/leader"))
    const found = await until("the delayed message", async () => (await stored(running, TOPIC))?.[0])
    expect(found.body.toString()).toBe("late")
    expect(found.storeTimestamp - found.bornTimestamp).toBeGreaterThanOrEqual(1_999)
  })
)

test.each(MODES)("%s: a message sent back comes again, and after the last time it is dead", { timeout: 60_000 }, (_mode, options) =>
  withCluster({ ...options, config: { ...options.config, messageDelayLevel: "1s" } }, async (running) => {
    const { client } = running
    await client.createTopic(TOPIC)
    await client.sendTo(await client.master(), TOPIC, "again", 0)
    const back = async (topic: string) => {
      const message = await until(`the message in ${topic}`, async () => (await stored(running, topic))?.[0])
      const fields = { offset: String(message.physicalOffset), group: "g", delayLevel: "0", originMsgId: "", originTopic: TOPIC, unitMode: "false", maxReconsumeTimes: "1" }
      expect((await client.ask(await client.master(), RequestCode.CONSUMER_SEND_MSG_BACK, fields)).code).toBe(ResponseCode.SUCCESS)
      return message
    }
    const first = await back(TOPIC)
    const second = await back("%RETRY%g")
    expect(second.reconsumeTimes).toBe(1)
    expect(second.storeTimestamp - first.storeTimestamp).toBeGreaterThanOrEqual(1_000)
    expect(decodeProperties(second.properties)).toMatchObject({ RETRY_TOPIC: TOPIC, REAL_TOPIC: "%RETRY%g" })
    const dead = await until("the dead letter", async () => (await stored(running, "%DLQ%g"))?.[0])
    expect({ body: dead.body.toString(), reconsumeTimes: dead.reconsumeTimes }).toEqual({ body: "again", reconsumeTimes: 2 })
    const nowhere = { offset: "7", group: "g", delayLevel: "0", unitMode: "false" }
    expect(await client.ask(await client.master(), RequestCode.CONSUMER_SEND_MSG_BACK, nowhere)).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: "look message by offset failed" })
  })
)

/** A half message, and how its producer ends it. */
const sendHalf = async (running: TestCluster, body: string) => {
  const { extFields } = await sendWith(running, body, { TRAN_MSG: "true", PGROUP: "p", UNIQ_KEY: `id-${body}` })
  expect(extFields).toMatchObject({ transactionId: `id-${body}`, queueId: "0" })
  const commitLogOffset = String(decodeMessageId(extFields["msgId"] as string).physicalOffset)
  return async (commitOrRollback: "8" | "12", address?: string) => {
    const fields = { producerGroup: "p", tranStateTableOffset: extFields["queueOffset"] as string, commitLogOffset, commitOrRollback }
    return running.client.ask(address ?? (await running.client.master()), RequestCode.END_TRANSACTION, fields)
  }
}

test.each(MODES)("%s: a half message is seen once it is committed, once; every step was the spec's", { timeout: 60_000 }, async (_mode, options) => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  try {
    await withCluster(options, async (running) => {
      const { cluster, client, dir } = running
      await client.createTopic(TOPIC)
      const endFirst = await sendHalf(running, "first")
      const endSecond = await sendHalf(running, "second")
      await client.send(TOPIC, "plain")
      expect(await client.readAll(TOPIC)).toEqual(["plain"])
      expect((await endFirst("12")).code).toBe(ResponseCode.SUCCESS)
      expect((await endSecond("8")).code).toBe(ResponseCode.SUCCESS)
      expect((await endSecond("8")).code).toBe(ResponseCode.SUCCESS)
      expect((await endFirst("8")).code).toBe(ResponseCode.SUCCESS)
      await client.send(TOPIC, "end")
      expect([...(await client.readAll(TOPIC))].sort()).toEqual(["end", "plain", "second"])
      await cluster.stop()
      expect(await validate(dir, {})).toBe(0)
    })
  } finally {
    log.mockRestore()
  }
})

test("dledger: a transaction that the dead leader knew of is asked for by the next one, and ended there", { timeout: 60_000 }, () =>
  withCluster({ mode: "dledger", config: { ...calm, transactionTimeout: 100, transactionCheckInterval: 100 } }, async (running) => {
    const { cluster, client } = running
    await client.createTopic(TOPIC)
    const ended = await sendHalf(running, "half")
    await cluster.kill(await cluster.find("broker-a/leader"))
    const asked: RemotingCommand[] = []
    const producer = await until("a producer's connection", async () => {
      const found = remotingClient(nodeNetwork, parseAddress(await client.master()), (request) => void asked.push(request))
      const beat = { clientID: "c", producerDataSet: [{ groupName: "p" }], consumerDataSet: [] }
      const answer = await found.ask(RequestCode.HEART_BEAT, {}, Buffer.from(JSON.stringify(beat)))
      return answer.code === ResponseCode.SUCCESS ? found : undefined
    })
    try {
      const [check] = await until("the question", async () => (asked.length > 0 ? asked : undefined))
      expect(check).toMatchObject({ code: RequestCode.CHECK_TRANSACTION_STATE, extFields: { transactionId: "id-half" } })
      const [message] = decodeStoredAll(check?.body as Buffer)
      expect({ topic: message?.topic, body: message?.body.toString() }).toEqual({ topic: TOPIC, body: "half" })
      expect(await client.readAll(TOPIC)).toEqual([])
      expect((await ended("8")).code).toBe(ResponseCode.SUCCESS)
      expect(await client.readAll(TOPIC)).toEqual(["half"])
    } finally {
      producer.close()
    }
  })
)
