import { expect, test } from "vitest"
import { encodeProperties } from "../message/properties.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { bodiesIn } from "../testing/client.ts"
import { withCluster } from "../testing/clusters.ts"

const TOPIC = "queried"

test("messages by key, by the producer's id, by time; after a restart too", { timeout: 60_000 }, () =>
  withCluster({ mode: "multi-master", replicas: 1, flush: "async" }, async ({ cluster, client }) => {
    await client.createTopic(TOPIC, 1)
    for (let i = 0; i < 6; i++) {
      const properties = encodeProperties({ KEYS: `order${i % 2} all`, UNIQ_KEY: `id${i}` })
      const fields = { producerGroup: "p", topic: TOPIC, defaultTopic: "TBW102", defaultTopicQueueNums: "1", queueId: "0", sysFlag: "0", bornTimestamp: "0", flag: "0", properties }
      expect((await client.ask(await client.master(), RequestCode.SEND_MESSAGE, fields, Buffer.from(`m${i}`))).code).toBe(ResponseCode.SUCCESS)
    }
    const query = async (key: string, over: Readonly<Record<string, string>> = {}) => {
      const fields = { topic: TOPIC, key, maxNum: "32", beginTimestamp: "0", endTimestamp: String(Date.now() + 1_000), ...over }
      const { code, body } = await client.ask(await client.master(), RequestCode.QUERY_MESSAGE, fields)
      return code === ResponseCode.SUCCESS ? bodiesIn(body as Buffer) : code
    }
    const asExpected = async () => {
      expect(await query("order1")).toEqual(["m5", "m3", "m1"])
      expect(await query("all", { maxNum: "2" })).toEqual(["m5", "m4"])
      expect(await query("id2", { _UNIQUE_KEY_QUERY: "true" })).toEqual(["m2"])
      expect(await query("nokey")).toBe(ResponseCode.QUERY_NOT_FOUND)
      expect(await query("all", { topic: "other" })).toBe(ResponseCode.QUERY_NOT_FOUND)
      expect(await query("all", { endTimestamp: "1000" })).toBe(ResponseCode.QUERY_NOT_FOUND)
    }
    await asExpected()
    await cluster.kill("broker-a/n0")
    await cluster.restart("broker-a/n0")
    await cluster.ready(10_000)
    await asExpected()
  })
)
