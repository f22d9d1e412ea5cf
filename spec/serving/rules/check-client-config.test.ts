import { expect, test } from "vitest"
import { leader, reply, take } from "../../broker/testing.ts"

const check = (expressionType: string, expression = "a = 1") => ({ _tag: "CheckClientConfig", request: "r1", expressionType, expression }) as const
const told = (verdict: string, ...answer: Parameters<typeof reply>) => ({ verdict, changed: {}, outputs: [reply(...answer)] })

test("tags: always", () => {
  for (const type of ["TAG", ""]) expect(take(leader({ config: { enablePropertyFilter: false } }), check(type))).toEqual(told("tags", "SUCCESS"))
})

test("switched off: the broker was told not to look at properties", () => {
  expect(take(leader({ config: { enablePropertyFilter: false } }), check("SQL92"))).toEqual(
    told("switched off", "SYSTEM_ERROR", "The broker does not support consumer to filter message by SQL92")
  )
})

test("no such filter: only tags and SQL92", () => {
  expect(take(leader(), check("JS"))).toEqual(told("no such filter", "SYSTEM_ERROR", "The broker does not support consumer to filter message by JS"))
})

test("no expression: what does not make sense is refused before anything is pulled", () => {
  expect(take(leader(), check("SQL92", "a between and"))).toMatchObject({ verdict: "no expression", changed: {}, outputs: [{ code: "SUBSCRIPTION_PARSE_FAILED" }] })
})

test("an expression: any other", () => {
  expect(take(leader(), check("SQL92"))).toEqual(told("an expression", "SUCCESS"))
})
