import type { AckCondition } from "./acks.ts"
import { recovered } from "./rules/recovered.ts"
import { syncFlushTimeout } from "./rules/sync-flush-timeout.ts"

/** What a broker does whose role is fixed (modes 1–3). */
export const masterRules = (acks: readonly AckCondition[]) => ({
  Recovered: recovered,
  SyncFlushTimeout: syncFlushTimeout(acks)
})
