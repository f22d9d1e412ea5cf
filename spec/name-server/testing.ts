/**
 * For tests: a NameServer that takes events one after the other, and tables as plain values.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { step, verdictOf } from "../machine.ts"
import { nameServerDefaults } from "./config.ts"
import type { EventOf, NameServerEvent } from "./events.ts"
import { nameServer } from "./index.ts"
import type { NameServerOutput } from "./outputs.ts"
import { initialNameServer, type NameServer } from "./state.ts"

export const empty: NameServer = initialNameServer(nameServerDefaults)

/** The state after these events. */
export const after = (...events: readonly NameServerEvent[]): NameServer => events.reduce((self, event) => step(nameServer, self, event)[0], empty)

/** One event: verdict, next state, outputs. */
export const take = (
  self: NameServer,
  event: NameServerEvent
): { readonly verdict: string; readonly next: NameServer; readonly outputs: readonly NameServerOutput[] } => {
  const verdict = verdictOf(nameServer, self, event).slice(event._tag.length + 2)
  const [next, outputs] = step(nameServer, self, event)
  return { verdict, next, outputs }
}

export const TOPIC = { readQueueNums: 4, writeQueueNums: 4, perm: 6, topicSysFlag: 0, order: false }

/** A registration of broker-a's master at `a:1`, over connection `c1`, but for what is given. */
export const register = (fields: Partial<EventOf<"RegisterBroker">> = {}): EventOf<"RegisterBroker"> => ({
  _tag: "RegisterBroker",
  request: "r",
  channel: "c1",
  clusterName: "DefaultCluster",
  brokerName: "broker-a",
  brokerId: 0,
  brokerAddr: "a:1",
  haServerAddr: "a:2",
  term: 0,
  topics: [["t", TOPIC]],
  ...fields
})

export const unregister = (fields: Partial<EventOf<"UnregisterBroker">> = {}): EventOf<"UnregisterBroker"> => ({
  _tag: "UnregisterBroker",
  request: "u",
  channel: "c1",
  clusterName: "DefaultCluster",
  brokerName: "broker-a",
  brokerId: 0,
  brokerAddr: "a:1",
  ...fields
})

export const expiryOf = (brokerAddr: string) => ({ _tag: "BrokerExpired", brokerAddr }) as const

export const SUCCESS = { _tag: "Reply", code: "SUCCESS", remark: "" } as const

/** brokerName → brokerId → address. */
export const addresses = (self: NameServer): Record<string, Record<string, string>> =>
  Object.fromEntries([...HashMap.entries(self.brokerAddrTable)].map(([name, { addrs }]) => [name, Object.fromEntries(addrs)]))

/** topic → brokerName → perm. */
export const perms = (self: NameServer): Record<string, Record<string, number>> =>
  Object.fromEntries(
    [...HashMap.entries(self.topicQueueTable)].map(([topic, queues]) => [
      topic,
      Object.fromEntries([...HashMap.entries(queues)].map(([name, { perm }]) => [name, perm]))
    ])
  )

/** Addresses that are live, in order. */
export const live = (self: NameServer): readonly string[] => [...HashMap.keys(self.brokerLiveTable)].sort()
