import { afterAll, beforeAll, expect, test } from "vitest"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import type { RemotingCommand } from "../../remoting/command.ts"
import { entriesOf, parseFastJsonBody, writeFastJsonBody } from "../../remoting/fastjson.ts"
import { until } from "../../testing/client.ts"
import { startTestCluster, type TestClusterHandle } from "../../testing/clusters.ts"

let running: TestClusterHandle
let broker = ""

type Fields = Readonly<Record<string, string>>
const ask = (code: number, fields: Fields = {}, body?: unknown): Promise<RemotingCommand> => running.client.ask(broker, code, fields, body === undefined ? undefined : writeFastJsonBody(body))
const json = async (code: number, fields: Fields = {}): Promise<any> => {
  const answer = await ask(code, fields)
  expect(answer).toMatchObject({ code: ResponseCode.SUCCESS })
  return parseFastJsonBody(answer.body ?? Buffer.from("null"))
}

beforeAll(async () => {
  running = await startTestCluster({ mode: "multi-master", replicas: 1, journal: false })
  broker = await running.client.master()
})

afterAll(() => running.stop())

test("several topics at once, each with its attributes", async () => {
  const update = (...topicConfigList: readonly object[]) => ask(RequestCode.UPDATE_AND_CREATE_TOPIC_LIST, {}, { topicConfigList })
  expect((await update({ topicName: "a", attributes: { "+message.type": "FIFO" } }, { topicName: "b" })).code).toBe(ResponseCode.SUCCESS)
  expect(await json(RequestCode.GET_TOPIC_CONFIG, { topic: "a" })).toMatchObject({ attributes: { "message.type": "FIFO" } })
  expect(await json(RequestCode.GET_TOPIC_CONFIG, { topic: "b" })).toMatchObject({ attributes: {} })
  expect((await update({ topicName: "a", attributes: { "-message.type": "" } })).code).toBe(ResponseCode.SUCCESS)
  expect(await json(RequestCode.GET_TOPIC_CONFIG, { topic: "a" })).toMatchObject({ attributes: {} })
  // All of it is read before any of it is done.
  expect(await update({ topicName: "c" }, { topicName: "d", attributes: { "+message.type": "MIXED" } })).toMatchObject({ code: ResponseCode.INVALID_PARAMETER, remark: expect.stringContaining("MIXED message type is not supported.") })
  expect((await ask(RequestCode.GET_TOPIC_CONFIG, { topic: "c" })).code).toBe(ResponseCode.TOPIC_NOT_EXIST)
})

test("what 5.x says of a group besides is kept, told, and changed", async () => {
  const update = (group: object) => ask(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, { groupName: "g", ...group })
  const told = () => json(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, { group: "g" })
  expect((await update({})).code).toBe(ResponseCode.SUCCESS)
  expect(await told()).toEqual({
    attributes: {}, brokerId: 0, consumeBroadcastEnable: true, consumeEnable: true, consumeFromMinEnable: true, consumeMessageOrderly: false, consumeTimeoutMinute: 15, groupName: "g",
    groupRetryPolicy: { type: "CUSTOMIZED" }, groupSysFlag: 0, notifyConsumerIdsChangedEnable: true, retryMaxTimes: 16, retryQueueNums: 1, whichBrokerWhenConsumeSlowly: 1
  })
  const said = {
    consumeMessageOrderly: true,
    consumeTimeoutMinute: 3,
    groupSysFlag: 1,
    groupRetryPolicy: { type: "EXPONENTIAL", exponentialRetryPolicy: { initial: 1_000, max: 60_000, multiplier: 2 } },
    subscriptionDataSet: [{ topic: "a", expressionType: "TAG", expression: "A || B", version: 1 }]
  }
  expect((await update({ ...said, attributes: { "+priority.factor": "20" } })).code).toBe(ResponseCode.SUCCESS)
  expect(await told()).toMatchObject({ ...said, attributes: { "priority.factor": "20" } })
  expect((await json(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG)).subscriptionGroupTable.g).toMatchObject(said)
  // What is said of it anew replaces all but its attributes.
  expect((await update({ groupRetryPolicy: { type: "CUSTOMIZED", customizedRetryPolicy: { next: [1_000, 5_000] } } })).code).toBe(ResponseCode.SUCCESS)
  expect(await told()).toMatchObject({ consumeMessageOrderly: false, groupRetryPolicy: { customizedRetryPolicy: { next: [1_000, 5_000] } }, attributes: { "priority.factor": "20" } })
  expect((await update({ attributes: { "-priority.factor": "" } })).code).toBe(ResponseCode.SUCCESS)
  expect(await told()).toMatchObject({ attributes: {} })
  for (const [group, remark] of [
    [{ attributes: { "+lite.bind.topic": "a" } }, "no lite topics"],
    [{ attributes: "+priority.factor=1" }, "attributes in the body"],
    [{ groupRetryPolicy: { exponentialRetryPolicy: { initial: "soon" } } }, "groupRetryPolicy.exponentialRetryPolicy.initial"],
    [{ subscriptionDataSet: [{ expression: "A" }] }, "subscriptionDataSet[0].topic"]
  ] as const)
    expect(await update(group)).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: expect.stringContaining(remark) })
})

test("tools of 5.x ask for a group's progress on several topics, and how many topics and groups there are in all", async () => {
  for (const topic of ["x", "y"]) {
    await running.client.createTopic(topic, 1)
    await ask(RequestCode.UPDATE_CONSUMER_OFFSET, { topic, queueId: "0", consumerGroup: "p", commitOffset: "0" })
  }
  const topics = async (fields: Fields) => entriesOf((await json(RequestCode.GET_CONSUME_STATS, { consumerGroup: "p", ...fields })).offsetTable).map(([queue]) => (queue as { topic: string }).topic)
  expect((await topics({})).sort()).toEqual(["x", "y"])
  expect(await topics({ topicList: "y;;none;y" })).toEqual(["y"])
  const { extFields, body } = await ask(RequestCode.GET_ALL_TOPIC_CONFIG, { topicSeq: "0", maxTopicNum: "2000", dataVersion: "" })
  expect(Number(extFields["totalTopicNum"])).toBe(Object.keys((parseFastJsonBody(body as Buffer) as { topicConfigTable: object }).topicConfigTable).length)
  expect(Number((await ask(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG)).extFields["totalGroupNum"])).toBeGreaterThan(0)
})

test("a broker is taken from writing and reading while it runs: its topics lose it in the routes at once, and get it back", async () => {
  await running.client.createTopic("moved", 1)
  const update = (text: string) => running.client.ask(broker, RequestCode.UPDATE_BROKER_CONFIG, {}, Buffer.from(text))
  const permInRoute = async () => (parseFastJsonBody((await running.client.ask(running.cluster.namesrvAddr, RequestCode.GET_ROUTEINFO_BY_TOPIC, { topic: "moved" })).body as Buffer) as { queueDatas: { perm: number }[] }).queueDatas[0]?.perm
  for (const [brokerPermission, perm] of [["4", 4], ["2", 2], ["6", 6]] as const) {
    expect((await update(`brokerPermission=${brokerPermission}`)).code).toBe(ResponseCode.SUCCESS)
    await until("the route has it", async () => ((await permInRoute()) === perm ? true : undefined))
    expect((await running.client.ask(broker, RequestCode.GET_BROKER_CONFIG, {})).body?.toString()).toContain(`\nbrokerPermission=${brokerPermission}\n`)
    expect((await running.client.pullFrom(broker, "moved", 0, 0, { consumerGroup: "g" })).code).toBe(perm === 2 ? ResponseCode.NO_PERMISSION : ResponseCode.PULL_NOT_FOUND)
  }
})

test("topics of mixed message types are taken once the broker is told to", async () => {
  const create = () => ask(RequestCode.UPDATE_AND_CREATE_TOPIC, { topic: "mixed", defaultTopic: "TBW102", readQueueNums: "1", writeQueueNums: "1", perm: "6", topicFilterType: "SINGLE_TAG", topicSysFlag: "0", order: "false", attributes: "+message.type=MIXED" })
  expect(await create()).toMatchObject({ code: ResponseCode.INVALID_PARAMETER, remark: expect.stringContaining("MIXED message type is not supported.") })
  expect((await running.client.ask(broker, RequestCode.UPDATE_BROKER_CONFIG, {}, Buffer.from("enableMixedMessageType=true"))).code).toBe(ResponseCode.SUCCESS)
  expect((await create()).code).toBe(ResponseCode.SUCCESS)
})

test("a group that has not begun with a queue starts at 0, unless it asks not to", async () => {
  const query = (fields: Fields) => ask(RequestCode.QUERY_CONSUMER_OFFSET, { topic: "x", queueId: "0", consumerGroup: "beginner", ...fields })
  expect(await query({})).toMatchObject({ code: ResponseCode.SUCCESS, extFields: { offset: "0" } })
  expect(await query({ setZeroIfNotFound: "false" })).toMatchObject({ code: ResponseCode.QUERY_NOT_FOUND, remark: "Not found, do not set to zero, maybe this group boot first" })
})

test("records of POP are already in the form that RocketMQ would write them back in", async () => {
  expect((await ask(RequestCode.POP_ROLLBACK)).code).toBe(ResponseCode.SUCCESS)
})
