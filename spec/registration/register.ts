/**
 * A broker makes itself known to every NameServer: at a change of role, of topics, and on a timer (A2, A4, E14).
 *
 * RocketMQ `BrokerController.registerBrokerAll`, `DLedgerRoleChangeHandler`.
 *
 * @module
 */
import type { Next } from "../broker/rule.ts"
import type { Broker, TopicConfig } from "../broker/state.ts"
import { sorted } from "../sorted.ts"

/** brokerId of a master; every other id is a slave's. */
export const MASTER_ID = 0

/** Registers under `brokerId`, with its topics. A broker that does not know its role does not register. */
export const registerAs = (self: Broker, brokerId: number | undefined): Next =>
  brokerId === undefined
    ? [self, []]
    : [self, [{ _tag: "RegisterBroker", brokerId, term: self.raft.term, topics: topicList(self) }]]

/** The topic table in a stable order. */
export const topicList = (self: Broker): readonly (readonly [string, TopicConfig])[] => sorted(self.topics)
