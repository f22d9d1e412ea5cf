import type { Replication } from "../broker/replication.ts"
import { whileDiskWorks } from "../broker/while-disk-works.ts"
import { compacted } from "./rules/compacted.ts"
import { diskFailed } from "./rules/disk-failed.ts"
import { dispatched } from "./rules/dispatched.ts"
import { flushTimeout } from "./rules/flush-timeout.ts"
import { flushed } from "./rules/flushed.ts"

/** What the disk reports, and what becomes visible. */
export const storeRules = (replication: Replication) => ({
  Flushed: whileDiskWorks(flushed(replication)),
  FlushTimeout: whileDiskWorks(flushTimeout),
  Dispatched: dispatched(replication),
  DiskFailed: diskFailed(replication),
  Compacted: compacted(replication)
})
