import * as HashMap from "effect/HashMap"
import { describe, expect, test } from "vitest"
import { NoCondition, parse } from "./expression.ts"
import { conditionOn, fieldOf, fieldsOf, unknownFields, wayTo } from "./fields.ts"

const slots = ["n0", "n1", "broker-a/n2", "history"]
const all = ["n0", "n1", "broker-a/n2"]
const node = (role: string, term: number, payloads: readonly string[] = []) => ({ broker: { raft: { role, term } }, disk: { durable: 0, entries: payloads.map((payload) => ({ term, payload })) }, offsets: HashMap.make(["t-0", 7]) })
const locals = [node("LEADER", 2, ["m1"]), node("FOLLOWER", 2), node("CANDIDATE", 3, ["m1", "m2"]), { acks: [{ message: "m1" }], broken: null }]
const isSo = (text: string): boolean => conditionOn(parse(text, slots), slots, all)(locals)

test.each([
  ["n0.role = LEADER", true],
  ["n1.role = leader", false],
  ["n0.role == \"LEADER\" and n1.term > 1", true],
  ["n0.term > 2 or broker-a/n2.term >= 3", true],
  ["not n0.role = LEADER", false],
  ["not (n0.term = 1 || n1.term = 1) && true", true],
  ["n0.term = n1.term", true],
  ["n0.term != broker-a/n2.term", true],
  ["n0.log contains m1", true],
  ["n1.log contains m1", false],
  ["broker-a/n2.log.length = 2", true],
  ["broker-a/n2.entries.1.payload = 'm2'", true],
  ["any.role = CANDIDATE", true],
  ["every.term >= 2", true],
  ["every.log contains m1", false],
  ["any.term < n0.term", false],
  ["history.acks", true],
  ["history.broken", false],
  ["history.broken = null", true],
  ["n0.offsets.size = 1", true],
  ["n0.offsets.t-0 = 7", true],
  ["n0.nothing = 1", false],
  ["n0.role > 1", false],
  ["n0.term = -1", false]
])("%s is %s", (text, expected) => {
  expect(isSo(text)).toBe(expected)
})

describe("what makes no sense is refused, and says where", () => {
  test.each([
    ["", /ends too early/],
    ["n0.role =", /ends too early/],
    ["n9.role = LEADER", /there is no "n9" in this model; fields begin with .*n0\./],
    ["role = LEADER", /"role" is no field of this model/],
    ["(n0.term = 1", /a "\)" is missing/],
    ["n0.term = 1 n1", /"n1" is not understood here/],
    ["n0.term = 1; process.exit()", /";/],
    ["n0.term = 'open", /not understood/],
    ["1 = 1", /no field of this model/],
    [`${"(".repeat(3000)}n0.term = 1`, /2000 characters at most/]
  ])("%s", (text, message) => {
    expect(() => parse(text, slots)).toThrow(NoCondition)
    expect(() => parse(text, slots)).toThrow(message)
  })
})

test("names reach no further than the data", () => {
  for (const name of ["constructor", "__proto__", "toString"]) expect(fieldOf(locals[0], [name])).toBeUndefined()
  expect(isSo("n0.constructor.name = Object")).toBe(false)
})

test("the shallowest field of a name is meant", () => {
  expect(wayTo(locals[0], "term")).toEqual(["broker", "raft", "term"])
  expect(wayTo({ term: 1, raft: { term: 2 } }, "term")).toEqual(["term"])
  expect(wayTo(locals[0], "missing")).toBeUndefined()
})

test("fields are told with what they are, and unknown ones are found out", () => {
  expect(Object.fromEntries(fieldsOf(locals[0]))).toMatchObject({ role: "LEADER", term: "2", entries: "1 of them" })
  expect(unknownFields(parse("n0.role = LEADER and any.nonsense = 1 or not history.none", slots), slots, all, locals)).toEqual(["any.nonsense", "history.none"])
})
