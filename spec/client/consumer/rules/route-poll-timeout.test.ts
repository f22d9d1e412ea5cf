import { expect, test } from "vitest"
import { armedPoll, askedRoute, POLL, START } from "../../testing.ts"
import { asking, fresh, take } from "../testing.ts"

test("RoutePollTimeout: asks the same NameServer again", () => {
  const { verdict, outputs } = take(asking(), POLL)
  expect(verdict).toBe("asks")
  expect(outputs).toEqual([askedRoute("ns0"), armedPoll])
})

test("RoutePollTimeout: asks another when the last question has had no answer", () => {
  const { verdict, next, outputs } = take(fresh(), START, POLL)
  expect(verdict).toBe("asks another")
  expect(next.routing).toMatchObject({ nameServer: 1, asking: 0 })
  expect(outputs).toEqual([askedRoute("ns1"), armedPoll])
})
