import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, mapOf, take, topic } from "../../broker/testing.ts"

const copy = (over: Partial<EventOf<"CopyMetadata">> = {}): EventOf<"CopyMetadata"> => ({
  _tag: "CopyMetadata",
  from: "n1",
  term: 2,
  topicVersion: 5,
  topics: [["t", topic()]],
  offsets: [["g@t@0", 3]],
  ...over
})

test("old term: a deposed keeper is not listened to", () => {
  expect(take(follower({ term: 3 }), copy())).toEqual({ verdict: "old term", changed: {}, outputs: [] })
})

test("keeps its own: a leader that serves takes nobody's tables", () => {
  expect(take(leader({ log: [2] }), copy())).toEqual({ verdict: "keeps its own", changed: {}, outputs: [] })
})

test("taken: both tables whole, what was there is gone", () => {
  const self = follower({ term: 2, topicVersion: 4, topics: mapOf({ old: topic() }), offsets: mapOf({ "h@old@0": 9 }) })
  expect(take(self, copy())).toEqual({
    verdict: "taken",
    changed: { topics: { t: topic() }, topicVersion: 5, offsets: { "g@t@0": 3 } },
    outputs: [{ _tag: "SaveTopics" }, { _tag: "SaveOffsets" }]
  })
})

test("taken: topics of the version known are not written again", () => {
  const self = follower({ term: 2, topicVersion: 5, topics: mapOf({ t: topic() }) })
  expect(take(self, copy())).toEqual({ verdict: "taken", changed: { offsets: { "g@t@0": 3 } }, outputs: [{ _tag: "SaveOffsets" }] })
})
