import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { offsetKey } from "../offsets.ts"

/**
 * A group reports its progress. A smaller offset is taken too, as on the real broker: monotony is the client's affair. Only
 * the keeper of the offsets takes reports, since it overwrites everybody else's.
 *
 * RocketMQ `ConsumerManageProcessor.updateConsumerOffset`, `ConsumerOffsetManager.commitOffset`.
 */
export const updateConsumerOffset = (replication: Replication) =>
  rule(
    "UpdateConsumerOffset",
    (self) => (replication.keepsMetadata(self) ? "taken" : "not here"),
    (self, { request, group, topic, queueId, offset }, verdict) =>
      match(verdict)
        .with("not here", () =>
          emit({ _tag: "Reply", request, code: "SYSTEM_BUSY", remark: `${self.config.brokerName} does not keep consumer offsets here: it is not the master` })(self)
        )
        .with("taken", () =>
          chain(
            { ...self, offsets: HashMap.set(self.offsets, offsetKey(group, topic, queueId), offset) },
            emit({ _tag: "Reply", request, code: "SUCCESS", remark: "" })
          )
        )
        .exhaustive()
  )
