import { expect, test } from "vitest"
import { requestName, responseName, RequestCode } from "../codes.ts"
import { type ExtFields, request } from "../command.ts"
import { RequestError } from "../errors.ts"
import { writeFastJsonBody } from "../fastjson.ts"
import { bool, header, int, long, named, optional, or, stamp, text } from "../header-fields.ts"
import { registerBroker, registerBrokerBody, unregisterBroker } from "./brokers.ts"
import { getConsumerListByGroup, heartbeat, lockBatch, subscriptionGroup, unregisterClient } from "./clients.ts"
import { getMaxOffset, queryConsumerOffset, searchOffset, updateConsumerOffset, viewMessage } from "./offsets.ts"
import { pullMessage } from "./pull.ts"
import { sendMessage } from "./send.ts"
import { createTopic, deleteTopicInNamesrv, getRouteInfo } from "./topics.ts"

const at = (code: number, fields: ExtFields = {}, body?: unknown) => request(code, 1, fields, body === undefined ? undefined : writeFastJsonBody(body))

const thrown = (read: () => unknown): RequestError => {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError)
    return error as RequestError
  }
  throw new Error("nothing was thrown")
}

const sendFields = { producerGroup: "g", topic: "t", defaultTopic: "TBW102", defaultTopicQueueNums: "4", queueId: "-1", sysFlag: "0", bornTimestamp: "1700000000123", flag: "7" }
const sendV2Fields = { a: "g", b: "t", c: "TBW102", d: "4", e: "-1", f: "0", g: "1700000000123", h: "7" }

test("a send in long and in short names is the same", () => {
  const minimal = {
    producerGroup: "g",
    topic: "t",
    defaultTopic: "TBW102",
    defaultTopicQueueNums: 4,
    queueId: -1,
    sysFlag: 0,
    bornTimestamp: 1_700_000_000_123,
    flag: 7,
    properties: "",
    reconsumeTimes: 0,
    unitMode: false,
    maxReconsumeTimes: undefined,
    batch: false,
    bname: undefined
  }
  expect(sendMessage(at(RequestCode.SEND_MESSAGE, sendFields))).toStrictEqual(minimal)
  expect(sendMessage(at(RequestCode.SEND_MESSAGE_V2, sendV2Fields))).toStrictEqual(minimal)
  const full = { ...minimal, properties: "a\u0001b", reconsumeTimes: 2, unitMode: true, maxReconsumeTimes: 16, batch: true, bname: "broker-a" }
  expect(sendMessage(at(RequestCode.SEND_BATCH_MESSAGE, { ...sendV2Fields, i: "a\u0001b", j: "2", k: "true", l: "16", m: "TRUE", n: "broker-a" }))).toStrictEqual(full)
})

test("a missing or unreadable field is named, in its wire name, with what to send", () => {
  const { e: _, ...missing } = sendV2Fields
  const error = thrown(() => sendMessage(at(310, missing)))
  expect(error).toMatchObject({ field: "e", message: "SEND_MESSAGE_V2: header field e (queueId) is missing. Send it in extFields as a decimal 32-bit integer." })
  expect(thrown(() => sendMessage(at(10, { ...sendFields, bornTimestamp: "now" }))).message).toBe(
    'SEND_MESSAGE: header field bornTimestamp is "now". Send it in extFields as a decimal 64-bit integer.'
  )
  expect(thrown(() => getMaxOffset(at(30, { topic: "t", queueId: "" }))).field).toBe("queueId")
  expect(thrown(() => queryConsumerOffset(at(14, { topic: "t", queueId: "0" }))).field).toBe("consumerGroup")
  // What objects inherit is no field.
  expect(thrown(() => header({ constructor: text })(at(1))).field).toBe("constructor")
})

test("integers as Java parses them", () => {
  const read = header({ i: optional(int), l: optional(long), s: optional(stamp) })
  const value = (fields: ExtFields) => read(at(1, fields))
  expect(value({ i: "+5", l: "-7" })).toMatchObject({ i: 5, l: -7 })
  expect(value({ i: "-2147483648" }).i).toBe(-(2 ** 31))
  expect(Object.is(value({ i: "-0" }).i, 0)).toBe(true)
  for (const bad of ["2147483648", "-2147483649", "1.0", "1e3", " 1", "0x10", "", "١", "NaN"]) expect(() => value({ i: bad })).toThrow(RequestError)
  // Long.MAX_VALUE means "the end" to some clients: it stays a safe integer.
  expect(value({ l: "9223372036854775807", s: "1795403383684696986" })).toMatchObject({ l: Number.MAX_SAFE_INTEGER, s: Number("1795403383684696986") })
  expect(value({ l: "-9223372036854775808" }).l).toBe(Number.MIN_SAFE_INTEGER)
  expect(() => value({ l: "92233720368547758080" })).toThrow(RequestError)
})

test("booleans, defaults and other names", () => {
  const read = header({ on: bool, off: or(bool, true), queue: named("q", or(int, 3)) })
  expect(read(at(1, { on: "True", off: "no", q: "1" }))).toEqual({ on: true, off: false, queue: 1 })
  expect(read(at(1, { on: "" }))).toEqual({ on: false, off: true, queue: 3 })
})

test("pulls and offsets", () => {
  const fields = { consumerGroup: "g", topic: "t", queueId: "0", queueOffset: "5", maxMsgNums: "32", sysFlag: "6", commitOffset: "0", suspendTimeoutMillis: "15000", subVersion: "1" }
  expect(pullMessage(at(11, fields))).toMatchObject({ queueOffset: 5, subscription: undefined, expressionType: "TAG", maxMsgBytes: undefined })
  expect(updateConsumerOffset(at(15, { consumerGroup: "g", topic: "t", queueId: "0", commitOffset: "9" }))).toMatchObject({ commitOffset: 9 })
  expect(searchOffset(at(29, { topic: "t", queueId: "0", timestamp: "-1" }))).toMatchObject({ timestamp: -1, boundaryType: "LOWER" })
  expect(getMaxOffset(at(30, { topic: "t", queueId: "0" })).committed).toBe(true)
  expect(viewMessage(at(33, { offset: "42" }))).toEqual({ offset: 42, topic: undefined })
})

test("topics and clients", () => {
  const fields = { topic: "t", defaultTopic: "TBW102", readQueueNums: "4", writeQueueNums: "8", perm: "6", topicFilterType: "SINGLE_TAG" }
  expect(createTopic(at(17, fields))).toEqual({ ...fields, readQueueNums: 4, writeQueueNums: 8, perm: 6, topicSysFlag: 0, order: false, attributes: undefined, force: false })
  expect(getRouteInfo(at(105, { topic: "t", acceptStandardJsonOnly: "true" }))).toEqual({ topic: "t", acceptStandardJsonOnly: true })
  expect(deleteTopicInNamesrv(at(216, { topic: "t" }))).toEqual({ topic: "t", clusterName: undefined })
  expect(unregisterClient(at(35, { clientID: "c", consumerGroup: "g" }))).toEqual({ clientID: "c", consumerGroup: "g", producerGroup: undefined })
  expect(getConsumerListByGroup(at(38, { consumerGroup: "g" }))).toEqual({ consumerGroup: "g" })
})

test("a heartbeat with nothing but names", () => {
  const body = { clientID: "c", producerDataSet: [{ groupName: "p" }], consumerDataSet: [{ groupName: "g", subscriptionDataSet: [{ topic: "t", tagsSet: null }] }] }
  expect(heartbeat(at(34, {}, body))).toEqual({
    clientID: "c",
    producerDataSet: [{ groupName: "p" }],
    consumerDataSet: [
      {
        groupName: "g",
        consumeType: "CONSUME_PASSIVELY",
        messageModel: "CLUSTERING",
        consumeFromWhere: "CONSUME_FROM_LAST_OFFSET",
        subscriptionDataSet: [{ topic: "t", subString: "", tagsSet: [], codeSet: [], subVersion: 0, expressionType: "TAG", classFilterMode: false }],
        unitMode: false
      }
    ]
  })
})

test("heartbeats as the Go and the C++ client write them: numbers as text, names as numbers", () => {
  const go = { topic: "t", subString: "A || C", tagsSet: ["A", "C"], codeSet: ["65", "67"], subVersion: 1, expressionType: "TAG" }
  const cpp = { topic: "t", subString: "*", subVersion: "1796067429547" }
  const body = { clientID: "c", consumerDataSet: [{ groupName: "g", consumeType: 1, messageModel: 0, consumeFromWhere: 4, subscriptionDataSet: [go, cpp] }] }
  const [consumer] = heartbeat(at(34, {}, body)).consumerDataSet
  expect(consumer).toMatchObject({ consumeType: "CONSUME_PASSIVELY", messageModel: "BROADCASTING", consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET", subscriptionDataSet: [{ codeSet: [65, 67], subVersion: 1 }, { subVersion: 1_796_067_429_547 }] })
  expect(thrown(() => heartbeat(at(34, {}, { ...body, consumerDataSet: [{ groupName: "g", messageModel: 7 }] }))).message).toContain("messageModel in the body is 7. Send one of BROADCASTING, CLUSTERING.")
})

test("what is wrong in a body is named by its path", () => {
  expect(thrown(() => heartbeat(at(34))).message).toBe("HEART_BEAT: the body is missing. Send a JSON object.")
  expect(thrown(() => heartbeat(request(34, 1, {}, Buffer.from("{"))))).toMatchObject({ field: "body", message: expect.stringContaining("HEART_BEAT: the body is not JSON: ") as string })
  expect(thrown(() => heartbeat(at(34, {}, [])))).toMatchObject({ field: "body" })
  const message = (body: unknown): string => thrown(() => heartbeat(at(34, {}, body))).message
  expect(message({})).toBe("HEART_BEAT: clientID in the body is missing. Send text.")
  expect(message({ clientID: "c", consumerDataSet: [{ groupName: "g" }, { groupName: 7 }] })).toBe("HEART_BEAT: consumerDataSet[1].groupName in the body is 7. Send text.")
  expect(message({ clientID: "c", consumerDataSet: {} })).toBe("HEART_BEAT: consumerDataSet in the body is {}. Send a list of objects.")
  expect(message({ clientID: "c", consumerDataSet: [3] })).toBe("HEART_BEAT: consumerDataSet[0] in the body is 3. Send an object with named members.")
  expect(message({ clientID: "c", consumerDataSet: [{ groupName: "g", subscriptionDataSet: [{ topic: "t", tagsSet: [1] }] }] })).toContain("tagsSet in the body is [1]. Send a list of texts.")
  expect(thrown(() => lockBatch(at(41, {}, { consumerGroup: "g", clientId: "c", mqSet: [{ topic: "t", brokerName: "b", queueId: 0.5 }] }))).field).toBe("mqSet[0].queueId")
})

test("a subscription group has RocketMQ's defaults", () => {
  expect(subscriptionGroup(at(200, {}, { groupName: "g", retryMaxTimes: 3 }))).toEqual({
    groupName: "g",
    consumeEnable: true,
    consumeFromMinEnable: true,
    consumeBroadcastEnable: true,
    retryQueueNums: 1,
    retryMaxTimes: 3,
    brokerId: 0,
    whichBrokerWhenConsumeSlowly: 1,
    notifyConsumerIdsChangedEnable: true,
    attributes: {}
  })
})

test("a broker's registration", () => {
  const fields = { brokerName: "broker-a", brokerAddr: "192.0.2.1:10911", clusterName: "c", haServerAddr: "192.0.2.1:10912", brokerId: "0", compressed: "false", bodyCrc32: "5" }
  const topic = { topicName: "t", readQueueNums: 4, writeQueueNums: 4, perm: 6, topicFilterType: "SINGLE_TAG", topicSysFlag: 0, order: false, attributes: {} }
  const body = { topicConfigSerializeWrapper: { dataVersion: { counter: 1, timestamp: 2 }, topicConfigTable: { t: topic, u: { perm: 4 } } }, filterServerList: [] }
  const command = at(103, fields, body)
  const read = registerBroker(command)
  expect(read).toMatchObject({ brokerName: "broker-a", brokerId: 0, bodyCrc32: 5, heartbeatTimeoutMillis: undefined })
  expect(registerBrokerBody(command, read)).toEqual({
    dataVersion: { stateVersion: 0, timestamp: 2, counter: 1 },
    topics: [topic, { ...topic, topicName: "u", readQueueNums: 16, writeQueueNums: 16, perm: 4 }]
  })
  expect(registerBrokerBody(at(103, fields), read).topics).toEqual([])
  expect(thrown(() => registerBrokerBody(command, { ...read, compressed: true })).message).toContain("compressedRegister=false")
  expect(unregisterBroker(at(104, fields))).toEqual({ brokerName: "broker-a", brokerAddr: "192.0.2.1:10911", clusterName: "c", brokerId: 0 })
})

test("codes by name", () => {
  expect([requestName(310), requestName(200_051), requestName(51_001), requestName(99_999)]).toEqual(["SEND_MESSAGE_V2", "ACK_MESSAGE", "VOTE", "request code 99999"])
  expect([responseName(0), responseName(21), responseName(209), responseName(-1006), responseName(9)]).toEqual(["SUCCESS", "PULL_OFFSET_MOVED", "POLLING_FULL", "RPC_TIME_OUT", "response code 9"])
})
