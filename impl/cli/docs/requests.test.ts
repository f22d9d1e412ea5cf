import { expect, test } from "vitest"
import { RequestCode } from "../../remoting/codes.ts"
import { brokerRefuses, nameServerRefuses, nobodyAnswers, type RequestName, rowOf } from "./requests.ts"

test("of every request it is known who answers it, or why nobody does", () => {
  expect((Object.keys(RequestCode) as RequestName[]).filter((name) => rowOf(name) === undefined)).toEqual([])
})

test("what is answered is not said to be refused, and every reason is one request's only", () => {
  const told = [brokerRefuses, nameServerRefuses, nobodyAnswers].flatMap((table) => Object.values(table).flat())
  expect(new Set(told).size).toBe(told.length)
  expect(told.filter((name) => rowOf(name)?.[1] === "")).toEqual([])
})
