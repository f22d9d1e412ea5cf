import { afterAll, beforeAll, expect, test } from "vitest"
import { parseAddress } from "../../layers/network.ts"
import { nodeNetwork } from "../../layers/node-network.ts"
import { type RemotingClient, remotingClient } from "../../remoting/client.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { PROTOCOL_VERSION, type RemotingCommand, response } from "../../remoting/command.ts"
import { entriesOf, parseFastJsonBody, writeFastJsonBody } from "../../remoting/fastjson.ts"
import { until } from "../../testing/client.ts"
import { startTestCluster, type TestClusterHandle } from "../../testing/clusters.ts"

let running: TestClusterHandle
let broker = ""
/** A consumer of group g and producer of group p that is connected, and what the broker has asked it. */
let consumer: RemotingClient
const asked: RemotingCommand[] = []

const ask = (code: number, fields: Readonly<Record<string, string>> = {}, body?: Buffer) => running.client.ask(broker, code, fields, body)
const read = (answer: RemotingCommand): any => parseFastJsonBody(answer.body ?? Buffer.from("null"))
const json = async (code: number, fields: Readonly<Record<string, string>> = {}): Promise<any> => {
  const answer = await ask(code, fields)
  expect(answer).toMatchObject({ code: ResponseCode.SUCCESS })
  return read(answer)
}
/** A table of queues as `queueId → value`. */
const byQueue = (table: unknown): Record<number, any> => Object.fromEntries(entriesOf(table).map(([queue, value]) => [(queue as { queueId: number }).queueId, value]))

const answerOf = (command: RemotingCommand): RemotingCommand | undefined => {
  asked.push(command)
  if (command.code === RequestCode.GET_CONSUMER_RUNNING_INFO) return response(command, 0, undefined, {}, Buffer.from('{"jstack":"none"}'))
  if (command.code === RequestCode.CONSUME_MESSAGE_DIRECTLY) return response(command, 0, undefined, {}, Buffer.from('{"consumeResult":"CR_SUCCESS"}'))
  if (command.code === RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT)
    return response(command, 0, undefined, {}, writeFastJsonBody({ messageQueueTable: new Map([[{ brokerName: "broker-a", queueId: 0, topic: "t" }, 1]]) }))
  return undefined
}

/** RocketMQ 4.9.7 and 5.5.0 `prepareRuntimeInfo`, without what has a path or a level in its name. */
const OF_RUNTIME = `EndTransactionQueueSize EndTransactionThreadPoolQueueCapacity ackThreadPoolQueueCapacity ackThreadPoolQueueHeadWaitTimeMills ackThreadPoolQueueSize
  bootTimestamp brokerActive brokerVersion brokerVersionDesc commitLogDirCapacity commitLogDiskRatio commitLogMaxOffset commitLogMinOffset consumeQueueDiskRatio
  dispatchBehindBytes dispatchMaxBuffer earliestMessageTimeStamp getFoundTps getMessageEntireTimeMax getMissTps getTotalTps getTransferedTps getTransferredTps
  litePullThreadPoolQueueCapacity litePullThreadPoolQueueHeadWaitTimeMills litePullThreadPoolQueueSize msgGetTotalTodayMorning msgGetTotalTodayNow
  msgGetTotalYesterdayMorning msgPutTotalTodayMorning msgPutTotalTodayNow msgPutTotalYesterdayMorning pageCacheLockTimeMills pullThreadPoolQueueCapacity
  pullThreadPoolQueueHeadWaitTimeMills pullThreadPoolQueueSize putLatency99 putLatency999 putMessageAverageSize putMessageDistributeTime putMessageEntireTimeMax
  putMessageFailedTimes putMessageSizeTotal putMessageTimesTotal putTps queryThreadPoolQueueCapacity queryThreadPoolQueueHeadWaitTimeMills queryThreadPoolQueueSize
  remainHowManyDataToFlush remainTransientStoreBufferNumbs runtime sendThreadPoolQueueCapacity sendThreadPoolQueueHeadWaitTimeMills sendThreadPoolQueueSize
  startAcceptSendRequestTimeStamp timerCongestNum timerDequeueTps timerEnqueueTps timerOffsetBehind timerReadBehind`.split(/\s+/)

beforeAll(async () => {
  running = await startTestCluster({ mode: "multi-master", replicas: 1, journal: false })
  broker = await running.client.master()
  await running.client.createTopic("t", 2)
  for (const body of ["one", "two", "three"]) await running.client.sendTo(broker, "t", body, 1)
  await running.client.pullFrom(broker, "t", 1, 0, { consumerGroup: "g" })
  await ask(RequestCode.UPDATE_CONSUMER_OFFSET, { topic: "t", queueId: "1", consumerGroup: "g", commitOffset: "2" })
  consumer = remotingClient(nodeNetwork, parseAddress(broker), answerOf)
  const subscription = { topic: "t", subString: "A || B", tagsSet: ["A", "B"], codeSet: [65, 66], subVersion: 1, expressionType: "TAG" }
  const group = { groupName: "g", consumeType: "CONSUME_PASSIVELY", messageModel: "CLUSTERING", consumeFromWhere: "CONSUME_FROM_LAST_OFFSET", subscriptionDataSet: [subscription] }
  await consumer.ask(RequestCode.HEART_BEAT, {}, writeFastJsonBody({ clientID: "c@1", producerDataSet: [{ groupName: "p" }], consumerDataSet: [group] }))
})

afterAll(async () => {
  consumer.close()
  await running.stop()
})

test("topic statistics: of every queue where it begins and ends, and when its last message was stored", async () => {
  const { offsetTable } = await json(RequestCode.GET_TOPIC_STATS_INFO, { topic: "t" })
  const queues = byQueue(offsetTable)
  expect(queues[0]).toEqual({ lastUpdateTimestamp: 0, maxOffset: 0, minOffset: 0 })
  expect(queues[1]).toMatchObject({ maxOffset: 3, minOffset: 0 })
  expect(Math.abs(Date.now() - queues[1].lastUpdateTimestamp)).toBeLessThan(60_000)
  expect(await ask(RequestCode.GET_TOPIC_STATS_INFO, { topic: "none" })).toMatchObject({ code: ResponseCode.TOPIC_NOT_EXIST, remark: "topic[none] not exist" })
})

test("a group's progress: on one topic, on all that it has offsets of, and every group's", async () => {
  for (const fields of [{ consumerGroup: "g", topic: "t" }, { consumerGroup: "g" }]) {
    const { offsetTable, consumeTps } = await json(RequestCode.GET_CONSUME_STATS, fields)
    expect(byQueue(offsetTable)[1]).toMatchObject({ brokerOffset: 3, consumerOffset: 2 })
    expect(byQueue(offsetTable)[1].lastTimestamp).toBeGreaterThan(0)
    expect(byQueue(offsetTable)[0]).toMatchObject({ brokerOffset: 0, consumerOffset: 0, lastTimestamp: 0 })
    expect(consumeTps).toBeGreaterThan(0)
  }
  expect(await json(RequestCode.GET_CONSUME_STATS, { consumerGroup: "nobody" })).toEqual({ consumeTps: 0, offsetTable: {} })
  const all = await json(RequestCode.GET_BROKER_CONSUME_STATS, { isOrder: "false" })
  expect(all).toMatchObject({ brokerAddr: broker, totalDiff: 1, consumeStatsList: [{ g: [{}] }] })
  expect(await json(RequestCode.GET_BROKER_CONSUME_STATS, { isOrder: "true" })).toMatchObject({ totalDiff: 0, consumeStatsList: [{ g: [] }] })
})

test("who consumes a topic, what a group consumes, and with which subscription", async () => {
  expect(await json(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, { topic: "t" })).toEqual({ groupList: ["g"] })
  expect(await json(RequestCode.QUERY_TOPICS_BY_CONSUMER, { group: "g" })).toEqual({ brokerAddr: broker, topicList: ["t"] })
  expect(await json(RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER, { group: "g", topic: "t" })).toMatchObject({ subscriptionData: { subString: "A || B", tagsSet: ["A", "B"] } })
  expect(await json(RequestCode.GET_ALL_CONSUMER_OFFSET)).toEqual({ offsetTable: { "t@g": { 1: 2 } } })
})

test("how far delay levels are is nobody's progress, and is told by itself", async () => {
  expect(await json(RequestCode.GET_ALL_DELAY_OFFSET)).toEqual({ offsetTable: {} })
  expect((await running.client.sendTo(broker, "t", "late", 0, "DELAY\u00013")).code).toBe(ResponseCode.SUCCESS)
  expect(await json(RequestCode.GET_ALL_DELAY_OFFSET)).toEqual({ offsetTable: { 3: 0 } })
  expect((await json(RequestCode.GET_BROKER_RUNTIME_INFO)).table).toMatchObject({ scheduleMessageOffset_3: "0,1" })
  expect(Object.keys((await json(RequestCode.GET_ALL_CONSUMER_OFFSET)).offsetTable)).toEqual(["t@g"])
})

test("a group's progress is cloned; where the slowest of a topic's groups is", async () => {
  const commit = (consumerGroup: string, commitOffset: string) => ask(RequestCode.UPDATE_CONSUMER_OFFSET, { topic: "t", queueId: "1", consumerGroup, commitOffset })
  const slowest = async (fields: Readonly<Record<string, string>>) => (await json(RequestCode.QUERY_CORRECTION_OFFSET, { topic: "t", ...fields })).correctionOffsets
  expect((await ask(RequestCode.CLONE_GROUP_OFFSET, { srcGroup: "g", destGroup: "clone", topic: "t", offline: "true" })).code).toBe(ResponseCode.SUCCESS)
  expect((await ask(RequestCode.QUERY_CONSUMER_OFFSET, { topic: "t", queueId: "1", consumerGroup: "clone" })).extFields).toMatchObject({ offset: "2" })
  expect((await ask(RequestCode.CLONE_GROUP_OFFSET, { srcGroup: "nobody", destGroup: "none", topic: "t" })).code).toBe(ResponseCode.SUCCESS)
  expect((await json(RequestCode.QUERY_TOPICS_BY_CONSUMER, { group: "none" })).topicList).toEqual([])
  await commit("clone", "1")
  expect(await slowest({})).toEqual({ 1: 1 })
  expect(await slowest({ filterGroups: "clone" })).toEqual({ 1: 2 })
  expect(await slowest({ compareGroup: "g" })).toEqual({ 1: 1 })
  // It has come less far than any other: there is nothing that it should go back to.
  expect(await slowest({ filterGroups: "clone", compareGroup: "clone" })).toEqual({ 1: Number(2n ** 63n - 1n) })
  expect((await ask(RequestCode.DELETE_SUBSCRIPTIONGROUP, { groupName: "clone", removeOffset: "true" })).code).toBe(ResponseCode.SUCCESS)
})

test("how long messages wait: of every queue the first, the last and the next one", async () => {
  const { consumeTimeSpanSet } = await json(RequestCode.QUERY_CONSUME_TIME_SPAN, { topic: "t", group: "g" })
  const [empty, full] = consumeTimeSpanSet
  expect(empty).toMatchObject({ minTimeStamp: -1, maxTimeStamp: -1, delayTime: 0 })
  expect(full.minTimeStamp).toBeLessThanOrEqual(full.consumeTimeStamp)
  expect(full.consumeTimeStamp).toBeLessThanOrEqual(full.maxTimeStamp)
  expect(full.delayTime).toBeGreaterThanOrEqual(0)
  expect(await ask(RequestCode.QUERY_CONSUME_TIME_SPAN, { topic: "none", group: "g" })).toMatchObject({ code: ResponseCode.TOPIC_NOT_EXIST })
})

test("connections: consumers and producers with their language, version and address; those that are not there, by RocketMQ's codes", async () => {
  const connected = { clientId: "c@1", language: "JAVA", version: PROTOCOL_VERSION, clientAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/) }
  expect(await json(RequestCode.GET_CONSUMER_CONNECTION_LIST, { consumerGroup: "g" })).toMatchObject({
    connectionSet: [connected],
    consumeType: "CONSUME_PASSIVELY",
    messageModel: "CLUSTERING",
    subscriptionTable: { t: { subString: "A || B" } }
  })
  expect(await json(RequestCode.GET_PRODUCER_CONNECTION_LIST, { producerGroup: "p" })).toEqual({ connectionSet: [connected] })
  expect(await json(RequestCode.GET_ALL_PRODUCER_INFO)).toMatchObject({ data: { p: [{ clientId: "c@1", language: "JAVA", remoteIP: expect.stringMatching(/^\/127/) }] } })
  expect(await ask(RequestCode.GET_CONSUMER_CONNECTION_LIST, { consumerGroup: "h" })).toMatchObject({ code: ResponseCode.CONSUMER_NOT_ONLINE, remark: "the consumer group[h] not online" })
  expect(await ask(RequestCode.GET_PRODUCER_CONNECTION_LIST, { producerGroup: "h" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: "the producer group[h] not exist" })
})

test("a consumer is asked, and its answer passed on", async () => {
  expect(await json(RequestCode.GET_CONSUMER_RUNNING_INFO, { consumerGroup: "g", clientId: "c@1", jstackEnable: "true" })).toEqual({ jstack: "none" })
  expect(asked.at(-1)).toMatchObject({ code: RequestCode.GET_CONSUMER_RUNNING_INFO, extFields: { jstackEnable: "true" } })
  expect(await ask(RequestCode.GET_CONSUMER_RUNNING_INFO, { consumerGroup: "g", clientId: "c@2" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: "The Consumer <g> <c@2> not online" })
  const { consumerTable } = await json(RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, { topic: "t", group: "g" })
  expect(byQueue(consumerTable["c@1"])).toEqual({ 0: 1 })
  expect(await ask(RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, { topic: "t", group: "h" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: "No Any Consumer online in the consumer group: [h]" })
})

test("a consumer is given one message to consume: it gets the message, the operator its verdict", async () => {
  const msgId = (await running.client.sendTo(broker, "t", "four", 0)).extFields["msgId"] as string
  expect(await json(RequestCode.CONSUME_MESSAGE_DIRECTLY, { consumerGroup: "g", clientId: "c@1", msgId })).toEqual({ consumeResult: "CR_SUCCESS" })
  expect(asked.at(-1)).toMatchObject({ extFields: { msgId, brokerName: "broker-a" } })
  expect(asked.at(-1)?.body?.includes("four")).toBe(true)
  for (const bad of ["nonsense", `${msgId.slice(0, 16)}00000000FFFFFFFF`])
    expect(await ask(RequestCode.CONSUME_MESSAGE_DIRECTLY, { consumerGroup: "g", clientId: "c@1", msgId: bad })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: expect.stringContaining(`msgId`) })
})

test("units of a consume queue: position, size and tag code; a queue and an index that are not there", async () => {
  const units = await json(RequestCode.QUERY_CONSUME_QUEUE, { topic: "t", queueId: "1", index: "1", count: "10" })
  expect(units).toMatchObject({ maxQueueIndex: 3, minQueueIndex: 0, queueData: [{ tagsCode: 0 }, { tagsCode: 0 }] })
  expect(units.queueData[1].physicOffset).toBeGreaterThanOrEqual(units.queueData[0].physicOffset + units.queueData[0].physicSize)
  expect(await ask(RequestCode.QUERY_CONSUME_QUEUE, { topic: "t", queueId: "7", index: "0", count: "1" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: "7@t is not exist!" })
  expect(await ask(RequestCode.QUERY_CONSUME_QUEUE, { topic: "t", queueId: "1", index: "3", count: "1" })).toMatchObject({ code: ResponseCode.SUCCESS, remark: "Index 3 of 1@t is not exist!" })
  expect(await ask(RequestCode.QUERY_CONSUME_QUEUE, { topic: "t", queueId: "1", index: "x", count: "1" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: expect.stringContaining("index") })
})

test("what a group filters a consume queue by, whether it is connected or not", async () => {
  const filter = (consumerGroup: string) => json(RequestCode.QUERY_CONSUME_QUEUE, { topic: "t", queueId: "1", index: "0", count: "1", consumerGroup })
  expect(await filter("g")).toMatchObject({ subscriptionData: { subString: "A || B" }, queueData: [{}] })
  expect(await filter("h")).toMatchObject({ filterData: "h@t is not online!" })
})

test("the broker's own figures: every one that RocketMQ's brokers tell", async () => {
  const { table } = await json(RequestCode.GET_BROKER_RUNTIME_INFO)
  expect(OF_RUNTIME.filter((key) => table[key] === undefined)).toEqual([])
  expect(table.putMessageDistributeTime).toMatch(/^\[<=0ms\]:\d+ \[0~10ms\]:\d+ /)
  expect([...table.putMessageDistributeTime.matchAll(/\]:(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)).toBeGreaterThanOrEqual(3)
  expect(table).toMatchObject({ sendThreadPoolQueueCapacity: "10000", brokerActive: "true", putMessageFailedTimes: "0" })
  expect(Object.keys(table).find((key) => key.startsWith("commitLogDiskRatio_"))).toMatch(/commitlog$/)
})

test("statistics by name and key, and the broker's own: what was sent and pulled", async () => {
  const put = await json(RequestCode.VIEW_BROKER_STATS_DATA, { statsName: "TOPIC_PUT_NUMS", statsKey: "t" })
  expect(put.statsDay.sum).toBeGreaterThanOrEqual(3)
  const got = await json(RequestCode.VIEW_BROKER_STATS_DATA, { statsName: "GROUP_GET_NUMS", statsKey: "t@g" })
  expect(got.statsMinute).toMatchObject({ sum: 3, times: 1 })
  expect(await ask(RequestCode.VIEW_BROKER_STATS_DATA, { statsName: "TOPIC_PUT_NUMS", statsKey: "none" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: "The stats <TOPIC_PUT_NUMS> <none> not exist" })
  const { table } = await json(RequestCode.GET_BROKER_RUNTIME_INFO)
  expect(Number(table.msgPutTotalTodayNow)).toBeGreaterThanOrEqual(3)
  expect(table).toMatchObject({ msgGetTotalTodayNow: "3", brokerRole: "ASYNC_MASTER", dispatchBehindBytes: "0" })
  expect(Number(table.earliestMessageTimeStamp)).toBeGreaterThan(0)
})

test("nothing is there to be cleaned; the system's topics; a master's replication", async () => {
  for (const code of [RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE, RequestCode.DELETE_EXPIRED_COMMITLOG, RequestCode.CLEAN_UNUSED_TOPIC]) expect((await ask(code)).code).toBe(ResponseCode.SUCCESS)
  expect((await json(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER)).topicList).toContain("SELF_TEST_TOPIC")
  expect(await json(RequestCode.GET_BROKER_HA_STATUS)).toMatchObject({ master: true, inSyncSlaveNums: 0, haConnectionInfo: [] })
})

test("the configuration as text, with where it listens and keeps its data", async () => {
  const { body } = await ask(RequestCode.GET_BROKER_CONFIG)
  const lines = body?.toString().split("\n") ?? []
  expect(lines).toContain("brokerName=broker-a")
  expect(lines).toContain("enableDLegerCommitLog=false")
  // Has no effect here, and is asked for.
  expect(lines).toContain("flushCommitLogLeastPages=4")
  expect(lines).toContain(`listenPort=${parseAddress(broker).port}`)
})

test("a consumer group is set up, stopped from consuming, and deleted with its progress", async () => {
  const body = (consumeEnable: boolean) => writeFastJsonBody({ groupName: "h", consumeEnable })
  expect(await ask(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, { group: "h" })).toMatchObject({ code: ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, remark: "No group in this broker" })
  expect((await ask(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, body(false))).code).toBe(ResponseCode.SUCCESS)
  expect(await json(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, { group: "h" })).toMatchObject({ groupName: "h", consumeEnable: false, retryMaxTimes: 16 })
  expect(await running.client.pullFrom(broker, "t", 1, 0, { consumerGroup: "h" })).toMatchObject({ code: ResponseCode.NO_PERMISSION, remark: "subscription group no permission, h" })
  expect((await ask(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST, {}, writeFastJsonBody({ groupConfigList: [{ groupName: "h" }, { groupName: "i" }] }))).code).toBe(ResponseCode.SUCCESS)
  expect(await running.client.pullFrom(broker, "t", 1, 0, { consumerGroup: "h" })).toMatchObject({ code: ResponseCode.SUCCESS })
  const groups = async () => Object.keys((await json(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG)).subscriptionGroupTable)
  // g is connected, and nobody has said anything of it. The others are RocketMQ's own.
  expect((await groups()).filter((name) => /^[a-z]$/.test(name))).toEqual(["g", "h", "i"])
  expect(await groups()).toContain("TOOLS_CONSUMER")
  await ask(RequestCode.UPDATE_CONSUMER_OFFSET, { topic: "t", queueId: "1", consumerGroup: "h", commitOffset: "2" })
  expect((await ask(RequestCode.DELETE_SUBSCRIPTIONGROUP, { groupName: "h", cleanOffset: "true" })).code).toBe(ResponseCode.SUCCESS)
  expect((await groups()).filter((name) => /^[a-z]$/.test(name))).toEqual(["g", "i"])
  expect(await json(RequestCode.QUERY_TOPICS_BY_CONSUMER, { group: "h" })).toEqual({ brokerAddr: broker, topicList: [] })
})

test.each([
  ["no name", {}, ResponseCode.SYSTEM_ERROR, "groupName in the body is missing"],
  ["no number", { groupName: "h", retryMaxTimes: "many" }, ResponseCode.SYSTEM_ERROR, 'retryMaxTimes in the body is "many"'],
  ["a path", { groupName: "../h" }, ResponseCode.INVALID_PARAMETER, "group: the specified group[../h]"]
])("a group with %s is refused, and not written", async (_what, body, code, remark) => {
  expect(await ask(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, writeFastJsonBody(body))).toMatchObject({ code, remark: expect.stringContaining(remark) })
})

test("a group is sent back to a time: its members are told, the operator where to; one that is not online, and topics that are not there", async () => {
  const reset = (fields: Readonly<Record<string, string>>) => ask(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, { topic: "t", group: "g", timestamp: "0", isForce: "true", ...fields })
  expect(byQueue(read(await reset({})).offsetTable)).toMatchObject({ 1: 0 })
  expect(byQueue(read(await reset({ timestamp: "-1" })).offsetTable)).toMatchObject({ 1: 3 })
  expect(byQueue(read(await reset({ timestamp: "-1", isForce: "false" })).offsetTable)).toMatchObject({ 1: 2 })
  await ask(RequestCode.GET_CONSUMER_RUNNING_INFO, { consumerGroup: "g", clientId: "c@1" })
  const told = asked.filter(({ code }) => code === RequestCode.RESET_CONSUMER_CLIENT_OFFSET)
  expect(told.map((command) => byQueue(read(command).offsetTable)[1])).toEqual([0, 3, 2])
  expect(told[0]).toMatchObject({ extFields: { topic: "t", group: "g", timestamp: "0" } })
  await ask(RequestCode.UPDATE_CONSUMER_OFFSET, { topic: "t", queueId: "1", consumerGroup: "off", commitOffset: "2" })
  expect(byQueue(read(await reset({ group: "off" })).offsetTable)).toMatchObject({ 1: 0 })
  expect((await ask(RequestCode.QUERY_CONSUMER_OFFSET, { topic: "t", queueId: "1", consumerGroup: "off" })).extFields).toMatchObject({ offset: "0" })
  // What 5.x's resetOffsetByTime does with -q and -o.
  expect(byQueue(read(await reset({ group: "off", timestamp: "0", queueId: "1", offset: "1" })).offsetTable)).toEqual({ 1: 1 })
  expect((await ask(RequestCode.QUERY_CONSUMER_OFFSET, { topic: "t", queueId: "1", consumerGroup: "off" })).extFields).toMatchObject({ offset: "1" })
  expect(byQueue(read(await reset({ group: "off", timestamp: "-1", queueId: "1" })).offsetTable)).toEqual({ 1: 3 })
  expect(await reset({ group: "off", queueId: "1", offset: "99" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: "Target offset 99 not in consume queue range [0-3]" })
  expect(await reset({ group: "none" })).toMatchObject({ code: ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, remark: "Group none does not exist" })
  expect(await reset({ topic: "none" })).toMatchObject({ code: ResponseCode.TOPIC_NOT_EXIST })
  expect(await reset({ timestamp: "yesterday" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: expect.stringContaining("timestamp") })
})

test("what may change while it runs is changed and honoured; all of it, or nothing", async () => {
  const update = (text: string) => ask(RequestCode.UPDATE_BROKER_CONFIG, {}, Buffer.from(text))
  const value = async (key: string) => (await ask(RequestCode.GET_BROKER_CONFIG)).body?.toString().split("\n").find((line) => line.startsWith(`${key}=`))
  expect((await update("maxMessageSize=5\nautoCreateTopicEnable=false\n")).code).toBe(ResponseCode.SUCCESS)
  expect(await value("maxMessageSize")).toBe("maxMessageSize=5")
  // Has no effect here; RocketMQ's tools set it all the same.
  expect((await update("waitTimeMillsInSendQueue=201")).code).toBe(ResponseCode.SUCCESS)
  expect(await value("waitTimeMillsInSendQueue")).toBe("waitTimeMillsInSendQueue=201")
  // When files go: a cluster keeps everything, and tells what was set.
  expect((await update("fileReservedTime=48\ndeleteWhen=05;17")).code).toBe(ResponseCode.SUCCESS)
  expect(await value("fileReservedTime")).toBe("fileReservedTime=48")
  expect(await running.client.sendTo(broker, "t", "longer than five")).toMatchObject({ code: ResponseCode.MESSAGE_ILLEGAL })
  expect(await running.client.sendTo(broker, "unknown", "five")).toMatchObject({ code: ResponseCode.TOPIC_NOT_EXIST })
  for (const [text, code, key] of [
    ["filterServerNums=1", ResponseCode.NO_PERMISSION, "filterServerNums"],
    ["rocketmqHome=-c $@|sh . echo touch /tmp/pwned;", ResponseCode.NO_PERMISSION, "rocketmqHome"],
    ["storePathCommitLog=/etc", ResponseCode.NO_PERMISSION, "storePathCommitLog"],
    ["namesrvAddr=10.0.0.1:9876", ResponseCode.NO_PERMISSION, "namesrvAddr"],
    ["requiredAcks=1", ResponseCode.SYSTEM_ERROR, "requiredAcks is read at the start only"],
    ["waitTimeMillsInSendQueue=soon", ResponseCode.SYSTEM_ERROR, "waitTimeMillsInSendQueue is \"soon\". Send a whole number of 64 bits"],
    ["fileReservedTime=soon", ResponseCode.SYSTEM_ERROR, 'fileReservedTime is "soon". Send a whole number, 0 or more'],
    ["deleteWhen=25", ResponseCode.SYSTEM_ERROR, 'deleteWhen is "25"'],
    ["brokerPermission=8", ResponseCode.SYSTEM_ERROR, 'brokerPermission is "8". Send 6 (read and write)'],
    ["nonsense=1", ResponseCode.SYSTEM_ERROR, "nonsense is no key"],
    ["__proto__=1", ResponseCode.SYSTEM_ERROR, "__proto__ is no key"],
    ["maxMessageSize=many", ResponseCode.SYSTEM_ERROR, 'maxMessageSize is "many"'],
    ["maxMessageSize=0", ResponseCode.SYSTEM_ERROR, "maxMessageSize: is 0"]
  ] as const)
    expect(await update(`autoCreateTopicEnable=true\n${text}\n`)).toMatchObject({ code, remark: expect.stringContaining(key) })
  expect(await value("autoCreateTopicEnable")).toBe("autoCreateTopicEnable=false")
  expect((await update("maxMessageSize=4194304\nautoCreateTopicEnable=true")).code).toBe(ResponseCode.SUCCESS)
})

test("what 5.x says of a topic besides is kept, told, and changed", async () => {
  const update = (attributes: string) => ask(RequestCode.UPDATE_AND_CREATE_TOPIC, { topic: "typed", defaultTopic: "TBW102", readQueueNums: "1", writeQueueNums: "1", perm: "6", topicFilterType: "SINGLE_TAG", topicSysFlag: "0", order: "false", attributes })
  const told = async () => (await json(RequestCode.GET_TOPIC_CONFIG, { topic: "typed" }))["attributes"]
  expect(await update("-message.type")).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: "attempt to delete a nonexistent key: message.type" })
  for (const [attributes, known] of [["+message.type=FIFO", { "message.type": "FIFO" }], ["", { "message.type": "FIFO" }], ["-message.type", {}]] as const) {
    expect((await update(attributes)).code).toBe(ResponseCode.SUCCESS)
    expect(await told()).toEqual(known)
  }
  expect(await update("+cleanup.policy=DELETE")).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: expect.stringContaining("unchangeable") })
})

test("several topics at once, up to the first that is refused; how groups get their messages", async () => {
  const update = (...topicConfigList: readonly object[]) => ask(RequestCode.UPDATE_AND_CREATE_TOPIC_LIST, {}, writeFastJsonBody({ topicConfigList }))
  expect((await update({ topicName: "u", readQueueNums: 1, writeQueueNums: 1 }, { topicName: "v" })).code).toBe(ResponseCode.SUCCESS)
  expect(await json(RequestCode.GET_TOPIC_CONFIG, { topic: "v" })).toMatchObject({ readQueueNums: 16, perm: 6 })
  expect(await update({ topicName: "w" }, { topicName: "../x" }, { topicName: "y" })).toMatchObject({ code: ResponseCode.INVALID_PARAMETER, remark: expect.stringContaining("../x: topic") })
  expect((await ask(RequestCode.GET_TOPIC_CONFIG, { topic: "w" })).code).toBe(ResponseCode.SUCCESS)
  expect((await ask(RequestCode.GET_TOPIC_CONFIG, { topic: "y" })).code).toBe(ResponseCode.TOPIC_NOT_EXIST)
  const mode = (body: object) => ask(RequestCode.SET_MESSAGE_REQUEST_MODE, {}, writeFastJsonBody({ topic: "t", consumerGroup: "g", ...body }))
  expect((await mode({ mode: "PULL" })).code).toBe(ResponseCode.SUCCESS)
  expect(await mode({ mode: "PUSH" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: expect.stringContaining("PUSH") })
  expect(await mode({ mode: "PULL", topic: "%RETRY%g" })).toMatchObject({ code: ResponseCode.NO_PERMISSION })
})

test("a NameServer's tables: system topics, topics of units, and who has a broker's name", async () => {
  const of = async (code: number, fields: Readonly<Record<string, string>> = {}) => read(await running.client.ask(running.cluster.namesrvAddr, code, fields))
  const unit = (topic: string, topicSysFlag: string) =>
    ask(RequestCode.UPDATE_AND_CREATE_TOPIC, { topic, defaultTopic: "TBW102", readQueueNums: "1", writeQueueNums: "1", perm: "6", topicFilterType: "SINGLE_TAG", topicSysFlag, order: "false" })
  for (const [topic, flags] of [["unit", "1"], ["sub", "2"], ["both", "3"]] as const) expect((await unit(topic, flags)).code).toBe(ResponseCode.SUCCESS)
  await until("the topics are registered", async () => ((await of(RequestCode.GET_UNIT_TOPIC_LIST)).topicList.length === 2 ? true : undefined))
  expect((await of(RequestCode.GET_UNIT_TOPIC_LIST)).topicList).toEqual(["both", "unit"])
  expect((await of(RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST)).topicList).toEqual(["both", "sub"])
  expect((await of(RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST)).topicList).toEqual(["sub"])
  expect(await of(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS)).toEqual({ brokerAddr: broker, topicList: ["DefaultCluster", "broker-a"] })
  expect(await of(RequestCode.GET_BROKER_MEMBER_GROUP, { brokerName: "broker-a", clusterName: "DefaultCluster" })).toEqual({ brokerMemberGroup: { brokerAddrs: { 0: broker }, brokerName: "broker-a", cluster: "DefaultCluster" } })
  expect((await running.client.ask(running.cluster.namesrvAddr, RequestCode.QUERY_DATA_VERSION, {})).extFields).toMatchObject({ changed: "true" })
})

test("a NameServer's configuration: as text; what has no effect here may be changed, all that is asked for or nothing", async () => {
  const nameServer = running.cluster.namesrvAddr
  const { code, body } = await running.client.ask(nameServer, RequestCode.GET_NAMESRV_CONFIG, {})
  expect(code).toBe(ResponseCode.SUCCESS)
  expect(body?.toString().split("\n")).toContain(`listenPort=${parseAddress(nameServer).port}`)
  const update = (text: string) => running.client.ask(nameServer, RequestCode.UPDATE_NAMESRV_CONFIG, {}, Buffer.from(text))
  expect(await update("kvConfigPath=/etc/x")).toMatchObject({ code: ResponseCode.NO_PERMISSION, remark: "Can not update config in black list. kvConfigPath: it moves files" })
  const refused = (text: string) => ({ code: ResponseCode.SYSTEM_ERROR, remark: expect.stringContaining(text) })
  expect(await update("serverWorkerThreads=9\nclusterTest=true")).toMatchObject(refused("clusterTest is read at the start only"))
  expect(await update("serverWorkerThreads=many")).toMatchObject(refused('serverWorkerThreads is "many"'))
  expect(await update("__proto__=1")).toMatchObject(refused("__proto__ is no key"))
  const told = async () => (await running.client.ask(nameServer, RequestCode.GET_NAMESRV_CONFIG, {})).body?.toString()
  expect(await told()).not.toContain("serverWorkerThreads=9")
  expect(await update("serverWorkerThreads=9")).toMatchObject({ code: ResponseCode.SUCCESS })
  expect(await told()).toContain("serverWorkerThreads=9")
})
