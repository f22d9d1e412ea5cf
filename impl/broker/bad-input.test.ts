import { afterAll, beforeAll, expect, test } from "vitest"
import { encodeProperties } from "../message/properties.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { writeFastJsonBody } from "../remoting/fastjson.ts"
import { startTestCluster, type TestClusterHandle } from "../testing/clusters.ts"

let running: TestClusterHandle
let broker = ""
const TOPIC = "good"

beforeAll(async () => {
  running = await startTestCluster({ mode: "multi-master", groups: 1, replicas: 1, journal: false })
  broker = running.addressOf("broker-a/n0")
  await running.client.createTopic(TOPIC, 2)
  await running.client.send(TOPIC, "first")
})
afterAll(() => running.stop())

const SEND = { producerGroup: "p", topic: TOPIC, defaultTopic: "TBW102", defaultTopicQueueNums: "4", queueId: "0", sysFlag: "0", bornTimestamp: "0", flag: "0", properties: "" }
const PULL = { consumerGroup: "g", topic: TOPIC, queueId: "0", queueOffset: "0", maxMsgNums: "32", sysFlag: "4", commitOffset: "0", suspendTimeoutMillis: "0", subVersion: "0", subscription: "*" }
const COMMIT = { consumerGroup: "g", topic: TOPIC, queueId: "0", commitOffset: "1" }
const CREATE = { topic: TOPIC, defaultTopic: "TBW102", readQueueNums: "1", writeQueueNums: "1", perm: "6", topicFilterType: "SINGLE_TAG", order: "false" }
const BACK = { offset: "0", group: "g", delayLevel: "0", originTopic: TOPIC, unitMode: "false" }
const END = { producerGroup: "p", tranStateTableOffset: "0", commitLogOffset: "0", commitOrRollback: "8", fromTransactionCheck: "false", msgId: "x" }

/** A batch whose message claims so many bytes of properties, and has two. */
const batch = (claimed: number): Buffer => {
  const bytes = Buffer.alloc(25)
  bytes.writeInt32BE(25, 0)
  bytes.writeInt32BE(1, 16)
  bytes.writeInt16BE(claimed, 21)
  return bytes
}

type Row = readonly [what: string, code: number, fields: Readonly<Record<string, string>>, body: Buffer | undefined, answered: number, says: RegExp]

const text = Buffer.from("x")
const { SYSTEM_ERROR, INVALID_PARAMETER, NO_PERMISSION, MESSAGE_ILLEGAL, PULL_OFFSET_MOVED } = ResponseCode
const LONG = "x".repeat(128)

const rows: readonly Row[] = [
  ...["a/b", "../../etc", LONG, "", "a b", "ü", "."].flatMap((topic): Row[] => [
    [`a send to ${topic.slice(0, 12)}`, RequestCode.SEND_MESSAGE, { ...SEND, topic }, text, INVALID_PARAMETER, /topic/],
    [`the topic ${topic.slice(0, 12)}`, RequestCode.UPDATE_AND_CREATE_TOPIC, { ...CREATE, topic }, undefined, INVALID_PARAMETER, /topic/],
    [`a retry of the group ${topic.slice(0, 12)}`, RequestCode.CONSUMER_SEND_MSG_BACK, { ...BACK, group: `${topic}/` }, undefined, SYSTEM_ERROR, /group|message/]
  ]),
  ...["SCHEDULE_TOPIC_XXXX", "RMQ_SYS_TRANS_HALF_TOPIC", "RMQ_SYS_TRANS_OP_HALF_TOPIC", "TRANS_CHECK_MAX_TIME_TOPIC", "rmq_sys_wheel_timer", "SELF_TEST_TOPIC", "OFFSET_MOVED_EVENT"].map(
    (topic): Row => [`a send to ${topic}`, RequestCode.SEND_MESSAGE, { ...SEND, topic }, text, NO_PERMISSION, /is forbidden/]
  ),
  ["a body over the limit", RequestCode.SEND_MESSAGE, SEND, Buffer.alloc(4 * 1024 * 1024 + 1), MESSAGE_ILLEGAL, /body length limit 4194304B/],
  ["a queue that is not there", RequestCode.SEND_MESSAGE, { ...SEND, queueId: "2" }, text, SYSTEM_ERROR, /queueId\[2\]/],
  ["a queue that is no number", RequestCode.SEND_MESSAGE, { ...SEND, queueId: "first" }, text, SYSTEM_ERROR, /queueId/],
  ["properties over the limit", RequestCode.SEND_MESSAGE, { ...SEND, properties: encodeProperties({ a: "x".repeat(33_000) }) }, text, MESSAGE_ILLEGAL, /properties length limit/],
  ...[-1, 3, 32_767].map((claimed): Row => [`a batch whose properties claim ${claimed} bytes`, RequestCode.SEND_BATCH_MESSAGE, { a: "p", b: TOPIC, c: "TBW102", d: "4", e: "0", f: "0", g: "0", h: "0", m: "true" }, batch(claimed), SYSTEM_ERROR, /does not end within/]),
  ["an empty batch", RequestCode.SEND_BATCH_MESSAGE, { a: "p", b: TOPIC, c: "TBW102", d: "4", e: "0", f: "0", g: "0", h: "0" }, Buffer.alloc(0), SYSTEM_ERROR, /batch is empty/],
  ["a system topic, changed", RequestCode.UPDATE_AND_CREATE_TOPIC, { ...CREATE, topic: "SCHEDULE_TOPIC_XXXX" }, undefined, INVALID_PARAMETER, /conflict with system topic/],
  ["a system topic, deleted", RequestCode.DELETE_TOPIC_IN_BROKER, { topic: "RMQ_SYS_TRANS_HALF_TOPIC" }, undefined, INVALID_PARAMETER, /conflict with system topic/],
  ["a topic without queues", RequestCode.UPDATE_AND_CREATE_TOPIC, { ...CREATE, topic: "none", readQueueNums: "0" }, undefined, SYSTEM_ERROR, /1 or more/],
  ["a topic with fewer than none", RequestCode.UPDATE_AND_CREATE_TOPIC, { ...CREATE, topic: "none", writeQueueNums: "-4" }, undefined, SYSTEM_ERROR, /1 or more/],
  ["a pull before the queue", RequestCode.PULL_MESSAGE, { ...PULL, queueOffset: "-1" }, undefined, PULL_OFFSET_MOVED, /^/],
  ["a pull behind the queue", RequestCode.PULL_MESSAGE, { ...PULL, queueOffset: "99" }, undefined, PULL_OFFSET_MOVED, /^/],
  ["a pull from queue -1", RequestCode.PULL_MESSAGE, { ...PULL, queueId: "-1" }, undefined, SYSTEM_ERROR, /queueId\[-1\]/],
  ["a filter that is none", RequestCode.PULL_MESSAGE, { ...PULL, expressionType: "SQL92", subscription: "a >" }, undefined, ResponseCode.SUBSCRIPTION_PARSE_FAILED, /./],
  ["progress below 0", RequestCode.UPDATE_CONSUMER_OFFSET, { ...COMMIT, commitOffset: "-5" }, undefined, SYSTEM_ERROR, /commitOffset is "-5".*0 or more/],
  ["progress of queue -1", RequestCode.UPDATE_CONSUMER_OFFSET, { ...COMMIT, queueId: "-1" }, undefined, SYSTEM_ERROR, /queueId is "-1"/],
  ["a message at -1", RequestCode.VIEW_MESSAGE_BY_ID, { offset: "-1" }, undefined, SYSTEM_ERROR, /./],
  ["a message inside another one", RequestCode.VIEW_MESSAGE_BY_ID, { offset: "7" }, undefined, SYSTEM_ERROR, /./],
  ["sending back what is not there", RequestCode.CONSUMER_SEND_MSG_BACK, { ...BACK, offset: "99999999" }, undefined, SYSTEM_ERROR, /./],
  ["the end of no half message", RequestCode.END_TRANSACTION, END, undefined, SYSTEM_ERROR, /prepared transaction message/],
  ["a group without a name", RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, writeFastJsonBody({ groupName: "" }), INVALID_PARAMETER, /./],
  ["a heartbeat that is no object", RequestCode.HEART_BEAT, {}, Buffer.from('[{"__proto__":1}]'), SYSTEM_ERROR, /body/],
  ["a recall without a handle", RequestCode.RECALL_MESSAGE, { topic: TOPIC }, undefined, SYSTEM_ERROR, /recallHandle is missing/],
  ["another's store path", RequestCode.UPDATE_BROKER_CONFIG, {}, Buffer.from("storePathRootDir=/etc"), NO_PERMISSION, /it moves files/],
  ["another's address", RequestCode.UPDATE_BROKER_CONFIG, {}, Buffer.from("namesrvAddr=10.0.0.1:9876"), NO_PERMISSION, /its address/],
  ["a program to run", RequestCode.UPDATE_BROKER_CONFIG, {}, Buffer.from("filterServerNums=1\nrocketmqHome=-c $@|sh . echo x"), NO_PERMISSION, /programs/],
  ["the file of the configuration", RequestCode.UPDATE_BROKER_CONFIG, {}, Buffer.from("brokerConfigPath=/root/.bashrc"), NO_PERMISSION, /it moves files/]
]

/** What must not change by any of it. */
const kept = async (): Promise<string> => {
  const tables = [RequestCode.GET_ALL_TOPIC_CONFIG, RequestCode.GET_ALL_CONSUMER_OFFSET, RequestCode.GET_BROKER_CONFIG]
  const bodies = await Promise.all(tables.map(async (code) => (await running.client.ask(broker, code, {})).body?.toString().replace(/"timestamp":\d+/g, "")))
  const [end] = (await running.cluster.states()).filter(({ node }) => node === "broker-a/n0").map(({ lastIndex }) => lastIndex)
  return JSON.stringify([end, ...bodies])
}

test.each(rows)("%s: refused by RocketMQ's code, and nothing is written", async (_what, code, fields, body, answered, says) => {
  const before = await kept()
  const answer = await running.client.ask(broker, code, fields, body)
  expect([answer.code, answer.remark ?? ""]).toEqual([answered, expect.stringMatching(says)])
  expect(await kept()).toBe(before)
})

test("keys of a prototype are keys like any other", async () => {
  const properties = `__proto__\u0001a\u0002constructor\u0001b`
  const sent = await running.client.ask(broker, RequestCode.SEND_MESSAGE, { ...SEND, properties, ["__proto__"]: "x" }, text)
  expect(sent.code).toBe(ResponseCode.SUCCESS)
  expect((await running.client.ask(broker, RequestCode.UPDATE_AND_CREATE_TOPIC, { ...CREATE, topic: "__proto__" })).code).toBe(ResponseCode.SUCCESS)
  const topics = (await running.client.ask(broker, RequestCode.GET_ALL_TOPIC_CONFIG, {})).body?.toString() ?? ""
  expect(topics).toContain('"__proto__":{')
  expect(({} as Record<string, unknown>)["perm"]).toBeUndefined()
})

test("what looks like a secret is not told", async () => {
  const { code } = await running.client.ask(broker, RequestCode.UPDATE_BROKER_CONFIG, {}, Buffer.from('innerClientAuthenticationCredentials={"accessKey":"a","secretKey":"topsecret"}'))
  const told = (await running.client.ask(broker, RequestCode.GET_BROKER_CONFIG, {})).body?.toString() ?? ""
  expect([code, told.includes("topsecret")]).toEqual([ResponseCode.SUCCESS, false])
  expect(told).toContain("innerClientAuthenticationCredentials=******")
})
