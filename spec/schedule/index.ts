import type { Replication } from "../broker/replication.ts"
import { whileDiskWorks } from "../broker/while-disk-works.ts"
import { delayedRead } from "./rules/delayed-read.ts"
import { delayTimeout } from "./rules/delay-timeout.ts"

/** Messages that wait for their time. */
export const scheduleRules = (replication: Replication) => ({
  DelayTimeout: whileDiskWorks(delayTimeout(replication)),
  DelayedRead: whileDiskWorks(delayedRead(replication))
})
