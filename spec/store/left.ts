/**
 * What a start may take over of what a clean stop has left. Then neither the log nor the queues are read from their beginning:
 * everything that was written down when the broker stopped is there, byte for byte, or nothing of it counts and all follows from the log
 * again.
 *
 * RocketMQ has the file `abort` for it, and looks at the last three files of the log and of every queue (`CommitLog.recoverNormally`,
 * `ConsumeQueue.recover`); what is wrong before them it does not see.
 *
 * @module
 */
import type { Exit } from "./recovery.ts"

/** As far as it was looked at: what is behind the first `false` was not. */
export interface Left {
  readonly exit: Exit
  /** There is a record of the stop, and it can be read. */
  readonly written: boolean
  /** The files of the queues have the bytes that they had. */
  readonly queues: boolean
  /** The index goes as far as it did. */
  readonly index: boolean
  /** The places of entries are known as they were; the log begins where it did, and ends there or behind it; the last of it is whole. */
  readonly log: boolean
}

export const takenOver = ({ exit, written, queues, index, log }: Left) => {
  if (!written) return "nothing was written down"
  // RocketMQ may have had the directory meanwhile.
  if (exit === "abnormal") return "it was not stopped"
  if (!queues) return "its queues are not as they were left"
  if (!index) return "its index is not as it was left"
  if (!log) return "its log is not as it was left"
  return "as it was left"
}

/** So much of the end of the log is looked at after a clean stop (bytes): it is where the last writes went. */
export const CHECKED_BYTES = 32 * 1_024 * 1_024
