import { expect, test } from "vitest"
import { configOf, follower, leader, mapOf, only, subscriptionGroup, take, topic } from "../../broker/testing.ts"
import { checkPointKey, type Handle, sayAck } from "../records.ts"
import { checkPoint, handle, KEY, known, popOf, threeMessages } from "../testing.ts"

const read = (reconsumeTimes = 0, offsets = [0, 1], key = KEY, propertiesSize = 0) => ({ _tag: "CheckPointRead", checkPoint: key, found: offsets.map((offset) => ({ offset, index: offset, reconsumeTimes, propertiesSize })) }) as const
const revived = (offset: number, over: Partial<Handle> = {}) => ["POP_REVIVED", sayAck(configOf(), handle(over), [offset]).body]
const handedOut = { ...threeMessages, log: [1, 1, 1], pop: popOf({ checkPoints: [checkPoint()] }) }

test.each([
  ["a follower", follower(handedOut)],
  ["all are acked", leader({ ...handedOut, pop: popOf({}) })],
  ["all are about to be", leader({ ...handedOut, pop: popOf({ checkPoints: [checkPoint({ closing: [0, 1] })] }) })]
])("done with: %s", (_why, self) => {
  expect(take(self, read())).toEqual({ verdict: "done with", changed: {}, outputs: [] })
})

test("topic is gone: nobody pops its messages any more", () => {
  const { verdict, outputs } = take(leader({ ...handedOut, topics: mapOf({}) }), read())
  expect(verdict).toBe("topic is gone")
  expect(outputs.filter(({ _tag }) => _tag.startsWith("Write")).map(({ _tag }) => _tag)).toEqual(["WriteText"])
})

test("come again: in the retry topic of the group and the topic; each says what it stands for", () => {
  const taken = take(leader(handedOut), read())
  expect(taken.verdict).toBe("come again")
  expect(taken.outputs.filter(({ _tag }) => _tag.startsWith("Write"))).toMatchObject([
    { _tag: "WriteCopy", source: 0, index: 3, topic: "%RETRY%g_t", queueId: 0, queueOffset: 0, rewrite: { set: [["1ST_POP_TIME", "1000"], revived(0)], remove: [], reconsumeTimes: 1 } },
    { _tag: "WriteCopy", source: 1, index: 4, queueOffset: 1, rewrite: { set: [["1ST_POP_TIME", "1000"], revived(1)] } }
  ])
  expect(taken.changed["topics"]).toHaveProperty("%RETRY%g_t")
  expect(known(taken)).toMatchObject({ checkPoints: { [KEY]: { closing: [0, 1] } } })
  expect(only(taken.outputs, "Reply")).toEqual([])
})

test("come again: once more, from the retry topic; its first time stays", () => {
  const again = checkPoint({ topic: "%RETRY%g_t", offsets: [0] })
  const self = leader({ ...handedOut, topics: mapOf({ t: topic(), "%RETRY%g_t": topic() }), pop: popOf({ checkPoints: [again] }) })
  expect(only(take(self, read(1, [0], checkPointKey(handle({ topic: "%RETRY%g_t" })))).outputs, "WriteCopy")).toMatchObject([{ topic: "%RETRY%g_t", rewrite: { set: [revived(0, { topic: "%RETRY%g_t" })], reconsumeTimes: 2 } }])
})

test("come again: dead after as many times as its group allows, and not before", () => {
  const self = leader({ ...handedOut, subscriptionGroups: mapOf({ g: subscriptionGroup({ retryMaxTimes: 2 }) }) })
  expect(only(take(self, read(1, [0])).outputs, "WriteCopy")).toMatchObject([{ topic: "%RETRY%g_t" }])
  expect(only(take(self, read(2, [0])).outputs, "WriteCopy")).toMatchObject([{ topic: "%DLQ%g", rewrite: { set: [["1ST_POP_TIME", "1000"], ["RETRY_TOPIC", "t"], revived(0)], reconsumeTimes: 3 } }])
})

test("come again: one that is not there any more does not, and a record says that it is done with", () => {
  const taken = take(leader(handedOut), read(0, [1]))
  expect(only(taken.outputs, "WriteCopy")).toMatchObject([{ source: 1 }])
  expect(only(taken.outputs, "WriteText")).toMatchObject([{ tags: "ack", body: expect.stringContaining('"ao":0') }])
})

test("come again: one whose properties are full comes as it is, and a record behind it says what it stands for", () => {
  const taken = take(leader(handedOut), read(0, [0, 1], KEY, 31_744))
  expect(only(taken.outputs, "WriteCopy").map(({ rewrite }) => rewrite)).toEqual([{ set: [], remove: [], reconsumeTimes: 1 }, { set: [], remove: [], reconsumeTimes: 1 }])
  expect(only(taken.outputs, "WriteText")).toMatchObject([{ index: 5, tags: "bAck" }])
  expect(known(taken)).toMatchObject({ checkPoints: { [KEY]: { closing: [0, 1] } } })
})
