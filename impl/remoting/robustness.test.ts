import { connect, type Socket } from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { leaderOf, startGroup, stateOf, type TestMember } from "../testing/brokers.ts"
import { bodiesIn, type TestClient, testClient } from "../testing/client.ts"
import { RequestCode, ResponseCode } from "./codes.ts"
import { type RemotingCommand, request } from "./command.ts"
import { encodeFrame, FrameDecoder } from "./frame.ts"

const TOPIC = "robust"

/** Of a send, besides the topic. */
const fields = { producerGroup: "g", defaultTopic: "TBW102", defaultTopicQueueNums: "4", queueId: "0", sysFlag: "0", bornTimestamp: "0", flag: "0" }

let broker: TestMember
let address = ""
let client: TestClient

beforeAll(async () => {
  ;[broker] = (await startGroup({ size: 1 })) as [TestMember]
  await leaderOf([broker])
  ;({ address } = broker.broker())
  client = testClient("127.0.0.1:1")
})

afterAll(() => {
  client.close()
  broker.kill()
})

/** A connection of its own, byte by byte. */
const rawConnection = async (): Promise<{ readonly socket: Socket; readonly answers: RemotingCommand[]; readonly closed: Promise<void>; readonly answer: () => Promise<RemotingCommand> }> => {
  const socket = connect(Number(address.split(":")[1]), "127.0.0.1")
  const answers: RemotingCommand[] = []
  const waiting: ((command: RemotingCommand) => void)[] = []
  const decoder = new FrameDecoder()
  socket.on("data", (chunk: Buffer) =>
    decoder.feed(chunk, (command) => {
      answers.push(command)
      waiting.shift()?.(command)
    })
  )
  socket.on("error", () => {})
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()))
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve)
    socket.once("error", reject)
  })
  return { socket, answers, closed, answer: () => new Promise((resolve) => waiting.push(resolve)) }
}

const frameOf = (mark: number, header: Buffer, length = 4 + header.length): Buffer => {
  const head = Buffer.alloc(8)
  head.writeInt32BE(length, 0)
  head.writeInt32BE(mark, 4)
  return Buffer.concat([head, header])
}
const json = (text: string): Buffer => frameOf(Buffer.byteLength(text), Buffer.from(text))
const length = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const malformed: readonly (readonly [string, Buffer])[] = [
  ["a header that is not JSON", json('{"code":10,')],
  ["a header that is no object", json("null")],
  ["a header without a code", json("{}")],
  ["a negative length", length(-1)],
  ["a length of 0", length(0)],
  ["a length of 17 MiB", length(17 * 1024 * 1024)],
  ["a header longer than its frame", frameOf(1_000, Buffer.from("{}"))],
  ["an unknown serialize type", frameOf((7 << 24) | 2, Buffer.from("{}"))],
  ["a binary header that ends in a field", frameOf((1 << 24) | 5, Buffer.alloc(5))],
  ["a binary header whose remark does not fit", frameOf((1 << 24) | 21, Buffer.concat([Buffer.alloc(13), length(1_000_000), length(0)]))],
  ["a binary header with a negative field", frameOf((1 << 24) | 25, Buffer.concat([Buffer.alloc(17), length(4), Buffer.from([0xff, 0xff, 0, 0])]))],
  ["text", Buffer.from("hello\r\n")]
]

for (const [what, bytes] of malformed)
  test(`${what}: that connection is closed, another one goes on`, async () => {
    const other = await rawConnection()
    const bad = await rawConnection()
    const good = encodeFrame(request(RequestCode.GET_BROKER_RUNTIME_INFO, 1, {}))
    // Half a request is under way on the other connection while the bad one ends.
    other.socket.write(good.subarray(0, 10))
    bad.socket.write(bytes)
    await bad.closed
    const answered = other.answer()
    other.socket.write(good.subarray(10))
    expect(await answered).toMatchObject({ code: ResponseCode.SUCCESS, opaque: 1 })
    expect(bad.answers).toEqual([])
    other.socket.destroy()
    expect(stateOf(broker)).toMatchObject({ diskFailed: false, raft: { role: "LEADER" } })
  })

test("a frame that is never finished: nothing happens, also when its connection ends", async () => {
  const cut = await rawConnection()
  const before = (await client.sendTo(address, TOPIC, "whole")).code
  const frame = encodeFrame(request(RequestCode.SEND_MESSAGE, 1, { ...fields, topic: TOPIC }, Buffer.from("never whole")))
  cut.socket.end(frame.subarray(0, frame.length - 1))
  await cut.closed
  expect([before, (await client.sendTo(address, TOPIC, "another")).code]).toEqual([ResponseCode.SUCCESS, ResponseCode.SUCCESS])
  const read = bodiesIn((await client.pullFrom(address, TOPIC, 0, 0)).body ?? Buffer.alloc(0))
  expect(read).toEqual(["whole", "another"])
})

test("frames in pieces, and several in one piece", async () => {
  const { socket, answers, answer } = await rawConnection()
  const frames = Buffer.concat([1, 2, 3].map((opaque) => encodeFrame(request(RequestCode.GET_BROKER_RUNTIME_INFO, opaque, {}))))
  const all = Promise.all([answer(), answer(), answer()])
  for (const byte of frames.subarray(0, 50)) socket.write(Buffer.from([byte]))
  socket.write(frames.subarray(50))
  await all
  expect(answers.map(({ opaque, code }) => [opaque, code])).toEqual([1, 2, 3].map((opaque) => [opaque, ResponseCode.SUCCESS]))
  socket.destroy()
})

test("a request in RocketMQ's binary form gets an answer in that form", async () => {
  const { socket, answer } = await rawConnection()
  const answered = answer()
  socket.write(encodeFrame({ ...request(RequestCode.SEND_MESSAGE, 9, { ...fields, topic: TOPIC }, Buffer.from("binary")), serializeType: "ROCKETMQ" }))
  expect(await answered).toMatchObject({ code: ResponseCode.SUCCESS, opaque: 9, serializeType: "ROCKETMQ", extFields: { queueId: "0" } })
  const refused = answer()
  socket.write(encodeFrame({ ...request(9_999, 10, {}), serializeType: "ROCKETMQ" }))
  expect(await refused).toMatchObject({ code: ResponseCode.REQUEST_CODE_NOT_SUPPORTED, opaque: 10, serializeType: "ROCKETMQ", remark: expect.stringMatching(/9999/) })
  socket.destroy()
})

test("an unknown request code is answered 3, with the code in the text", async () => {
  expect(await client.ask(address, 31_337, {})).toMatchObject({ code: 3, remark: expect.stringMatching(/request type 31337 not supported/) })
})

const send = (over: Readonly<Record<string, string>>): Promise<RemotingCommand> => client.ask(address, RequestCode.SEND_MESSAGE, { ...fields, ...over }, Buffer.from("x"))

test("a header field that is missing, or no number, is answered 1 with its name", async () => {
  const { queueId: _queueId, ...without } = fields
  const says = (text: RegExp): object => ({ code: 1, remark: expect.stringMatching(text) })
  expect(await send({})).toMatchObject(says(/topic is missing/))
  expect(await client.ask(address, RequestCode.SEND_MESSAGE, { ...without, topic: TOPIC })).toMatchObject(says(/queueId is missing/))
  expect(await client.ask(address, RequestCode.SEND_MESSAGE_V2, { a: "g", b: TOPIC, c: "TBW102", d: "4" })).toMatchObject(says(/\be\b.*queueId.* is missing/))
  expect(await send({ topic: TOPIC, queueId: "first" })).toMatchObject(says(/queueId is "first".*integer/))
  expect(await client.ask(address, RequestCode.PULL_MESSAGE, { topic: TOPIC, queueId: "0", sysFlag: "0", consumerGroup: "g", maxMsgNums: "1" })).toMatchObject(says(/queueOffset is missing/))
  expect(await client.ask(address, RequestCode.HEART_BEAT, {})).toMatchObject(says(/body is missing/))
})

test("a topic whose name no directory can have is refused before it is in the log", async () => {
  const end = stateOf(broker)?.log.lastIndex
  for (const topic of ["../../escaped", "a/b", "a\0b", ".", "", "x".repeat(128), "a b", "ü"]) expect(await send({ topic })).toMatchObject({ code: ResponseCode.INVALID_PARAMETER, remark: expect.stringMatching(/topic/) })
  expect(stateOf(broker)).toMatchObject({ diskFailed: false, log: { lastIndex: end } })
})

test("properties as long as they can be stored are, longer ones are refused; neither harms the disk", async () => {
  const own = "\u0002CLUSTER\u0001DefaultCluster\u0002MSG_REGION\u0001DefaultRegion\u0002TRACE_ON\u0001true".length
  for (const [size, code] of [
    [32_000, ResponseCode.SUCCESS],
    [32_001, ResponseCode.SUCCESS],
    [32_767 - own, ResponseCode.SUCCESS],
    [32_768 - own, ResponseCode.MESSAGE_ILLEGAL],
    [40_000, ResponseCode.MESSAGE_ILLEGAL]
  ] as const)
    expect([size, (await send({ topic: TOPIC, queueId: "1", properties: `KEYS\u0001${"k".repeat(size - 5)}` })).code]).toEqual([size, code])
  expect(stateOf(broker)).toMatchObject({ diskFailed: false, raft: { role: "LEADER" } })
})

/** Every field that some request has, with a value that makes sense there. */
const sensible = {
  ...fields,
  topic: TOPIC,
  consumerGroup: "g",
  queueOffset: "0",
  maxMsgNums: "1",
  commitOffset: "0",
  suspendTimeoutMillis: "0",
  subVersion: "0",
  subscription: "*",
  timestamp: "0",
  offset: "0",
  clientID: "c",
  group: "g",
  perm: "6",
  readQueueNums: "4",
  writeQueueNums: "4",
  topicFilterType: "SINGLE_TAG",
  namespace: "n",
  key: "k"
}
const strange = ["-1", "-9223372036854775808", "9223372036854775807", "2147483647", "-2147483648", "", "NaN", "1e400", "\0", "../..", "x".repeat(300), "__proto__"]
const bodies = [undefined, Buffer.alloc(0), Buffer.from("{}"), Buffer.from("[]"), Buffer.from('{"clientID":"c","consumerDataSet":[null]}'), Buffer.from([0xff, 0xfe])]

test("every request, with every field in turn set to something strange, is answered; the broker serves on", { timeout: 120_000 }, async () => {
  const failures: string[] = []
  for (const code of new Set(Object.values(RequestCode)))
    for (const name of Object.keys(sensible))
      for (const value of strange.filter((_, i) => (i + code + name.length) % 4 === 0)) {
        // A topic named so may be changed or deleted here: not the one that other tests read.
        const over = { ...sensible, topic: "strange", [name]: value }
        const body = bodies[(code + name.length + value.length) % bodies.length]
        await client.ask(address, code, over, body).catch((error: unknown) => failures.push(`${code} ${name}=${value.slice(0, 20)}: ${(error as Error).message}`))
      }
  expect(failures.slice(0, 20)).toEqual([])
  expect(stateOf(broker)).toMatchObject({ diskFailed: false, raft: { role: "LEADER" } })
  expect((await client.sendTo(address, TOPIC, "still here")).code).toBe(ResponseCode.SUCCESS)
})
