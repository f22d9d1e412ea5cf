/**
 * The tables, and how addresses leave them.
 *
 * RocketMQ `RouteInfoManager`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Part } from "./rule.ts"
import type { BrokerAddrs, BrokerLive, NameServer } from "./state.ts"

/** The registration that stands at this address. */
export const liveAt = (self: NameServer, addr: string): BrokerLive | undefined => Option.getOrUndefined(HashMap.get(self.brokerLiveTable, addr))

/** The addresses of this brokerName. */
export const brokerOf = (self: NameServer, brokerName: string): BrokerAddrs | undefined =>
  Option.getOrUndefined(HashMap.get(self.brokerAddrTable, brokerName))

/** The address that stands under this brokerId. */
export const addrOf = (self: NameServer, brokerName: string, brokerId: number): string | undefined =>
  brokerOf(self, brokerName)?.addrs.find(([id]) => id === brokerId)?.[1]

/**
 * The address leaves all tables. With the last address of a brokerName its queues leave the routes; while any is left they
 * stay, so that consumers can still find a slave (C5).
 */
export const withdraw = (self: NameServer, addr: string): NameServer => {
  const live = liveAt(self, addr)
  const broker = live && brokerOf(self, live.brokerName)
  if (live === undefined || broker === undefined) return self
  const rest = broker.addrs.filter(([, at]) => at !== addr)
  const next = { ...self, brokerLiveTable: HashMap.remove(self.brokerLiveTable, addr) }
  return rest.length > 0
    ? { ...next, brokerAddrTable: HashMap.set(self.brokerAddrTable, live.brokerName, { ...broker, addrs: rest }) }
    : {
        ...next,
        brokerAddrTable: HashMap.remove(self.brokerAddrTable, live.brokerName),
        topicQueueTable: withoutBrokers(self.topicQueueTable, (brokerName) => brokerName === live.brokerName)
      }
}

/** {@link withdraw}, and it is waited for no longer. */
export const drop =
  (addr: string): Part =>
  (self) => [withdraw(self, addr), [cancelExpiry(addr)]]

export const cancelExpiry = (brokerAddr: string) => ({ _tag: "CancelTimer", event: { _tag: "BrokerExpired", brokerAddr } }) as const

/** Without the queues on these brokers; a topic that has none left goes too. */
export const withoutBrokers = (
  table: NameServer["topicQueueTable"],
  gone: (brokerName: string) => boolean,
  topics: Iterable<string> = HashMap.keys(table)
): NameServer["topicQueueTable"] => {
  let next = table
  for (const topic of topics) {
    const queues = HashMap.get(table, topic)
    if (Option.isNone(queues)) continue
    const rest = HashMap.filter(queues.value, (_, brokerName) => !gone(brokerName))
    if (HashMap.size(rest) === HashMap.size(queues.value)) continue
    next = HashMap.isEmpty(rest) ? HashMap.remove(next, topic) : HashMap.set(next, topic, rest)
  }
  return next
}
