import { expect, test } from "vitest"
import { armElection, candidate, entries, flush, follower, leader, mapOf, only, reply, sendMessage, sendTo, take, topic } from "../../broker/testing.ts"

const topics = mapOf({ t: topic() })
const refused = (verdict: string, ...answer: Parameters<typeof reply>) => ({ verdict, changed: {}, outputs: [reply(...answer)] })

test("disk failed: stores nothing", () => {
  expect(take(follower({ diskFailed: true, topics }), sendMessage())).toEqual(
    refused("disk failed", "SERVICE_NOT_AVAILABLE", "the disk failed: this broker stores nothing until it is restarted")
  )
})

test.each([
  ["a follower names its leader", follower({ topics }), "n0 is not the leader; the leader is n1"],
  ["a candidate knows no leader", candidate({ topics }), "n0 is not the leader; the leader is not known"],
  ["a leader without a committed no-op", leader({ log: [1, 2], commit: 0, topics }), "the leader is not ready: its term has no committed entry yet"],
  ["a leader that hands over", leader({ transferee: "n2", topics }), "the leadership is being transferred to n2"]
])("not here: %s refuses so that the producer tries again", (_who, self, remark) => {
  expect(take(self, sendMessage())).toEqual(refused("not here", "SERVICE_NOT_AVAILABLE", remark))
})

test("too many pending: takes no more than maxPendingRequestsNum", () => {
  const self = leader({ topics, config: { maxPendingRequestsNum: 1 }, pending: [{ request: "r0", index: 1, queueId: 0, queueOffset: 0 }] })
  expect(take(self, sendMessage())).toEqual(refused("too many pending", "SYSTEM_BUSY", "1 sends wait for a quorum already (maxPendingRequestsNum)"))
})

test("body too large: the limit itself is allowed", () => {
  const self = leader({ topics, config: { maxMessageSize: 100 } })
  expect(take(self, sendMessage({ bodySize: 100 })).verdict).toBe("accepted")
  const { verdict, changed, outputs } = take(self, sendMessage({ bodySize: 101 }))
  expect({ verdict, changed }).toEqual({ verdict: "body too large", changed: {} })
  expect(only(outputs, "Reply")).toMatchObject([{ request: "r1", code: "MESSAGE_ILLEGAL", remark: expect.stringContaining("limit 100B") }])
})

test("properties too large: the limit itself is allowed", () => {
  expect(take(leader({ topics }), sendMessage({ propertiesSize: 32_767 })).verdict).toBe("accepted")
  const { verdict, changed, outputs } = take(leader({ topics }), sendMessage({ propertiesSize: 32_768 }))
  expect({ verdict, changed }).toEqual({ verdict: "properties too large", changed: {} })
  expect(only(outputs, "Reply")).toMatchObject([{ code: "MESSAGE_ILLEGAL", remark: expect.stringContaining("this one has 32768B") }])
})

test.each(["", "a b", "a/b", "../x", "x".repeat(128)])("illegal topic: %j is not created, nor written", (name) => {
  expect(take(leader({ topics }), sendMessage({ topic: name }))).toMatchObject({ verdict: "illegal topic", changed: {}, outputs: [{ _tag: "Reply", code: "INVALID_PARAMETER" }] })
})

test("no such topic: refused where topics are not created by sends", () => {
  const self = leader({ config: { autoCreateTopicEnable: false } })
  expect(take(self, sendMessage())).toEqual(refused("no such topic", "TOPIC_NOT_EXIST", "topic[t] not exist, apply first please!"))
})

test("not writable: a topic without write permission", () => {
  const self = leader({ topics: mapOf({ t: topic({ perm: 4 }) }) })
  expect(take(self, sendMessage())).toEqual(refused("not writable", "NO_PERMISSION", "the broker[broker-a] sending message is forbidden"))
})

test("no such queue: beyond both the read and the write queues", () => {
  const self = leader({ topics: mapOf({ t: topic({ readQueueNums: 4, writeQueueNums: 2 }) }) })
  expect(take(self, sendMessage({ queueId: 3 })).verdict).toBe("accepted")
  expect(take(self, sendMessage({ queueId: 4 }))).toEqual(refused("no such queue", "SYSTEM_ERROR", "request queueId[4] is illegal, topic t has fewer queues"))
})

test("no such queue: a topic to be created would have fewer", () => {
  expect(take(leader(), sendMessage({ queueId: 4, defaultTopicQueueNums: 4 })).verdict).toBe("no such queue")
})

test("accepted, topic created: kept, copied and published before the message is written", () => {
  const { verdict, changed, outputs } = take(leader(), sendMessage({ defaultTopicQueueNums: 4 }))
  const made: [string, ReturnType<typeof topic>][] = [["t", topic()]]
  const copy = { _tag: "CopyMetadataTo", term: 1, topicVersion: 1, topics: made, offsets: [] }
  expect(verdict).toBe("accepted, topic created")
  expect(changed).toMatchObject({ topics: { t: topic() }, topicVersion: 1, log: [1, 1], queues: { "t@0": { end: 0, next: 1 } } })
  expect(outputs.slice(0, 5)).toMatchObject([
    { _tag: "SaveTopics" },
    { ...copy, to: "n1" },
    { ...copy, to: "n2" },
    { _tag: "RegisterBroker", brokerId: 0, term: 1, topics: made },
    { _tag: "WriteMessages", index: 1 }
  ])
})

test("accepted, topic created: with no more queues than the template has", () => {
  const few = leader({ topics: mapOf({ TBW102: topic({ writeQueueNums: 2 }) }) })
  expect(take(few, sendMessage({ defaultTopicQueueNums: 16 })).changed).toMatchObject({ topics: { t: topic({ readQueueNums: 2, writeQueueNums: 2 }) } })
  expect(take(leader(), sendMessage({ defaultTopicQueueNums: 16 })).changed).toMatchObject({ topics: { t: topic({ readQueueNums: 8, writeQueueNums: 8 }) } })
})

test("accepted: the message gets the next offset of its queue, goes into the log and to the followers, and waits", () => {
  const self = leader({ topics, queues: mapOf({ "t@1": { end: 4, next: 5 } }) })
  const append = { _tag: "AppendEntries", term: 1, entries: entries([1], 0, 1), leaderCommit: 0 } as const
  expect(take(self, sendMessage({ queueId: 1 }))).toEqual({
    verdict: "accepted",
    changed: {
      log: [1, 1],
      queues: { "t@1": { end: 4, next: 6 } },
      pending: [{ request: "r1", index: 1, queueId: 1, queueOffset: 5 }],
      progress: { n1: { next: 1, match: 0, awaiting: true, mayHaveLost: false }, n2: { next: 1, match: 0, awaiting: true, mayHaveLost: false } }
    },
    outputs: [
      { _tag: "WriteMessages", request: "r1", index: 1, term: 1, count: 1, topic: "t", queueId: 1, queueOffset: 5 },
      flush,
      sendTo("n1", append),
      sendTo("n2", append)
    ]
  })
})

test("accepted: a batch takes one entry a message and is acked as a whole", () => {
  const { changed, outputs } = take(leader({ topics }), sendMessage({ count: 3 }))
  expect(changed).toMatchObject({ log: [1, 1, 1, 1], queues: { "t@0": { end: 0, next: 3 } }, pending: [{ request: "r1", index: 3, queueId: 0, queueOffset: 0 }] })
  expect(only(outputs, "WriteMessages")).toMatchObject([{ index: 1, count: 3, queueOffset: 0 }])
})

test("accepted: a producer that does not choose gets the queues in turn", () => {
  const choose = (log: readonly number[]) => only(take(leader({ topics, log }), sendMessage({ queueId: -1 })).outputs, "WriteMessages").map(({ queueId }) => queueId)
  expect([choose([1]), choose([1, 1]), choose([1, 1, 1]), choose([1, 1, 1, 1])]).toEqual([[1], [2], [3], [0]])
})

test("accepted: a second message waits with its entry while the first is under way", () => {
  const self = leader({ topics, log: [1, 1], commit: 0, progress: { n1: { next: 1, match: 0, awaiting: true, mayHaveLost: false }, n2: { next: 1, match: 0, awaiting: true, mayHaveLost: false } } })
  expect(only(take(self, sendMessage()).outputs, "SendToPeer")).toEqual([])
})

test("accepted: in a group of one with PAGE_CACHE it is committed and acked as soon as it is written", () => {
  const self = leader({ topics, config: { peers: [], ackRequires: "PAGE_CACHE" }, match: {} })
  expect(take(self, sendMessage())).toMatchObject({
    changed: { commitIndex: 1 },
    outputs: [{ _tag: "WriteMessages" }, { _tag: "Dispatch", last: 1 }, { _tag: "ReplySend", request: "r1", status: "SEND_OK", index: 1, queueId: 0, queueOffset: 0 }]
  })
})

test("accepted: the write restarts no timer", () => {
  expect(take(leader({ topics }), sendMessage()).outputs).not.toContainEqual(armElection)
})

test.each(["SCHEDULE_TOPIC_XXXX", "RMQ_SYS_TRANS_HALF_TOPIC", "RMQ_SYS_TRANS_OP_HALF_TOPIC"])("reserved topic: %s is written by the broker alone", (name) => {
  expect(take(leader({ topics }), sendMessage({ topic: name }))).toEqual(refused("reserved topic", "NO_PERMISSION", `Sending message to topic[${name}] is forbidden.`))
})

test("accepted: a delayed message waits in the queue of its level, the last one at most", () => {
  for (const [delayLevel, level] of [[3, 3], [20, 18]] as const)
    expect(only(take(leader({ topics }), sendMessage({ delayLevel, queueId: 2 })).outputs, "WriteMessages")).toMatchObject([
      { topic: "SCHEDULE_TOPIC_XXXX", queueId: level - 1, rewrite: { set: [["DELAY", String(level)], ["REAL_TOPIC", "t"], ["REAL_QID", "2"]] } }
    ])
})

test("accepted, dead letter: what a consumer sent to its retry topic often enough", () => {
  const self = leader({ topics: mapOf({ "%RETRY%g": topic() }) })
  const event = sendMessage({ topic: "%RETRY%g", delayLevel: 3, reconsumeTimes: 2, maxReconsumeTimes: 2 })
  const { verdict, outputs } = take(self, event)
  expect(verdict).toBe("accepted, dead letter")
  expect(only(outputs, "WriteMessages")).toMatchObject([{ topic: "%DLQ%g", queueId: 0 }])
  expect(take(self, { ...event, reconsumeTimes: 1 }).verdict).toBe("accepted")
})

test("accepted: a half message goes where nobody looks, and its producer is told the queue that it asked for", () => {
  const { outputs, changed } = take(leader({ topics }), sendMessage({ prepared: true, delayLevel: 3, queueId: 2 }))
  expect(only(outputs, "WriteMessages")).toMatchObject([
    { topic: "RMQ_SYS_TRANS_HALF_TOPIC", queueId: 0, rewrite: { set: [["REAL_TOPIC", "t"], ["REAL_QID", "2"]], transaction: "NONE" } }
  ])
  expect(changed["pending"]).toMatchObject([{ queueId: 2, queueOffset: 0 }])
})

test("accepted: an answer is handed to the client that waits for it, and stored", () => {
  const self = leader({ topics, producers: mapOf({ "c1 p": "ch1", "c11 p": "ch2" }) })
  const { outputs } = take(self, sendMessage({ replyTo: "c1" }))
  expect(only(outputs, "PushReplyMessage")).toEqual([{ _tag: "PushReplyMessage", request: "r1", channel: "ch1" }])
  expect(only(outputs, "WriteMessages")).toHaveLength(1)
})

test.each([
  ["c2", "push reply message fail, channel of <c2> not found."],
  [null, "reply message properties[REPLY_TO_CLIENT] is null"]
])("accepted: an answer to %s, where nobody waits, is an error", (replyTo, remark) => {
  const { changed, outputs } = take(leader({ topics }), sendMessage({ replyTo }))
  expect({ changed, outputs }).toEqual({ changed: {}, outputs: [reply("SYSTEM_ERROR", remark)] })
})

test("no such topic: and none that it could be made like", () => {
  const self = leader({ topics: mapOf({ like: topic({ perm: 7, writeQueueNums: 2 }), unlike: topic() }) })
  for (const defaultTopic of ["unlike", "nothing"]) expect(take(self, sendMessage({ defaultTopic })).verdict).toBe("no such topic")
  expect(take(self, sendMessage({ defaultTopic: "like" })).changed["topics"]).toMatchObject({ t: topic({ readQueueNums: 2, writeQueueNums: 2 }) })
})

const timer = { deliverMs: 9_500, delayMs: 500 }

test("timers not enabled: refused as by the real broker", () => {
  const self = leader({ topics, config: { timerWheelEnable: false } })
  expect(take(self, sendMessage({ timer }))).toEqual(refused("timers not enabled", "SYSTEM_ERROR", "accurate timer message is not enabled, timerWheelEnable is false"))
  expect(take(self, sendMessage({ timer, prepared: true })).verdict).toBe("accepted")
})

test("waits too long: or nobody can read how long", () => {
  const self = leader({ topics, config: { timerMaxDelaySec: 1 } })
  const illegal = refused("waits too long", "MESSAGE_ILLEGAL", "timer message illegal, the delay time should not be bigger than the max delay 1000ms")
  expect(take(self, sendMessage({ timer: { ...timer, delayMs: 1_001 } }))).toEqual(illegal)
  expect(take(self, sendMessage({ timer: null }))).toEqual(illegal)
  expect(take(self, sendMessage({ timer: { ...timer, delayMs: 1_000 } })).verdict).toBe("accepted")
})

test.each([
  ["waits for its time", { timer }, { topic: "rmq_sys_wheel_timer", queueId: 0, rewrite: { set: [["TIMER_OUT_MS", "9000"], ["REAL_TOPIC", "t"], ["REAL_QID", "0"]], remove: [] } }],
  ["whose time has come does not", { timer: { ...timer, delayMs: 0 } }, { topic: "t", queueId: 0 }],
  ["with a level waits in that", { timer, delayLevel: 1 }, { topic: "SCHEDULE_TOPIC_XXXX", queueId: 0 }]
] as const)("accepted: a message %s", (_what, fields, written) => {
  expect(only(take(leader({ topics }), sendMessage(fields)).outputs, "WriteMessages")).toMatchObject([written])
})
