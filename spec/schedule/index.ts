import type { Replication } from "../broker/replication.ts"
import { whileDiskWorks } from "../broker/while-disk-works.ts"
import { delayedRead } from "./rules/delayed-read.ts"
import { delayTimeout } from "./rules/delay-timeout.ts"
import { recallMessage } from "./rules/recall-message.ts"
import { timerMessageTimeout } from "./rules/timer-message-timeout.ts"

/** Messages that wait for their time. */
export const scheduleRules = (replication: Replication) => ({
  DelayTimeout: whileDiskWorks(delayTimeout(replication)),
  DelayedRead: whileDiskWorks(delayedRead(replication)),
  TimerMessageTimeout: whileDiskWorks(timerMessageTimeout(replication)),
  RecallMessage: recallMessage(replication)
})
