import { emit, type Part } from "../broker/rule.ts"
import { chain } from "../machine.ts"
import { awaitAllRevives } from "../pop/check-points.ts"
import { awaitDelays } from "../schedule/delays.ts"
import { awaitAllTimed } from "../schedule/timers.ts"
import { awaitAllEnds } from "../transaction/halves.ts"
import { MASTER_ID, registerAs } from "./register.ts"

/** From now on this broker is the master: it says so, and keeps the others' metadata up to date, and delivers what has waited for its time, asks after transactions, and hands out again what was not acked. */
export const becomeMaster: Part = (self) =>
  chain(
    self,
    (me) => registerAs(me, MASTER_ID),
    emit({ _tag: "ArmTimer", event: { _tag: "MetadataTimeout" }, ms: self.config.timing.metadataCopyPeriodMs }),
    awaitDelays,
    awaitAllEnds,
    awaitAllTimed,
    awaitAllRevives
  )
