import { expect, test } from "vitest"
import { follower, leader, mapOf, take, topic } from "../../broker/testing.ts"
import { connected, master, take as takeAsMaster } from "../../ha/testing.ts"

const timeout = { _tag: "MetadataTimeout" } as const

test.each([
  ["a follower", follower()],
  ["a leader that is not ready", leader({ log: [1, 2], commit: 0 })]
])("does not keep it: %s sends nothing", (_who, self) => {
  expect(take(self, timeout)).toEqual({ verdict: "does not keep it", changed: {}, outputs: [] })
})

test("sends: both tables whole, to every follower, and keeps the offsets on its own disk", () => {
  const self = leader({ log: [2], topicVersion: 3, topics: mapOf({ b: topic(), a: topic() }), offsets: mapOf({ "h@t@0": 1, "g@t@0": 2 }) })
  const copy = { _tag: "CopyMetadataTo", term: 2, topicVersion: 3, topics: [["a", topic()], ["b", topic()]], offsets: [["g@t@0", 2], ["h@t@0", 1]] }
  expect(take(self, timeout)).toEqual({
    verdict: "sends",
    changed: {},
    outputs: [{ ...copy, to: "n1" }, { ...copy, to: "n2" }, { _tag: "SaveOffsets" }, { _tag: "ArmTimer", event: timeout, ms: [1_000, 1_000] }]
  })
})

test("sends: to slaves that came without being told of, too, and to each once", () => {
  const { outputs } = takeAsMaster(master({ config: { peers: ["a1"] }, slaves: { a3: connected(0), a1: connected(0), a2: connected(0) } }), timeout)
  expect(outputs.flatMap((output) => (output._tag === "CopyMetadataTo" ? [output.to] : []))).toEqual(["a1", "a2", "a3"])
})
