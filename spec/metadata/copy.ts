/**
 * From the keeper of topics, consumer offsets and groups to the other replicas: whole tables, in one direction.
 *
 * RocketMQ `SlaveSynchronize.syncAll`, where the slave asks.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { topicList } from "../registration/register.ts"
import { sorted } from "../sorted.ts"
import type { NodeId } from "../vocabulary.ts"

const groupTable = ({ subscriptionGroups }: Broker) => (HashMap.isEmpty(subscriptionGroups) ? {} : { subscriptionGroups: sorted(subscriptionGroups) })

const modeTable = ({ requestModes }: Broker) => (HashMap.isEmpty(requestModes) ? {} : { requestModes: sorted(requestModes) })

export const copyToAll: Part = (self) => {
  const tables = { term: self.raft.term, topicVersion: self.topicVersion, topics: topicList(self), offsets: sorted(self.offsets), ...groupTable(self), ...modeTable(self) }
  return [self, replicasOf(self).map((to) => ({ _tag: "CopyMetadataTo" as const, to, ...tables }))]
}

/** The peers that it was told of, and slaves that came without. RocketMQ's slaves ask for the tables themselves. */
const replicasOf = ({ config, ha }: Broker): readonly NodeId[] => [
  ...config.peers,
  ...Object.keys(ha.slaves)
    .filter((slave) => !config.peers.includes(slave) && ha.slaves[slave]?.sent === undefined)
    .sort()
]
