import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { copyToAll } from "../copy.ts"

/**
 * The keeper of topics and consumer offsets sends them to the others, whole, on a timer. What it was told since then is
 * lost with it: progress may go back after a failover, and messages come again (W15).
 *
 * RocketMQ `SlaveSynchronize.syncAll`, where the slave asks.
 */
export const metadataTimeout = (replication: Replication) =>
  rule(
    "MetadataTimeout",
    (self) => (replication.keepsMetadata(self) ? "sends" : "does not keep it"),
    (self, event, verdict) =>
      match(verdict)
        .with("does not keep it", () => [self, []] as const)
        .with("sends", () =>
          chain(self, copyToAll, emit({ _tag: "SaveOffsets" }, { _tag: "ArmTimer", event, ms: self.config.timing.metadataCopyPeriodMs }))
        )
        .exhaustive()
  )
