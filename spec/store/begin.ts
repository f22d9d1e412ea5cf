/**
 * What every broker does once its disk has been read, whatever replicates its log.
 *
 * RocketMQ `DefaultMessageStore.load`, `BrokerController.start`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { EventOf } from "../broker/events.ts"
import { emit, type Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { withDerived } from "./derived.ts"
import { queuesAt } from "./queues.ts"

/** The broker with what its disk held. Queues are filled anew, as entries turn out to be readable, but for those that are known already. */
export const fromDisk = (self: Broker, { log, baseEnds, derived, topics, offsets, subscriptionGroups = [], requestModes = [] }: EventOf<"Recovered">): Broker => {
  const found: Broker = {
    ...self,
    running: true,
    log,
    dispatchedIndex: log.baseIndex,
    dispatchingIndex: log.baseIndex,
    baseEnds,
    queues: queuesAt(baseEnds),
    topics: HashMap.fromIterable(topics),
    offsets: HashMap.fromIterable(offsets),
    subscriptionGroups: HashMap.fromIterable(subscriptionGroups),
    requestModes: HashMap.fromIterable(requestModes)
  }
  return derived === undefined ? found : withDerived(found, derived)
}

/** The timers that run as long as the broker does; one of them flushes, if the disk is behind the acks. */
export const startTimers =
  (flushesBehind: boolean): Part =>
  (self) =>
    chain(
      self,
      emit({ _tag: "ArmTimer", event: { _tag: "RegisterTimeout" }, ms: self.config.timing.registerNameServerPeriodMs }),
      flushesBehind ? emit({ _tag: "ArmTimer", event: { _tag: "FlushTimeout" }, ms: self.config.timing.flushIntervalMs }) : emit()
    )
