import { expect, test } from "vitest"
import { decodeStoredAll, encodeStored } from "../message/stored.ts"
import { isOneway, isResponse, type RemotingCommand, type SerializeType } from "./command.ts"
import { parseFastJsonBody, writeFastJson } from "./fastjson.ts"
import { decodeFrame, encodeFrame, FrameDecoder } from "./frame.ts"
import { goldenLines } from "./goldens/lines.ts"
import { heartbeat, lockBatch, subscriptionGroup, unregisterClient, getConsumerListByGroup, getConsumerConnectionList, getProducerConnectionList } from "./requests/clients.ts"
import { unregisterBroker } from "./requests/brokers.ts"
import { getEarliestMsgStoretime, getMaxOffset, getMinOffset, queryConsumerOffset, searchOffset, updateConsumerOffset, viewMessage } from "./requests/offsets.ts"
import { pullMessage } from "./requests/pull.ts"
import { sendMessage } from "./requests/send.ts"
import { createTopic, deleteTopicInBroker, deleteTopicInNamesrv, getAllTopicConfig, getRouteInfo, getTopicStatsInfo } from "./requests/topics.ts"

interface Golden extends Omit<RemotingCommand, "body" | "remark"> {
  readonly name: string
  readonly serializeType: SerializeType
  readonly remark: string | null
  readonly body: string | null
  readonly hex: string
}

interface Captured {
  readonly server: string
  readonly client: string
  readonly code: number
  readonly type: "req" | "resp" | "oneway"
  readonly reqCode?: number
  readonly hex: string
}

const bytesOf = ({ hex }: { readonly hex: string }): Buffer => Buffer.from(hex, "hex")
/** Members and their values, in any order. */
const jsonHeaderOf = (frame: Buffer): unknown => JSON.parse(frame.toString("utf8", 8, 8 + (frame.readInt32BE(4) & 0xffffff)))

const frames = goldenLines<Golden>("frames")
const captured = goldenLines<Captured>("captured")
const named = (name: string, form: SerializeType = "JSON"): Golden => frames.find((golden) => golden.name === name && golden.serializeType === form) as Golden

test.each(frames)("RocketMQ's $serializeType frame: $name", (golden) => {
  const command = decodeFrame(bytesOf(golden))
  const { code, flag, language, opaque, version, extFields, serializeType } = golden
  expect(command).toEqual({
    code,
    flag,
    language,
    opaque,
    version,
    extFields,
    serializeType,
    remark: golden.remark ?? undefined,
    body: golden.body === null ? undefined : Buffer.from(golden.body, "hex")
  })
  const again = encodeFrame(command)
  const compared = serializeType === "ROCKETMQ" ? (frame: Buffer) => frame.toString("hex") : jsonHeaderOf
  expect(compared(again)).toEqual(compared(bytesOf(golden)))
})

test("there are frames in both forms", () => {
  expect(frames.map(({ serializeType }) => serializeType).filter((form) => form === "ROCKETMQ")).toHaveLength(frames.length / 2)
  expect(frames.length).toBeGreaterThanOrEqual(20)
  expect(captured.length).toBeGreaterThan(90)
})

test.each(captured)("captured: $client, $server, $type $code $reqCode", (golden) => {
  const bytes = bytesOf(golden)
  const command = decodeFrame(bytes)
  expect(command.code).toBe(golden.code)
  expect([isResponse(command), isOneway(command)]).toEqual([golden.type === "resp", golden.type === "oneway"])
  expect(decodeFrame(encodeFrame(command))).toEqual(command)
})

test("what RocketMQ writes is written with the same bytes, a header with empty extFields apart", () => {
  const java = captured.filter((golden) => {
    const text = bytesOf(golden).toString("utf8")
    return text.includes('"serializeTypeCurrentRPC":"JSON","version"') && !text.includes('"extFields":{},')
  })
  expect(java.length).toBeGreaterThan(60)
  for (const golden of java) expect(encodeFrame(decodeFrame(bytesOf(golden))).toString("hex")).toBe(golden.hex)
})

test("all captured frames as one stream, cut anywhere", () => {
  const stream = Buffer.concat(captured.map(bytesOf))
  for (const size of [1, 7, 1_000, 65_536]) {
    const decoder = new FrameDecoder()
    const codes: number[] = []
    for (let at = 0; at < stream.length; at += size) decoder.feed(Buffer.from(stream.subarray(at, at + size)), ({ code }) => codes.push(code))
    expect(codes).toEqual(captured.map(({ code }) => code))
  }
})

const readers: Readonly<Record<number, (command: RemotingCommand) => unknown>> = {
  10: sendMessage,
  310: sendMessage,
  11: pullMessage,
  361: pullMessage,
  14: queryConsumerOffset,
  15: updateConsumerOffset,
  17: createTopic,
  21: getAllTopicConfig,
  29: searchOffset,
  30: getMaxOffset,
  31: getMinOffset,
  32: getEarliestMsgStoretime,
  33: viewMessage,
  34: heartbeat,
  35: unregisterClient,
  38: getConsumerListByGroup,
  41: lockBatch,
  42: lockBatch,
  104: unregisterBroker,
  105: getRouteInfo,
  200: subscriptionGroup,
  202: getTopicStatsInfo,
  203: getConsumerConnectionList,
  204: getProducerConnectionList,
  215: deleteTopicInBroker,
  216: deleteTopicInNamesrv
}
const requests = captured.filter(({ type, code }) => type !== "resp" && readers[code] !== undefined)

test.each(requests)("the request of a captured $code by $client is read", (golden) => {
  const command = decodeFrame(bytesOf(golden))
  const read = (readers[golden.code] as (command: RemotingCommand) => Record<string, unknown>)(command)
  const asText = (name: string, value: unknown): string => String(name === "subVersion" ? Number(value) : value)
  const common = Object.keys(command.extFields).filter((name) => name in read)
  expect(common.map((name) => asText(name, read[name]))).toEqual(common.map((name) => asText(name, command.extFields[name])))
})

test("every reader has met a captured request", () => {
  expect([...new Set(requests.map(({ code }) => code))].sort((a, b) => a - b)).toEqual(Object.keys(readers).map(Number))
})

test("Java's and Go's sends", () => {
  const [v1, v2] = [named("send"), named("send v2, one-way", "ROCKETMQ")].map((golden) => sendMessage(decodeFrame(bytesOf(golden))))
  expect(v2).toEqual({ ...v1, maxReconsumeTimes: 16 })
  expect(v1).toMatchObject({ topic: "topic", queueId: 3, flag: -7, bname: "broker-a", properties: "KEYS\u0001a b\u0002TAGS\u0001T\u0002WAIT\u0001true" })
})

test("Java's heartbeat", () => {
  expect(heartbeat(decodeFrame(bytesOf(named("heartbeat", "ROCKETMQ"))))).toMatchObject({
    clientID: "192.0.2.2@client",
    producerDataSet: [{ groupName: "p" }],
    consumerDataSet: [{ groupName: "g", consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET", subscriptionDataSet: [{ topic: "topic", subString: "a || b", codeSet: [97, 98], subVersion: 1_700_000_000_123 }] }]
  })
})

test("Java's bodies with numbers and objects for keys are read, and written as Java wrote them", () => {
  const cluster = decodeFrame(bytesOf(named("cluster info"))).body as Buffer
  expect(parseFastJsonBody(cluster)).toEqual({ brokerAddrTable: { "broker-a": { brokerAddrs: { "0": "192.0.2.1:10911", "1": "192.0.2.1:10921" }, brokerName: "broker-a", cluster: "c" } } })
  const brokerAddrs = new Map([[0, "192.0.2.1:10911"], [1, "192.0.2.1:10921"]])
  expect(writeFastJson({ brokerAddrTable: { "broker-a": { brokerAddrs, brokerName: "broker-a", cluster: "c" } } })).toBe(cluster.toString())
  const stats = decodeFrame(bytesOf(named("topic stats"))).body as Buffer
  expect(writeFastJson(parseFastJsonBody(stats))).toBe(stats.toString())
})

const storedBodies = captured.filter(({ type, code, reqCode }) => type === "resp" && code === 0 && (reqCode === 11 || reqCode === 12 || reqCode === 33))

test("JSON bodies that brokers sent are read", () => {
  const bodies = captured.map((golden) => decodeFrame(bytesOf(golden)).body).filter((body) => body?.[0] === "{".charCodeAt(0)) as Buffer[]
  expect(bodies.length).toBeGreaterThan(15)
  for (const body of bodies) expect(parseFastJsonBody(body)).toBeTypeOf("object")
})

test("messages that brokers sent are decoded, and encoded to the same bytes", () => {
  expect(storedBodies.length).toBeGreaterThanOrEqual(3)
  for (const golden of storedBodies) {
    const body = decodeFrame(bytesOf(golden)).body as Buffer
    const messages = decodeStoredAll(body)
    expect(messages.length).toBeGreaterThan(0)
    expect(Buffer.concat(messages.map(encodeStored))).toEqual(body)
  }
})
