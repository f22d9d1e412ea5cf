import * as HashMap from "effect/HashMap"
import { describe, expect, test } from "vitest"
import { type Config, defaults } from "../../spec/broker/config.ts"
import { type Broker, initialBroker } from "../../spec/broker/state.ts"
import { nameServerDefaults } from "../../spec/name-server/config.ts"
import { initialNameServer, type NameServer } from "../../spec/name-server/state.ts"
import { type Log, logOptions, openLog } from "./log.ts"
import { type Watch, watchBroker, watchNameServer } from "./watch.ts"

const linesOf = (options: Parameters<typeof openLog>[0], use: (log: Log) => void): readonly string[] => {
  const lines: string[] = []
  use(openLog(options, "broker-a/n0", () => 0, (line) => lines.push(line)))
  return lines
}

test("text: time, level, node, event and fields; what has blanks is quoted", () => {
  expect(linesOf({ level: "info", format: "text" }, (log) => log("warn", "slave lost", { slave: "n1", why: "it is gone", tries: 2 }))).toEqual(['1970-01-01T00:00:00.000Z warn  broker-a/n0 slave lost slave=n1 why="it is gone" tries=2\n'])
})

test("json: one object a line", () => {
  expect(linesOf({ level: "info", format: "json" }, (log) => log("info", "started", { topics: 3 })).map((line) => JSON.parse(line) as unknown)).toEqual([{ time: "1970-01-01T00:00:00.000Z", level: "info", node: "broker-a/n0", event: "started", topics: 3 }])
})

test("nothing above the level", () => {
  const all = (log: Log): void => (["error", "warn", "info", "debug"] as const).forEach((level) => log(level, level))
  expect(linesOf({ level: "off", format: "text" }, all)).toEqual([])
  expect(linesOf({ level: "warn", format: "text" }, all)).toHaveLength(2)
  expect(linesOf({ level: "debug", format: "text" }, all)).toHaveLength(4)
})

test("the flags", () => {
  expect(logOptions({})).toBeUndefined()
  expect(logOptions({ logLevel: "debug", logFormat: "json" })).toEqual({ level: "debug", format: "json" })
  expect(() => logOptions({ logLevel: "loud" })).toThrow("--log-level loud: must be one of off, error, warn, info, debug")
  expect(() => logOptions({ logLevel: "info", logFormat: "xml" })).toThrow("--log-format xml: must be text or json")
})

/** What is told on the way through these states, from the second one on. */
const told = <State>(make: (log: Log) => Watch<State>, states: readonly State[]): readonly unknown[] => {
  let lines: unknown[] = []
  const watch = make((level, event, fields) => void (level !== "debug" && lines.push([level, event, fields])))
  for (const [i, state] of states.entries()) {
    watch(state, { _tag: "Event" }, [])
    if (i === 0) lines = []
  }
  return lines
}

describe("a broker", () => {
  const config: Config = { ...defaults, dLegerSelfId: "n0", peers: ["n1"] }
  const first: Broker = initialBroker(config)

  test("elections", () => {
    const raft = (over: Partial<Broker["raft"]>): Broker => ({ ...first, raft: { ...first.raft, ...over } })
    expect(
      told(watchBroker, [first, raft({ role: "CANDIDATE", term: 1 }), raft({ role: "CANDIDATE", term: 2 }), raft({ role: "LEADER", term: 2, leader: "n0" }), raft({ role: "FOLLOWER", term: 3, leader: null }), raft({ role: "FOLLOWER", term: 3, leader: "n1" })])
    ).toEqual([
      ["info", "candidate", { term: 1 }],
      ["info", "candidate", { term: 2 }],
      ["info", "leader", { term: 2 }],
      ["info", "follower", { term: 3 }],
      ["info", "no leader", { term: 3 }],
      ["info", "follows", { leader: "n1", term: 3 }]
    ])
  })

  test("slaves and masters", () => {
    const ha = (over: Partial<Broker["ha"]>): Broker => ({ ...first, ha: { ...first.ha, ...over } })
    const slaves = { n1: { connection: "c", began: null, acked: -1, awaiting: false } }
    expect(told(watchBroker, [first, ha({ serving: true }), ha({ serving: true, slaves }), ha({ serving: true })])).toEqual([
      ["info", "serves", { brokerRole: "ASYNC_MASTER" }],
      ["info", "slave connected", { slave: "n1" }],
      ["warn", "slave lost", { slave: "n1" }]
    ])
    expect(told(watchBroker, [first, ha({ connection: "c" }), first])).toEqual([["info", "connected to its master", undefined], ["warn", "has lost its master", undefined]])
  })

  test("topics, and a disk that fails once", () => {
    const topics = HashMap.make(["t", { readQueueNums: 1, writeQueueNums: 1, perm: 6, topicSysFlag: 0, order: false }] as const)
    const failed = { ...first, diskFailed: true }
    expect(told(watchBroker, [first, { ...first, topics }, first, failed, failed])).toEqual([
      ["info", "topic created", { topic: "t" }],
      ["info", "topic deleted", { topic: "t" }],
      ["error", expect.stringMatching(/^disk failed/), {}]
    ])
  })
})

test("a NameServer: brokers come, change their role, and go", () => {
  const first = initialNameServer(nameServerDefaults)
  const live = (brokerId: number): NameServer => ({ ...first, brokerLiveTable: HashMap.make(["127.0.0.1:1", { channel: "c", term: 0, haServerAddr: "", brokerName: "broker-a", brokerId }] as const) })
  expect(told(watchNameServer, [first, live(1), live(1), live(0), first])).toEqual([
    ["info", "broker registered", { broker: "broker-a/1", address: "127.0.0.1:1" }],
    ["info", "broker registered", { broker: "broker-a/0", address: "127.0.0.1:1" }],
    ["warn", "broker gone", { address: "127.0.0.1:1" }]
  ])
})
