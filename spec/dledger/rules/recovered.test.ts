import { expect, test } from "vitest"
import { configOf, logOf, recovered } from "../../broker/testing.ts"
import { initialBroker } from "../../broker/state.ts"
import { dispatcher, goOn, take, V040 } from "../testing.ts"

const blank = initialBroker(configOf({ ackRequires: "PAGE_CACHE" }))

test("nothing found: a new node is a candidate of term 0, and votes like any other", () => {
  const { verdict, changed, outputs } = take(blank, recovered({ blank: true, term: 5, votedFor: "n1" }))
  expect(verdict).toBe("nothing found")
  expect(changed).toMatchObject({ running: true, role: "CANDIDATE", dispatchers: { n1: dispatcher({ state: "COMPARE" }), n2: dispatcher({ state: "COMPARE" }) } })
  expect(changed).not.toHaveProperty("term")
  expect(outputs[0]).toEqual(goOn)
})

test("restart: a candidate of the term it was in, with its vote; what is committed it learns anew", () => {
  const { verdict, changed } = take(blank, recovered({ term: 3, votedFor: "n2", log: logOf([1, 3]) }))
  expect(verdict).toBe("restart")
  expect(changed).toMatchObject({ role: "CANDIDATE", term: 3, votedFor: "n2", log: [1, 3] })
  expect(changed).not.toHaveProperty("commitIndex")
})

test("restart: 0.4.0 will compare from the end that the log had at the start", () => {
  const { changed } = take(initialBroker(configOf(V040)), recovered({ term: 3, log: logOf([1, 3]) }))
  expect(changed).toMatchObject({ dispatchers: { n1: { writeIndex: 2 }, n2: { writeIndex: 2 } } })
})
