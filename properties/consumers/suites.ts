/**
 * Which properties are checked in which model of a consumer group.
 *
 * @module
 */
import { type ConsumersBounds, consumersNameOf, consumersOptionsOf } from "../../models/consumers/models.ts"
import { MASTER, OTHER_MASTER, SLAVE } from "../../models/masters/models.ts"
import type { Strike } from "../../models/world/budget.ts"
import type { ConsumerMachine } from "../../models/world/client.ts"
import { type ConsumersModel } from "../../models/world/consumers-bounds.ts"
import { consumersModel } from "../../models/world/consumers.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import type { ConsumersDeclared } from "./declare.ts"
import { bothAtOnce, lockHeldTwice, oneOwner, orderLock, processedInOrder, shared, takenOver } from "./locks.ts"
import { ackServed, allProcessed, atLeastOnce, messageSkipped, noPhantomGiven, offsetBeyondEnd, offsetCopied, offsetGoesBack, offsetInRange, offsetMonotone, givenWhileDown } from "./progress.ts"

export interface ConsumersSuite {
  readonly bounds: ConsumersBounds
  readonly properties: readonly ConsumersDeclared[]
}

const one = (fault: Strike["fault"], at: Strike["at"]): Strike => ({ fault, at, times: 1 })

/** What holds whatever happens to brokers and members, short of a log that loses its end. */
const always = [atLeastOnce, noPhantomGiven] as const

export const consumersSuites: readonly ConsumersSuite[] = [
  {
    bounds: {
      mode: "async-replication",
      topic: "one-consumer",
      about: "one consumer, a master and a slave of which either crashes; while there is no master the slave is read",
      members: [MASTER, SLAVE],
      clients: ["c1"],
      messages: 2,
      stored: {},
      inFlight: 2,
      connections: 2,
      strikes: [one("crash", "any")],
      config: { consumerFailoverToSlave: true, slaveReadEnable: true },
      consumer: { consumerFailoverToSlave: true }
    },
    properties: [...always, offsetMonotone, offsetInRange, ackServed, allProcessed]
  },
  {
    bounds: {
      mode: "sync-double-write",
      topic: "one-consumer",
      about: "the same with an ack that waits for the slave",
      members: [MASTER, SLAVE],
      clients: ["c1"],
      messages: 1,
      stored: {},
      inFlight: 2,
      connections: 2,
      strikes: [one("crash", "any")],
      config: { brokerRole: "SYNC_MASTER", consumerFailoverToSlave: true, slaveReadEnable: true },
      consumer: { consumerFailoverToSlave: true }
    },
    properties: [...always, offsetMonotone, offsetInRange, ackServed, allProcessed]
  },
  {
    bounds: {
      mode: "async-replication",
      topic: "failover-to-slave",
      about: "a consumer goes on at a slave that lags, and comes back to the master",
      members: [MASTER, SLAVE],
      clients: ["c1"],
      messages: 2,
      stored: { a0: 2, a1: 1 },
      inFlight: 2,
      connections: 1,
      strikes: [one("crash", "master")],
      config: { consumerFailoverToSlave: true, slaveReadEnable: true },
      consumer: { consumerFailoverToSlave: true }
    },
    properties: [...always, offsetMonotone, offsetInRange, offsetCopied, ackServed, allProcessed, givenWhileDown]
  },
  {
    bounds: {
      mode: "async-replication",
      topic: "offsets-promotion",
      about: "the master dies for good, an operator promotes its slave, and another member asks that one how far the group has come",
      members: [MASTER, SLAVE],
      clients: ["c1", "c2"],
      messages: 2,
      stored: { a0: 2, a1: 2 },
      inFlight: 1,
      connections: 0,
      strikes: [one("kill", "master"), one("promote", "slave"), one("crash", "consumer")],
      consumer: { alone: false }
    },
    properties: [...always, offsetInRange, offsetGoesBack, takenOver]
  },
  {
    bounds: {
      mode: "async-replication",
      topic: "offsets-promotion-of-lagging-slave",
      about: "the same, but the slave has the offset and not the message: what is sent next stands before the offset",
      members: [MASTER, SLAVE],
      clients: ["c1"],
      messages: 3,
      stored: { a0: 2, a1: 1 },
      inFlight: 1,
      connections: 0,
      strikes: [one("kill", "master"), one("promote", "slave")]
    },
    properties: [offsetBeyondEnd, messageSkipped]
  },
  {
    bounds: {
      mode: "multi-master",
      topic: "offsets-power-loss",
      about: "a power loss takes a message that was processed; the saved offset stays behind the end",
      members: [MASTER],
      clients: ["c1"],
      messages: 2,
      stored: {},
      inFlight: 1,
      connections: 0,
      strikes: [one("powerLoss", "master")]
    },
    properties: [offsetBeyondEnd, messageSkipped]
  },
  {
    bounds: {
      mode: "multi-master",
      topic: "rebalance",
      about: "two members and one queue: one joins and takes it, either dies, the broker crashes",
      members: [MASTER],
      clients: ["c1", "c2"],
      messages: 2,
      stored: { a0: 2 },
      inFlight: 2,
      connections: 1,
      strikes: [one("crash", "consumer")],
      consumer: { alone: false }
    },
    properties: [...always, offsetInRange, oneOwner, ackServed, allProcessed, takenOver, bothAtOnce]
  },
  {
    bounds: {
      mode: "multi-master",
      topic: "orderly",
      about: "the same under orderly consumption: locks are given back, expire, and are lost with the broker",
      members: [MASTER],
      clients: ["c1", "c2"],
      messages: 2,
      stored: { a0: 2 },
      inFlight: 2,
      connections: 1,
      strikes: [one("crash", "consumer")],
      consumer: { alone: false, consumeOrderly: true }
    },
    properties: [...always, offsetMonotone, offsetInRange, orderLock, processedInOrder, oneOwner, ackServed, allProcessed, takenOver]
  },
  {
    bounds: {
      mode: "multi-master",
      topic: "orderly-join",
      about: "the same, and nobody dies: the queue goes from the one who has it to the one who joins, and nothing is left behind",
      members: [MASTER],
      clients: ["c1", "c2"],
      messages: 2,
      stored: { a0: 2 },
      inFlight: 2,
      connections: 1,
      strikes: [],
      consumer: { alone: false, consumeOrderly: true }
    },
    properties: [...always, offsetMonotone, orderLock, processedInOrder, oneOwner, ackServed, allProcessed]
  },
  {
    bounds: {
      mode: "multi-master",
      topic: "orderly-crash",
      about: "orderly consumption, and a broker that crashes: its locks are gone, its offsets as last saved",
      members: [MASTER],
      clients: ["c1", "c2"],
      messages: 2,
      stored: { a0: 2 },
      inFlight: 1,
      connections: 0,
      strikes: [one("crash", "master")],
      consumer: { alone: false, consumeOrderly: true }
    },
    properties: [...always, offsetMonotone, offsetInRange, orderLock, processedInOrder, oneOwner, ackServed, offsetGoesBack]
  },
  {
    bounds: {
      mode: "multi-master",
      topic: "two-queues",
      about: "two members divide the queues of two masters",
      members: [MASTER, OTHER_MASTER],
      clients: ["c1", "c2"],
      messages: 1,
      stored: { a0: 1 },
      inFlight: 2,
      connections: 1,
      strikes: [],
      consumer: { alone: false }
    },
    properties: [...always, offsetInRange, oneOwner, ackServed, shared]
  },
  {
    bounds: {
      mode: "async-replication",
      topic: "acting-master",
      about: "orderly consumption, and routes that name the slave as master while there is none: it gives no locks",
      members: [MASTER, SLAVE],
      clients: ["c1", "c2"],
      messages: 1,
      stored: { a0: 1, a1: 1 },
      inFlight: 1,
      connections: 0,
      strikes: [one("crash", "master")],
      config: { consumerFailoverToSlave: true, slaveReadEnable: true, enableSlaveActingMaster: true },
      consumer: { alone: false, consumeOrderly: true },
      actingMaster: true
    },
    properties: [...always, offsetMonotone, offsetInRange, orderLock, processedInOrder, ackServed]
  },
  {
    bounds: {
      mode: "dledger",
      topic: "offsets-failover",
      about: "a leader crashes between two copies of the offsets: the next one knows less, and messages come again",
      members: ["n0", "n1", "n2"].map((name) => ({ name, brokerName: "broker-a", role: "master" })),
      clients: ["c1"],
      messages: 1,
      stored: { n0: 1, n1: 1, n2: 1 },
      inFlight: 3,
      connections: 0,
      terms: 3,
      standing: ["n1"],
      strikes: [one("crash", "master")],
      consumer: { alone: false, consumeOrderly: true }
    },
    properties: [...always, offsetMonotone, offsetInRange, orderLock, processedInOrder, ackServed, allProcessed, offsetGoesBack]
  },
  {
    bounds: {
      mode: "dledger",
      topic: "locks-of-two-leaders",
      about: "orderly consumption while one leader follows another: locks are in memory, and the old leader knows nothing of its end",
      members: ["n0", "n1", "n2"].map((name) => ({ name, brokerName: "broker-a", role: "master" })),
      clients: ["c1", "c2"],
      messages: 0,
      stored: {},
      inFlight: 3,
      connections: 0,
      terms: 2,
      standing: ["n1"],
      strikes: [],
      consumer: { alone: false, consumeOrderly: true }
    },
    properties: [lockHeldTwice]
  }
]

/** What holds in worlds that are only walked through. */
export const wideConsumersProperties: readonly ConsumersDeclared[] = [...always, offsetInRange, oneOwner, ackServed, shared]

export const consumersModelOf = ({ bounds, properties }: ConsumersSuite, machine?: BrokerMachine, consumerMachine?: ConsumerMachine): ConsumersModel =>
  consumersModel({ ...consumersOptionsOf(bounds, machine, consumerMachine), name: consumersNameOf(bounds), properties })
