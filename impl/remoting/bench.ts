/**
 * How long the hot path's pieces take: `npx tsx impl/remoting/bench.ts`.
 *
 * @module
 */
import { peekMessage } from "../message/peek.ts"
import { place } from "../message/place.ts"
import { encodeStored } from "../message/stored.ts"
import { request, response } from "./command.ts"
import { encodeFrame, FrameDecoder } from "./frame.ts"
import { sendMessage } from "./requests/send.ts"

const RUNS = 200_000

const measure = (name: string, run: () => unknown): void => {
  for (let i = 0; i < RUNS / 10; i++) run()
  const start = performance.now()
  for (let i = 0; i < RUNS; i++) run()
  const micros = ((performance.now() - start) * 1_000) / RUNS
  process.stdout.write(`${name.padEnd(32)} ${micros.toFixed(2)} µs\n`)
}

const fields = { a: "producer", b: "topic", c: "TBW102", d: "4", e: "1", f: "0", g: "1700000000123", h: "0", i: "UNIQ_KEY\u0001FD000000000000000000000000000002271A5FFD2B2771FF3D270000\u0002WAIT\u0001true\u0002TAGS\u0001T", j: "0", k: "false", m: "false", n: "broker-a" }
const send = request(310, 7, fields, Buffer.alloc(128, 1))
const answer = response(send, 0, undefined, { msgId: "C000020100002A9F0000000000000042", queueId: "1", queueOffset: "12", MSG_REGION: "DefaultRegion", TRACE_ON: "true" })
const bornHost = { host: "192.0.2.1", port: 54321 }
const storeHost = { host: "192.0.2.2", port: 10911 }
const store = (): Buffer =>
  encodeStored({ topic: "topic", queueId: 1, flag: 0, queueOffset: 0, physicalOffset: 0, sysFlag: 0, bornTimestamp: 1_700_000_000_123, bornHost, storeTimestamp: 0, storeHost, reconsumeTimes: 0, preparedTransactionOffset: 0, body: Buffer.alloc(128, 1), properties: fields.i })
const stored = store()

for (const serializeType of ["JSON", "ROCKETMQ"] as const) {
  const frame = encodeFrame({ ...send, serializeType })
  const decoder = new FrameDecoder()
  measure(`${serializeType} send, decoded`, () => decoder.feed(frame, () => undefined))
  measure(`${serializeType} answer, encoded`, () => encodeFrame({ ...answer, serializeType }))
}
measure("send header, read", () => sendMessage(send))
measure("message, encoded", store)
measure("message, placed", () => place(stored, { queueId: 1, queueOffset: 5, physicalOffset: 1e9, storeTimestamp: 1_700_000_000_456 }))
measure("message, peeked", () => peekMessage(stored))
