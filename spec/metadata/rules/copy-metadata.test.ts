import { expect, test } from "vitest"
import type { EventOf } from "../../broker/events.ts"
import { follower, leader, mapOf, rejoining, saveHardState, subscriptionGroup, take, topic } from "../../broker/testing.ts"

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

test("taken: groups, too; written if they differ", () => {
  const self = follower({ term: 2, topicVersion: 5, topics: mapOf({ t: topic() }), offsets: mapOf({ "g@t@0": 3 }), subscriptionGroups: mapOf({ old: subscriptionGroup() }) })
  const subscriptionGroups = [["g", subscriptionGroup()]] as const
  const { changed, outputs } = take(self, copy({ subscriptionGroups }))
  expect(changed).toEqual({ subscriptionGroups: { g: subscriptionGroup() } })
  expect(outputs).toEqual([{ _tag: "SaveOffsets" }, { _tag: "SaveSubscriptionGroups" }])
  expect(take(self, copy()).changed).toEqual({ subscriptionGroups: {} })
})

test("taken: topics of the version known are not written again", () => {
  const self = follower({ term: 2, topicVersion: 5, topics: mapOf({ t: topic() }) })
  expect(take(self, copy())).toEqual({ verdict: "taken", changed: { offsets: { "g@t@0": 3 } }, outputs: [{ _tag: "SaveOffsets" }] })
})

const caughtUp = { log: [3, 4], term: 4, commit: 1, votes: ["n1", "n2"], leader: "n1", catchUpTo: 1 }

test("taken: with them a member that lost its disk, and holds all it needs of the log, votes again", () => {
  const { changed, outputs } = take(rejoining(caughtUp), copy({ term: 4 }))
  expect(changed).toMatchObject({ offsets: { "g@t@0": 3 }, voter: true, votedFor: "n0", votes: [] })
  expect(outputs.at(-1)).toEqual(saveHardState(4, "n0"))
})

test("taken: a member that lacks part of the log notes that it has them, and waits", () => {
  expect(take(rejoining({ ...caughtUp, catchUpTo: 2 }), copy({ term: 4 })).changed).toMatchObject({ tablesTaken: true })
})

test("taken: tables of a term that it has not heard of yet do not count: they come again", () => {
  const { changed } = take(rejoining(caughtUp), copy({ term: 5 }))
  expect(changed).toHaveProperty("offsets")
  expect(changed).not.toHaveProperty("tablesTaken")
  expect(changed).not.toHaveProperty("voter")
})
