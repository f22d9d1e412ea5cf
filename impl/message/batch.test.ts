import * as fc from "fast-check"
import { expect, test } from "vitest"
import { goldenLines } from "../remoting/goldens/lines.ts"
import { decodeBatch, encodeBatch } from "./batch.ts"
import { MessageError } from "./format.ts"
import { decodeProperties, encodeProperties, joinProperties } from "./properties.ts"

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

const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).filter((value) => !separated(value))
const properties = fc.array(fc.tuple(fc.oneof(part, fc.constantFrom("__proto__", "constructor")), part), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs))
const subMessage = fc.record({
  flag: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  body: fc.uint8Array({ maxLength: 100 }),
  properties: properties.map((pairs) => encodeProperties(pairs))
})

test("law: a batch decodes to its messages", () => {
  fc.assert(
    fc.property(fc.array(subMessage, { maxLength: 6 }), (messages) => {
      expect(decodeBatch(encodeBatch(messages))).toEqual(messages.map((one) => ({ ...one, body: Buffer.from(one.body) })))
    })
  )
})

test("law: a batch cut short or damaged gives messages or a MessageError", () => {
  fc.assert(
    fc.property(fc.array(subMessage, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(), fc.nat(255), (messages, cut, position, byte) => {
      const bytes = encodeBatch(messages)
      bytes[position % bytes.length] = byte
      expect(caught(() => decodeBatch(bytes.subarray(0, cut % (bytes.length + 1)))) ?? new MessageError()).toBeInstanceOf(MessageError)
    }),
    { numRuns: 500 }
  )
  const bytes = encodeBatch([{ flag: 0, body: Buffer.from("x"), properties: "" }])
  for (let size = 1; size < bytes.length; size++) expect(() => decodeBatch(bytes.subarray(0, size))).toThrow(MessageError)
  expect(() => encodeBatch([{ flag: 0, body: Buffer.alloc(0), properties: "p".repeat(32_768) }])).toThrow(MessageError)
})

interface Golden {
  readonly kind: string
  readonly messages: readonly { readonly flag: number; readonly body: string; readonly properties: Readonly<Record<string, string>> }[]
  readonly hex: string
}

test("RocketMQ's batch", () => {
  const golden = goldenLines<Golden>("messages").find(({ kind }) => kind === "batch") as Golden
  const messages = decodeBatch(Buffer.from(golden.hex, "hex"))
  expect(messages.map(({ flag, body, properties: pairs }) => ({ flag, body: body.toString("hex"), properties: { ...decodeProperties(pairs) } }))).toEqual(golden.messages)
  expect(encodeBatch(messages).toString("hex")).toBe(golden.hex)
  expect(messages).toHaveLength(3)
})

test("law: properties decode to what was encoded, with and without a last separator", () => {
  fc.assert(
    fc.property(properties, fc.boolean(), (pairs, trailing) => {
      const text = encodeProperties(pairs, trailing)
      expect(text.endsWith("\u0002")).toBe(trailing && Object.keys(pairs).length > 0)
      expect(Object.entries(decodeProperties(text)).sort()).toEqual(Object.entries(pairs).sort())
    })
  )
})

test("law: joined properties have the pairs of both", () => {
  fc.assert(
    fc.property(properties, properties, fc.boolean(), fc.boolean(), (first, second, a, b) => {
      const joined = joinProperties(encodeProperties(first, a), encodeProperties(second, b))
      expect(Object.entries(decodeProperties(joined)).sort()).toEqual(Object.entries({ ...first, ...second }).sort())
    })
  )
})

test("properties as Java reads them", () => {
  const read = (text: string): Record<string, string> => ({ ...decodeProperties(text) })
  expect(read("a\u0001b\u0002c\u0001d\u0002")).toEqual({ a: "b", c: "d" })
  expect(read("a\u0001\u0002\u0001b\u0002c\u0002\u0002d\u0001e")).toEqual({ d: "e" })
  expect(read("a\u00011\u0002a\u00012\u0002a\u0001")).toEqual({ a: "2" })
  expect(read("a\u0001b\u0001c")).toEqual({ a: "b\u0001c" })
  expect(read("")).toEqual({})
})

test("properties that cannot be sent are refused", () => {
  for (const bad of [{ "": "a" }, { a: "" }, { "a\u0001": "b" }, { "a\u0002": "b" }, { a: "b\u0002c" }]) expect(() => encodeProperties(bad)).toThrow(MessageError)
  expect(encodeProperties({ a: "b\u0001c" })).toBe("a\u0001b\u0001c")
})
