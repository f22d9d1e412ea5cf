/**
 * What a start makes of what it finds on disk.
 *
 * @module
 */
import { type QueueEnds, queueKey, type QueueKey } from "../../spec/vocabulary.ts"
import type { Files } from "../files/files.ts"
import type { ConsumeQueues } from "../store/consume-queues.ts"
import type { RecoveredLog } from "../store/log-recovery.ts"

/** Has no file of this log expired? */
export const beginsAtZero = (files: Files, logDir: string): boolean => !files.exists(logDir) || Number(files.list(logDir).find((name) => /^\d{20}$/.test(name)) ?? 0) === 0

/** Where queues begin that do not begin at 0: by the log, and those that have no message left in it by their own files. */
export const queueBegins = (queues: ConsumeQueues, firstOffsets: ReadonlyMap<QueueKey, number>): QueueEnds => {
  const begins = new Map<QueueKey, number>()
  for (const { topic, queueId, min } of queues.bounds()) begins.set(queueKey(topic, queueId), min)
  for (const [key, offset] of firstOffsets) begins.set(key, offset)
  return [...begins].filter(([, offset]) => offset > 0).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What an operator has to know, with the place and what to do. */
export const whatWasFound = ({ cut, broken = [], lastIndex, onceDurable }: RecoveredLog, logDir: string): readonly string[] => [
  ...broken.map(
    ({ index, path, position, bytes, reason }) =>
      `${path}: the message at ${position} (${bytes} bytes, entry ${index}) is not what was written: ${reason}. It is not served, what is behind it is. Restore the file from a copy or from another broker of the group, or let it expire`
  ),
  ...(onceDurable !== undefined
    ? [`${logDir}: the log ends with entry ${lastIndex}, and entries up to ${onceDurable} were on disk (${cut?.reason ?? "nothing is behind it"}): the disk is damaged. The member fetches them from its leader, and has no vote until it has them`]
    : []),
  ...(cut?.kind === "DAMAGE" && onceDurable === undefined
    ? [`${logDir}: at ${cut.position} the log ends with a record that is not what was written (${cut.reason}), and whole ones are behind it, which no flush had reached. They were cut off${cut.kept === undefined ? "" : `, and are kept in ${cut.kept}`}`]
    : [])
]
