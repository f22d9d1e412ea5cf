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
import { PERM_READ, PERM_WRITE } from "../vocabulary.ts"

/** brokerId of a master; every other id is a slave's. */
export const MASTER_ID = 0

/** Registers under `brokerId`, with its topics. A broker that does not know its role does not register. */
export const registerAs = (self: Broker, brokerId: number | undefined): Next =>
  brokerId === undefined
    ? [self, []]
    : [self, [{ _tag: "RegisterBroker", brokerId, term: self.raft.term, topics: published(self) }]]

/** What clients may do here with any topic. RocketMQ `BrokerConfig.brokerPermission`. */
export const permitted = ({ config }: Broker): number => config.brokerPermission ?? (PERM_READ | PERM_WRITE)

/** What NameServers are told of the topics: of a broker that is taken from reading or writing, no more than is left. RocketMQ `registerBrokerAll`. */
const published = (self: Broker): readonly (readonly [string, TopicConfig])[] => {
  const topics = topicList(self)
  const both = PERM_READ | PERM_WRITE
  return (permitted(self) & both) === both ? topics : topics.map(([name, topic]) => [name, { ...topic, perm: topic.perm & permitted(self) }])
}

/** The topic table in a stable order. */
export const topicList = (self: Broker): readonly (readonly [string, TopicConfig])[] => sorted(self.topics)
