/**
 * From the keeper of topics and consumer offsets to the other replicas: whole tables, in one direction.
 *
 * RocketMQ `SlaveSynchronize.syncAll`, where the slave asks.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Part } from "../broker/rule.ts"
import { topicList } from "../registration/register.ts"

export const copyToAll: Part = (self) => [
  self,
  self.config.peers.map((to) => ({
    _tag: "CopyMetadataTo" as const,
    to,
    term: self.raft.term,
    topicVersion: self.topicVersion,
    topics: topicList(self),
    offsets: [...HashMap.entries(self.offsets)].sort(([a], [b]) => (a < b ? -1 : 1))
  }))
]
