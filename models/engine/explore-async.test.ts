import { expect, test } from "vitest"
import { raft } from "../reference/raft.ts"
import { explore, exploreAsync } from "./explore.ts"
import type { Result } from "./result.ts"

const model = raft({ nodes: 3, crashes: 1 })

const figures = ({ uniqueStates, generatedStates, depth, completedDepth, stopped, properties }: Result) => ({ uniqueStates, generatedStates, depth, completedDepth, stopped, verdicts: properties.map(({ verdict }) => verdict) })

test("comes to the same as without breathing", async () => {
  const options = { maxDepth: 9 }
  expect(figures(await exploreAsync(model, options))).toEqual(figures(explore(model, options)))
})

test("lets the event loop run, and ends when it is told to", async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 1)
  const result = await exploreAsync(model, { signal: stop.signal, timeoutSeconds: 60 })
  expect([result.stopped, result.exhausted]).toEqual(["interrupted", false])
  expect(result.uniqueStates).toBeGreaterThan(1)
})

test("says what ended it", () => {
  expect(explore(model, { maxStates: 100 }).stopped).toBe("states")
  expect(explore(model, { maxDepth: 3 }).stopped).toBe("depth")
  expect(explore(model, { timeoutSeconds: 0 }).stopped).toBe("timeout")
  expect(explore(raft({ nodes: 3, crashes: 0, term: 1, log: 0, inFlight: 2 })).stopped).toBeUndefined()
})
