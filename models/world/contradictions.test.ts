import { expect, test } from "vitest"
import { type ConsumersBounds, consumersOptionsOf } from "../consumers/models.ts"
import { MASTER, type MastersBounds, mastersOptionsOf, SLAVE } from "../masters/models.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { brokersModel } from "./brokers.ts"
import { consumersModel } from "./consumers.ts"
import { groupModel } from "./group.ts"

const bounds: MastersBounds = {
  mode: "sync-double-write",
  topic: "test",
  about: "",
  flushDiskType: "ASYNC_FLUSH",
  members: [MASTER, SLAVE],
  messages: 1,
  inFlight: 2,
  connections: 1,
  strikes: []
}
const build = (over: Partial<MastersBounds>, fine = true) => brokersModel({ ...mastersOptionsOf({ ...bounds, ...over }), fine, name: "test", properties: [] })

test("bounds that make sense are taken", () => {
  expect(() => build({})).not.toThrow()
})

test.each([
  ["a slave that is not there", { members: [MASTER], strikes: [{ fault: "crash", at: "slave", times: 1 }] }, /strikes: crash at a slave can never happen/],
  ["a consumer that is not there", { strikes: [{ fault: "crash", at: "consumer", times: 1 }] }, /strikes: crash at a consumer can never happen/],
  ["a link that is not there", { members: [MASTER], strikes: [{ fault: "cut", at: "any", times: 1 }] }, /strikes: cut can never happen/],
  ["more copies than brokers", { config: { requiredAcks: 3 } }, /requiredAcks: 3 copies are more than a group of 2 can have/],
  ["a master that is not there", { members: [SLAVE] }, /members: the master of a1, a0, is no member/],
  ["no connections", { connections: 0 }, /connections: a slave without a connection copies nothing/],
  ["no messages", { messages: 0 }, /messages: must be 1 at least/]
] as const)("refused: %s", (_what, over, message) => {
  expect(() => build(over as Partial<MastersBounds>)).toThrow(message)
})

test("refused: a power loss where writing and fsync are one", () => {
  expect(() => build({ strikes: [{ fault: "powerLoss", at: "master", times: 1 }] }, false)).toThrow(/strikes: powerLoss takes nothing unless .*: set fine/)
})

const group = { name: "test", machine: dledger, nodes: 3, terms: 1, messages: 0, inFlight: 1, faults: {}, ghosts: [], properties: [] }

test.each([
  ["a power loss where writing and fsync are one", { faults: { powerLoss: 1 } }, /faults.powerLoss: takes nothing unless .*: set fine/],
  ["a node that is not there", { standing: [3] }, /standing: there is no node n3/],
  ["no terms", { terms: -1 }, /terms: must be 0 at least/]
] as const)("a group, refused: %s", (_what, over, message) => {
  expect(() => groupModel({ ...group, ...over })).toThrow(message)
})

const consumers: ConsumersBounds = { mode: "multi-master", topic: "test", about: "", members: [MASTER], clients: ["c1"], messages: 1, stored: {}, inFlight: 1, connections: 0, strikes: [] }
const buildConsumers = (over: Partial<ConsumersBounds>) => consumersModel({ ...consumersOptionsOf({ ...consumers, ...over }), name: "test", properties: [] })

test("consumers: bounds that make sense are taken", () => {
  expect(() => buildConsumers({ strikes: [{ fault: "crash", at: "consumer", times: 1 }] })).not.toThrow()
})

test.each([
  ["no members", { clients: [] }, /clients: a group without members/],
  ["two members that are alone", { clients: ["c1", "c2"] }, /consumer.alone: 2 members would each take all queues/],
  ["nothing under way", { inFlight: 0 }, /inFlight: must be 1 at least/],
  ["a slave that is not there", { strikes: [{ fault: "crash", at: "slave", times: 1 }] }, /strikes: crash at a slave can never happen/],
  ["a fault that this world does not have", { strikes: [{ fault: "cut", at: "any", times: 1 }] }, /strikes: cut can never happen/],
  ["a consumer's disk", { strikes: [{ fault: "powerLoss", at: "consumer", times: 1 }] }, /strikes: powerLoss at a consumer can never happen/],
  ["messages in a log that is not there", { stored: { b0: 1 } }, /stored: there is no broker b0/],
  ["more messages in a log than there are", { stored: { a0: 2 } }, /stored: a0 holds 2 messages, of 1 in all/],
  ["a broker that is not there", { standing: ["n3"], terms: 2 }, /standing: there is no broker n3/],
  ["no terms", { terms: 0 }, /terms: must be 1 at least/]
] as const)("consumers, refused: %s", (_what, over, message) => {
  expect(() => buildConsumers(over as Partial<ConsumersBounds>)).toThrow(message)
})
