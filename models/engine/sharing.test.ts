import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import fc from "fast-check"
import { expect, test } from "vitest"
import { encode } from "./encode.ts"
import { Sharing } from "./sharing.ts"

/** Little data, so that the same comes often, made of other objects. */
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(0, 1, -1, 1.5, "", "a", "ab", "1", true, false, null, 1n),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { maxKeys: 4 }),
    fc.array(tie("value"), { maxLength: 3 }).map((all) => HashSet.fromIterable(all.map((each) => encode(each)))),
    fc.array(fc.tuple(fc.constantFrom("a", "b", 1), tie("value")), { maxLength: 3 }).map((all) => HashMap.fromIterable(all)),
    fc.array(fc.tuple(fc.constantFrom("a", "b", 1), tie("value")), { maxLength: 3 }).map((all) => new Map(all)),
    tie("value").map((value) => Option.some(value)),
    fc.constant(Option.none())
  )
})).value

test("two values have the same number exactly when they are the same data", () => {
  fc.assert(
    fc.property(fc.array(data, { minLength: 2, maxLength: 30 }), (values) => {
      const sharing = new Sharing()
      const texts = values.map((value) => encode(value))
      const numbers = values.map((value) => sharing.of(value))
      for (let i = 0; i < values.length; i++) for (let k = 0; k < i; k++) expect(numbers[i] === numbers[k]).toBe(texts[i] === texts[k])
      // Again, now that the objects are known.
      expect(values.map((value) => sharing.of(value))).toEqual(numbers)
    }),
    { numRuns: 400, seed: 1 }
  )
})

test("what is not plain data is refused by its place", () => {
  const sharing = new Sharing()
  expect(() => sharing.of({ a: [1, { b: new Date(0) }] })).toThrow(/a\.1\.b is an instance of Date/)
  expect(() => sharing.of({ a: undefined })).toThrow(/a is undefined/)
  expect(() => sharing.of({ a: Number.NaN })).toThrow(/a is NaN/)
})
