import * as HashMap from "effect/HashMap"
import { expect, test } from "vitest"
import { briefly, differencesOf, differenceText, namedValues, taggedText, valueText } from "./values.ts"

const log = { baseIndex: 0, baseTerm: 1, runs: [{ first: 1, term: 1 }, { first: 3, term: 2 }], lastIndex: 3, durableIndex: 2 }

test("values are told without JSON, and without what is empty", () => {
  expect(valueText(null)).toBe("none")
  expect(valueText("")).toBe('""')
  expect(valueText({ a: 1, b: null, c: [], d: {} })).toBe("{a 1}")
  expect(valueText({ a: null })).toBe("empty")
  expect(valueText([["t@0", 1]])).toBe("[t@0: 1]")
  expect(valueText(Array.from({ length: 10 }, (_, i) => i))).toBe("[0, 1, 2, 3, 4, 5, 6, 7, and 2 more]")
  expect(valueText(HashMap.make(["y", 2], ["x", 1]))).toBe("{x 1, y 2}")
  expect(valueText(log)).toBe("{entries 1 to 2 of term 1, entry 3 of term 2, behind 0, on disk up to 2}")
  expect(valueText({ prevLogIndex: 3, prevLogTerm: 2, runs: [], lastIndex: 3 })).toBe("{no entries, behind 3}")
  expect(valueText("x".repeat(400))).toHaveLength(301)
})

test("events and outputs are told by name, with what they carry", () => {
  expect(taggedText({ _tag: "Flush" })).toBe("Flush")
  expect(taggedText({ _tag: "Send", to: "n1", prepared: true, order: false, queues: [], message: { _tag: "Vote", term: 1 } } as { readonly _tag: string })).toBe("Send(to n1, prepared, Vote(term 1))")
  expect(taggedText({ _tag: "ArmTimer", event: { _tag: "Tick" }, ms: [5, 5] } as { readonly _tag: string })).toBe("ArmTimer(Tick, 5 ms)")
  expect(taggedText({ _tag: "ArmTimer", event: { _tag: "Tick" }, ms: [5, 9] } as { readonly _tag: string })).toBe("ArmTimer(Tick, 5 to 9 ms)")
  expect(briefly({ _tag: "WriteCopy", source: 0, index: 2, topic: "t", rewrite: { set: [] } } as { readonly _tag: string })).toBe("WriteCopy(source 0, index 2)")
})

test("two values are told where they differ, as deep as it goes", () => {
  const texts = (is: unknown, other: unknown): readonly string[] => differencesOf(is, other, "f").map(differenceText)
  expect(texts({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } })).toEqual(["f a c is 2, should be 3"])
  expect(texts(HashMap.make(["x", { n: 1 }]), HashMap.make(["x", { n: 2 }]))).toEqual(["f x n is 1, should be 2"])
  expect(texts(HashMap.make(["x", 1]), HashMap.empty())).toEqual(["f x is 1, should not be there"])
  expect(texts({}, { a: null })).toEqual(["f a is not there, should be none"])
  expect(texts([["K", "a"]], [["K", "b"]])).toEqual(["f K is a, should be b"])
  expect(texts([1, 2], [1])).toEqual(["f is [1, 2], should be [1]"])
  expect(texts(log, { ...log, lastIndex: 4 })).toHaveLength(1)
  expect(differencesOf({ a: [1] }, { a: [1] })).toEqual([])
  // Never nothing, where they are not the same.
  expect(differencesOf(1, 2).map(differenceText)).toEqual(["it is 1, should be 2"])
})

test("a state is named values: one for each table of plain values, one for each entry of a table of tables", () => {
  expect(namedValues({ n: 0, none: null, halves: HashMap.make(["0", { index: 4, group: "p" }]), pop: { cursors: HashMap.empty(), held: { a: 1 } }, log })).toEqual([
    ["n", "0"],
    ["halves 0", "index 4, group p"],
    ["pop held", "a 1"],
    ["log", "entries 1 to 2 of term 1, entry 3 of term 2, behind 0, on disk up to 2"]
  ])
})
