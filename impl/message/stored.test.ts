import * as fc from "fast-check"
import { expect, test } from "vitest"
import { goldenLines } from "../remoting/goldens/lines.ts"
import { MAX_PROPERTIES_BYTES, MESSAGE_MAGIC_V2, MessageError, MessageSysFlag } from "./format.ts"
import type { Host } from "./host.ts"
import { bodyCrc, javaHashCode } from "./java.ts"
import { decodeMessageId, encodeMessageId } from "./message-id.ts"
import { messageSize, peekKeys, peekMessage, peekPhysicalOffset, peekProperty, peekQueueId, peekQueueOffset, peekStoreTimestamp, peekTags, peekTagsCode, peekTopic } from "./peek.ts"
import { place } from "./place.ts"
import { decodeProperties, encodeProperties } from "./properties.ts"
import { decodeStored, decodeStoredAll, encodeStored, type Message } from "./stored.ts"

/** What `run` throws, if anything. */
const caught = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

const separated = (value: string): boolean => value.includes("\u0001") || value.includes("\u0002")

const int32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff })
const long = fc.maxSafeInteger()
const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
const ipv6 = groups.filter((all) => all[0] !== 0).map((all) => all.map((group) => group.toString(16)).join(":"))
const host: fc.Arbitrary<Host> = fc.record({ host: fc.oneof(fc.ipV4(), ipv6), port: fc.integer({ min: 0, max: 65_535 }) })
const text = fc.string({ unit: "grapheme", maxLength: 12 })
const pair = text.filter((value) => value !== "" && !separated(value))
const properties = fc
  .array(fc.tuple(fc.oneof(pair, fc.constantFrom("TAGS", "KEYS", "UNIQ_KEY")), pair), { maxLength: 5 })
  .map((pairs) => Object.fromEntries(pairs))
const message: fc.Arbitrary<Message> = fc.record({
  topic: fc.string({ unit: "grapheme", maxLength: 10 }),
  queueId: int32,
  flag: int32,
  queueOffset: long,
  physicalOffset: long,
  sysFlag: int32,
  bornTimestamp: long,
  bornHost: host,
  storeTimestamp: long,
  storeHost: host,
  reconsumeTimes: int32,
  preparedTransactionOffset: long,
  body: fc.uint8Array({ maxLength: 200 }),
  properties: fc.tuple(properties, fc.boolean()).map(([pairs, trailing]) => encodeProperties(pairs, trailing))
})

const plain: Message = {
  topic: "t",
  queueId: 0,
  flag: 0,
  queueOffset: 0,
  physicalOffset: 0,
  sysFlag: 0,
  bornTimestamp: 0,
  bornHost: { host: "192.0.2.1", port: 1 },
  storeTimestamp: 0,
  storeHost: { host: "192.0.2.2", port: 2 },
  reconsumeTimes: 0,
  preparedTransactionOffset: 0,
  body: Buffer.from("body"),
  properties: ""
}
const V6 = MessageSysFlag.BORNHOST_V6 | MessageSysFlag.STOREHOSTADDRESS_V6

test("law: a message decodes to what was encoded, wherever it lies", () => {
  fc.assert(
    fc.property(message, fc.nat(20), (one, at) => {
      const bytes = encodeStored(one)
      const lying = Buffer.concat([Buffer.alloc(at), bytes, Buffer.alloc(3, 0xff)])
      const decoded = decodeStored(lying, at)
      expect(decoded).toEqual({ ...one, body: Buffer.from(one.body), sysFlag: decoded.sysFlag, totalSize: bytes.length, bodyCRC: bodyCrc(one.body) })
      expect(decoded.sysFlag & ~V6).toBe(one.sysFlag & ~V6)
      expect((decoded.sysFlag & MessageSysFlag.BORNHOST_V6) !== 0).toBe(one.bornHost.host.includes(":"))
      expect((decoded.sysFlag & MessageSysFlag.STOREHOSTADDRESS_V6) !== 0).toBe(one.storeHost.host.includes(":"))
      expect(encodeStored(decoded)).toEqual(bytes)
    }),
    { numRuns: 500 }
  )
})

test("law: every peek sees what decoding sees", () => {
  fc.assert(
    fc.property(message, fc.nat(20), (one, at) => {
      const bytes = Buffer.concat([Buffer.alloc(at, 1), encodeStored(one)])
      const { TAGS, KEYS, ...rest } = decodeProperties(one.properties)
      const peeked = { size: bytes.length - at, topic: one.topic, queueId: one.queueId, queueOffset: one.queueOffset, physicalOffset: one.physicalOffset, storeTimestamp: one.storeTimestamp, tagsCode: javaHashCode(TAGS ?? "") }
      expect(peekMessage(bytes, at)).toEqual(peeked)
      expect({
        size: messageSize(bytes, at),
        topic: peekTopic(bytes, at),
        queueId: peekQueueId(bytes, at),
        queueOffset: peekQueueOffset(bytes, at),
        physicalOffset: peekPhysicalOffset(bytes, at),
        storeTimestamp: peekStoreTimestamp(bytes, at),
        tagsCode: peekTagsCode(bytes, at)
      }).toEqual(peeked)
      expect(peekTags(bytes, at)).toBe(TAGS)
      expect(peekKeys(bytes, at)).toEqual((KEYS ?? "").split(" ").filter((key) => key !== ""))
      for (const [key, value] of Object.entries(rest)) expect(peekProperty(bytes, key, at)).toBe(value)
    }),
    { numRuns: 500 }
  )
})

test("law: a property is peeked as it is decoded, however odd the text", () => {
  const odd = fc.array(fc.constantFrom("a", "b", "ab", "\u0001", "\u0002", "é"), { maxLength: 14 }).map((parts) => parts.join(""))
  fc.assert(
    fc.property(odd, fc.constantFrom("a", "b", "ab", "ba", "é"), (properties, name) => {
      expect(peekProperty(encodeStored({ ...plain, properties }), name)).toBe(decodeProperties(properties)[name])
    }),
    { numRuns: 3_000 }
  )
})

test("law: placing a message changes its place and nothing else", () => {
  const where = fc.record({ queueId: fc.nat(0x7fff_ffff), queueOffset: long, physicalOffset: long, storeTimestamp: long })
  fc.assert(
    fc.property(message, where, fc.nat(9), (one, to, at) => {
      const bytes = Buffer.concat([Buffer.alloc(at), encodeStored(one)])
      place(bytes, to, at)
      expect(bytes.subarray(at)).toEqual(encodeStored({ ...one, ...to }))
    })
  )
})

test("law: messages one after another", () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), (all) => {
      const bytes = Buffer.concat(all.map(encodeStored))
      expect(decodeStoredAll(bytes).map(encodeStored)).toEqual(all.map(encodeStored))
    })
  )
})

test("law: damaged bytes give a message or a MessageError", () => {
  fc.assert(
    fc.property(message, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat(), (one, changes, cut) => {
      const bytes = encodeStored(one)
      for (const [position, byte] of changes) bytes[position % bytes.length] = byte
      expect(caught(() => decodeStored(bytes.subarray(0, bytes.length - (cut % 4)))) ?? new MessageError()).toBeInstanceOf(MessageError)
    }),
    { numRuns: 1_000 }
  )
})

test("what is no message is refused", () => {
  const bytes = encodeStored(plain)
  expect(() => decodeStored(Buffer.alloc(0))).toThrow(MessageError)
  expect(() => decodeStored(bytes.subarray(0, 90))).toThrow(/it claims 96/)
  expect(() => decodeStored(Buffer.concat([Buffer.from("0000000100000000", "hex"), Buffer.alloc(100)]))).toThrow(/it claims 1/)
  const blank = Buffer.from(bytes)
  blank.writeInt32BE(-875_286_124, 4)
  expect(() => decodeStored(blank)).toThrow(/magic cbd43194/)
  const shorter = Buffer.concat([bytes, Buffer.alloc(1)])
  shorter.writeInt32BE(bytes.length + 1, 0)
  expect(() => messageSize(shorter)).toThrow(/do not fill/)
})

test("what does not fit is refused", () => {
  expect(() => encodeStored({ ...plain, topic: "t".repeat(128) })).toThrow(/at most 127/)
  expect(() => encodeStored({ ...plain, topic: "世".repeat(43) })).toThrow(MessageError)
  expect(() => encodeStored({ ...plain, properties: "p".repeat(MAX_PROPERTIES_BYTES + 1) })).toThrow(/at most 32767/)
  const most = decodeStored(encodeStored({ ...plain, topic: "t".repeat(127), properties: "p".repeat(MAX_PROPERTIES_BYTES) }))
  expect([most.topic.length, most.properties.length]).toEqual([127, MAX_PROPERTIES_BYTES])
  expect(() => encodeStored({ ...plain, storeHost: { host: "localhost", port: 1 } })).toThrow(/addresses, not names/)
})

test("addresses as sockets show them", () => {
  const shown = (host: string): string => decodeStored(encodeStored({ ...plain, bornHost: { host, port: 9 } })).bornHost.host
  expect(shown("::ffff:192.0.2.7")).toBe("192.0.2.7")
  expect(shown("::1")).toBe("0:0:0:0:0:0:0:1")
  expect(shown("::")).toBe("0:0:0:0:0:0:0:0")
  expect(shown("2001:db8::5:6")).toBe("2001:db8:0:0:0:0:5:6")
  expect(shown("fe80::1%eth0")).toBe("fe80:0:0:0:0:0:0:1")
  expect(shown("64:ff9b::192.0.2.33")).toBe("64:ff9b:0:0:0:0:c000:221")
})

test("law: a message id gives back host and offset", () => {
  fc.assert(fc.property(host, fc.nat({ max: Number.MAX_SAFE_INTEGER }), (storeHost, physicalOffset) => void expect(decodeMessageId(encodeMessageId(storeHost, physicalOffset))).toEqual({ storeHost, physicalOffset })))
  for (const bad of ["", "C0", "Z".repeat(32), "0".repeat(33), "0".repeat(40)]) expect(() => decodeMessageId(bad)).toThrow(MessageError)
  expect(decodeMessageId("c000020100002a9f0000000000000042")).toEqual({ storeHost: { host: "192.0.2.1", port: 10911 }, physicalOffset: 0x42 })
})

interface Golden extends Omit<Message, "bornHost" | "storeHost" | "body" | "properties"> {
  readonly kind: "stored" | "batch" | "hashCode"
  readonly name: string
  readonly bornHost: string
  readonly storeHost: string
  readonly body: string
  readonly bodyCRC: number
  readonly properties: Readonly<Record<string, string>>
  readonly tagsCode: number
  readonly msgId: string
  readonly hex: string
  readonly text: string
  readonly value: number
}

const goldens = goldenLines<Golden>("messages")

test.each(goldens.filter(({ kind }) => kind === "stored"))("RocketMQ's message: $name", (golden) => {
  const { bodyCRC, tagsCode, msgId, topic, queueId, flag, queueOffset, physicalOffset, sysFlag, bornTimestamp, storeTimestamp, reconsumeTimes, preparedTransactionOffset } = golden
  const bytes = Buffer.from(golden.hex, "hex")
  const decoded = decodeStored(bytes)
  expect(decoded).toMatchObject({ bodyCRC, topic, queueId, flag, queueOffset, physicalOffset, sysFlag, bornTimestamp, storeTimestamp, reconsumeTimes, preparedTransactionOffset, totalSize: bytes.length })
  expect(decoded.body.toString("hex")).toBe(golden.body)
  expect({ ...decodeProperties(decoded.properties) }).toEqual(golden.properties)
  expect(peekMessage(bytes)).toMatchObject({ topic, tagsCode })
  expect(encodeMessageId(decoded.storeHost, physicalOffset)).toBe(msgId)
  expect(decodeMessageId(msgId)).toEqual({ storeHost: decoded.storeHost, physicalOffset })
  const ours = encodeStored({ ...decoded, bornHost: { host: golden.bornHost, port: 54321 }, storeHost: { host: golden.storeHost, port: 10911 }, sysFlag: 2, properties: encodeProperties(golden.properties) })
  expect(ours.length).toBe(bytes.length)
  // Java's map decides the order of properties: with that order taken over, every byte is the same.
  expect(encodeStored({ ...decodeStored(ours), properties: decoded.properties }).toString("hex")).toBe(golden.hex)
})

test.each(goldens.filter(({ kind }) => kind === "hashCode"))("Java's hash code of $text", ({ text: of, value }) => {
  expect(javaHashCode(of)).toBe(value)
})

test.each(goldens.filter(({ kind }) => kind === "stored"))("5.x's version 2, whose topics may be longer: $name", ({ hex, topic }) => {
  const one = Buffer.from(hex, "hex")
  const name = Buffer.from(topic)
  const lengthAt = one.lastIndexOf(Buffer.concat([Buffer.from([name.length]), name]))
  const long = "t".repeat(200)
  const two = Buffer.concat([one.subarray(0, lengthAt), Buffer.from([0, 200]), Buffer.from(long), one.subarray(lengthAt + 1 + name.length)])
  two.writeInt32BE(two.length, 0)
  two.writeInt32BE(MESSAGE_MAGIC_V2, 4)
  expect(messageSize(two)).toBe(two.length)
  expect(peekTopic(two)).toBe(long)
  expect(decodeStored(two)).toEqual({ ...decodeStored(one), totalSize: two.length, topic: long })
})
