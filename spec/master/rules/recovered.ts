import { match } from "ts-pattern"
import { rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { fromDisk, startTimers } from "../../store/begin.ts"
import { dispatchUpTo } from "../../store/dispatch.ts"
import { connect } from "../../ha/connection.ts"
import { registerAs } from "../../registration/register.ts"
import { serveWhenRead } from "../replication.ts"

/**
 * The first event of every life: what the disk held. A master becomes one again with what it finds (B3), if that is nothing
 * at all (B4); a slave turns to its master (C1). Nobody takes another's place by itself (C5, D4).
 *
 * RocketMQ `DefaultMessageStore.load`, `BrokerController.start`, `handleSlaveSynchronize`.
 */
export const recovered = rule(
  "Recovered",
  ({ config }) => (config.brokerRole === "SLAVE" ? "as slave" : "as master"),
  (self, event, verdict) => {
    const begun = chain(fromDisk(self, event), startTimers(self.config.flushDiskType === "ASYNC_FLUSH"), (me) => dispatchUpTo(me, me.log.lastIndex))
    return match(verdict)
      .with("as master", () => chain(self, () => begun, serveWhenRead))
      .with("as slave", () => chain(self, () => begun, (me) => registerAs(me, me.config.brokerId), connect))
      .exhaustive()
  }
)
