/**
 * From the keeper of topics and consumer offsets to the other replicas: whole tables, in one direction.
 *
 * RocketMQ `SlaveSynchronize.syncAll`, where the slave asks.
 *
 * @module
 */
import type { Part } from "../broker/rule.ts"
import { topicList } from "../registration/register.ts"
import { sorted } from "../sorted.ts"

export const copyToAll: Part = (self) => {
  const tables = { term: self.raft.term, topicVersion: self.topicVersion, topics: topicList(self), offsets: sorted(self.offsets) }
  return [self, self.config.peers.map((to) => ({ _tag: "CopyMetadataTo" as const, to, ...tables }))]
}
