import * as Equal from "effect/Equal"
import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"

/**
 * Topics, consumer offsets, groups and request modes as their keeper has them: taken whole, in one direction. A keeper of an older term is not
 * listened to.
 *
 * RocketMQ `SlaveSynchronize.syncTopicConfig`, `syncConsumerOffset`, `syncSubscriptionGroupConfig`.
 */
export const copyMetadata = (replication: Replication) => {
  const verdict = (self: Broker, { term }: EventOf<"CopyMetadata">) => {
    if (term < self.raft.term) return "old term"
    return replication.keepsMetadata(self) ? "keeps its own" : "taken"
  }
  return rule("CopyMetadata", verdict, (self, { term, topics: copied, topicVersion, offsets, subscriptionGroups = [], requestModes = [] }, verdict) => {
    const topics = HashMap.fromIterable(copied)
    const groups = HashMap.fromIterable(subscriptionGroups)
    const modes = HashMap.fromIterable(requestModes)
    return match(verdict)
      .with("old term", "keeps its own", () => ignore(self))
      .with("taken", () =>
        chain(
          { ...self, topics, topicVersion, offsets: HashMap.fromIterable(offsets), subscriptionGroups: groups, requestModes: modes },
          Equal.equals(topics, self.topics) ? emit() : emit({ _tag: "SaveTopics" }),
          emit({ _tag: "SaveOffsets" }),
          Equal.equals(groups, self.subscriptionGroups) ? emit() : emit({ _tag: "SaveSubscriptionGroups" }),
          Equal.equals(modes, self.requestModes) ? emit() : emit({ _tag: "SaveRequestModes" }),
          (me) => replication.tablesTaken(me, term)
        )
      )
      .exhaustive()
  })
}
