import * as fc from "fast-check"
import { expect, test } from "vitest"
import { FastJsonError } from "./errors.ts"
import { entriesOf, parseFastJson, parseFastJsonBody, writeFastJson, writeFastJsonBody } from "./fastjson.ts"
import { FastJsonReader } from "./fastjson-reader.ts"

/** What `run` throws, if anything. */
const caught = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

const scalar = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.boolean(),
  fc.constant(null)
)
const keyText = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("__proto__", "constructor", "a b", "7"))
/** Values as the reader gives them. */
const value = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("value"), { maxLength: 4 }), tie("object"), tie("map")),
  object: fc.array(fc.tuple(keyText, tie("value")), { maxLength: 4 }).map((members) => Object.fromEntries(members)),
  map: fc
    .array(fc.tuple(tie("object"), tie("value")), { minLength: 1, maxLength: 3 })
    .map((entries) => new Map(entries))
})).value

test("law: what is written is read again", () => {
  fc.assert(fc.property(value, (one) => void expect(parseFastJson(writeFastJson(one))).toEqual(one)), { numRuns: 500 })
})

test("law: on JSON the lenient reader and JSON.parse agree", () => {
  fc.assert(fc.property(fc.json(), (text) => void expect(new FastJsonReader(text).read()).toEqual(JSON.parse(text))), { numRuns: 500 })
})

test("law: arbitrary text gives a value or a FastJsonError", () => {
  const text = fc.oneof(fc.string(), fc.array(fc.constantFrom("{", "}", "[", "]", ":", ",", '"', "'", "1", "-", "a", "\\", "u", " "), { maxLength: 20 }).map((parts) => parts.join("")))
  fc.assert(
    fc.property(text, (one) => {
      expect(caught(() => parseFastJson(one)) ?? new FastJsonError()).toBeInstanceOf(FastJsonError)
    }),
    { numRuns: 2_000 }
  )
})

test("numbers as keys", () => {
  expect(parseFastJson('{"brokerAddrs":{0:"a:1",1:"b:2"},x:[]}')).toEqual({ brokerAddrs: { "0": "a:1", "1": "b:2" }, x: [] })
  expect(parseFastJson("{9223372036854775807:1, -5 : 2}")).toEqual({ "9223372036854775807": 1, "-5": 2 })
  expect(writeFastJson({ brokerAddrs: new Map([[0, "a:1"], [1, "b:2"]]), quoted: { 0: "a" } })).toBe('{"brokerAddrs":{0:"a:1",1:"b:2"},"quoted":{"0":"a"}}')
})

test("objects as keys", () => {
  const queue = { brokerName: "broker-a", queueId: 0, topic: "t" }
  const table = { offsetTable: new Map([[queue, { maxOffset: 5 }]]) }
  const text = '{"offsetTable":{{"brokerName":"broker-a","queueId":0,"topic":"t"}:{"maxOffset":5}}}'
  expect(writeFastJson(table)).toBe(text)
  expect(parseFastJson(text)).toEqual(table)
  expect(entriesOf((parseFastJson(text) as typeof table).offsetTable)).toEqual([[queue, { maxOffset: 5 }]])
  expect(entriesOf(parseFastJson("{}"))).toEqual([])
  expect(() => entriesOf([])).toThrow(FastJsonError)
})

test("what else fastjson lets pass", () => {
  expect(parseFastJson("{ a:'it\\'s', b : \"\\x41\\u0042\\n\", c:[1,2,], d:{},e:true , f:null,}")).toEqual({ a: "it's", b: "AB\n", c: [1, 2], d: {}, e: true, f: null })
  expect(parseFastJson('{a:"tab\there"}')).toEqual({ a: "tab\there" })
  expect(parseFastJson("-0.5e3")).toBe(-500)
})

test.each(["", "{", "[1", '"a', "{a}", "{a:}", "{a:1 b:2}", "nul", "1 2", '"\\u12"', "{\"a\":undefined}", "//x", "01", "[,]"])("%j is refused", (text) => {
  expect(() => parseFastJson(text)).toThrow(FastJsonError)
})

test("depth is bounded", () => {
  expect(() => parseFastJson(`{x:${"[".repeat(100_000)}`)).toThrow(/nested deeper than 200/)
  expect(parseFastJson(`{x:${"[".repeat(100)}${"]".repeat(100)}}`)).toBeDefined()
})

test("writing: undefined is left out, long integers are whole, functions are refused", () => {
  expect(writeFastJson({ a: undefined, b: 12345678901234567890n, c: [undefined], d: Number.NaN })).toBe('{"b":12345678901234567890,"c":[null],"d":null}')
  expect(writeFastJson(new Map([[{}, undefined]]))).toBe("{}")
  expect(() => writeFastJson({ a: () => 1 })).toThrow(FastJsonError)
  expect(parseFastJsonBody(writeFastJsonBody({ a: "世界" }))).toEqual({ a: "世界" })
})
