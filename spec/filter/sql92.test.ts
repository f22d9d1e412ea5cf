import * as fc from "fast-check"
import { expect, test } from "vitest"
import { evaluate, type Expression } from "./expression.ts"
import { compiled, parse, ParseError, wants } from "./sql92.ts"

const message = { a: "5", b: "five", f: "2.5", big: "9999999999", e: "", TAGS: "E", t: "true" }

test.each([
  "a = 5", "a = '5'", "a <> 6", "5 = a", "a > 4 and a >= 5 and a < 6 and a <= 5", "a between 2 and 6", "a not between 6 and 7",
  "f > 2.0", "f = 2.5", "f between 1.5 and 3.", "big > 3000000000", "big = 9999999999L", "a > f", "-5 < a", "a > -1", "a = +5", "a = 5 garbage that nobody looks at",
  "b = 'five'", "b in ('four', 'five')", "b not in ('six')", "b contains 'iv'", "b startswith 'fi'", "b endswith 've'", "b not contains 'x'", "e is not null",
  "nothing is null", "not (a = 6)", "a = 6 or b = 'five'", "TAGS is not null and TAGS in ('E')", "true", "TRUE and not FALSE", "t = true", "a = 5 -- a remark\n", "/* a remark */ a = 5",
  "a is not null AND (b = 'x' OR (f > 2.0 and a < 10))", "b = 'it''s' or a = 5", "nothing = 1 or a = 5", "not (nothing is not null)"
])("wanted: %s", (source) => {
  if (compiled(source) instanceof ParseError) throw compiled(source)
  expect(wants(source, message)).toBe(true)
})

test.each([
  "a = 6", "a < 5", "b = 'six'", "a", "t", "nothing", "nothing = 1", "nothing <> 1", "not (nothing = 1)", "nothing in ('x')", "nothing not in ('x')", "nothing > 1 and a = 5",
  "b contains ''", "b not contains ''", "nothing not contains 'x'", "false", "-a = -5", "not false and false", "null"
])("not wanted: %s", (source) => {
  if (compiled(source) instanceof ParseError) throw compiled(source)
  expect(wants(source, message)).toBe(false)
})

test.each(["b = 5 or a = 5", "f = 2 or a = 5", "big < 5 or a = 5", "b > 4 or a = 5", "f > 2 or a = 5", "a > b or a = 5"])("fails as a whole, for a property that is no such number: %s", (source) => {
  expect(compiled(source)).not.toBeInstanceOf(ParseError)
  expect(wants(source, message)).toBe(false)
})

test.each([
  "", "a between and", "a =", "= 5", "a in ()", "a in (1)", "5 in ('a')", "a between 6 and 2", "a between null and 2", "a = null", "'x' > a", "a > 'x'", "a > true", "(a = 5", "a = 5 and 6", "6",
  "'text'", "a # 5", "a = 0.0", "a = 99999999999999999999", "a = 'open", "true = 5", "a is 5", "a between '4' and '6'", "a contains 5", "not 5"
])("no expression: %s", (source) => {
  expect(compiled(source)).toBeInstanceOf(ParseError)
  expect(wants(source, message)).toBe(false)
})

test("nested too deep is refused, not fatal", () => {
  expect(() => parse("(".repeat(100_000))).toThrow(ParseError)
})

const truth = fc.constantFrom<boolean | null>(true, false, null)
const constant = (value: boolean | null): Expression => ({ is: "constant", value })
const valueOf = (expression: Expression) => evaluate(expression, {})

test("law: three-valued logic is Kleene's", () => {
  const rank = (value: unknown): number => (value === true ? 2 : value === null ? 1 : 0)
  fc.assert(
    fc.property(truth, truth, (left, right) => {
      expect(rank(valueOf({ is: "and", left: constant(left), right: constant(right) }))).toBe(Math.min(rank(left), rank(right)))
      expect(rank(valueOf({ is: "or", left: constant(left), right: constant(right) }))).toBe(Math.max(rank(left), rank(right)))
      expect(rank(valueOf({ is: "not", of: constant(left) }))).toBe(2 - rank(left))
    })
  )
})

test("law: any text is an expression or a ParseError, and any message is wanted or not", () => {
  const piece = fc.constantFrom("a", "b", "5", "2.5", "'x'", "(", ")", "and", "or", "not", "is", "null", "between", "in", ",", "=", "<>", "<", ">=", "contains", "-", "true")
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.dictionary(fc.constantFrom("a", "b"), fc.string()), (pieces, properties) => {
      expect(typeof wants(pieces.join(" "), properties)).toBe("boolean")
    }),
    { numRuns: 2_000 }
  )
})

test("a property's name is no member of an object", () => {
  expect(wants("constructor is null and __proto__ is null", {})).toBe(true)
})
