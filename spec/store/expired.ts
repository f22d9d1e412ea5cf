/**
 * Which files of the log go because of their age, or because the disk is full: whole files, the oldest first, and never the last one.
 *
 * RocketMQ `DefaultMessageStore.CleanCommitLogService`, `MappedFileQueue.deleteExpiredFileByTime`, which takes a file's age from when it
 * was changed last: a copy of a store is young there. Here it is that of its last message.
 *
 * @module
 */

/** What an operator sets. */
export interface Retention {
  /** Hours. */
  readonly fileReservedTime: number
  /** Hours of the day in which old files go. */
  readonly deleteWhen: readonly number[]
  /** Per cent of the disk: above it old files go at any hour. */
  readonly diskMaxUsedSpaceRatio: number
  /** On a disk that is nearly full files go before their time. */
  readonly cleanFileForciblyEnable: boolean
}

export interface KeptFiles {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Of the day, where the broker is. */
  readonly hour: number
  /** Part of the disk in use, 0 to 1; 0 if nobody knows. */
  readonly used: number
  /** An operator has asked for it. */
  readonly asked: boolean
  /** File by file, without the last one, when the last message in it was stored. Oldest first. */
  readonly lastStored: readonly number[]
}

/** Above this part of the disk a file goes even before its time. RocketMQ `diskSpaceCleanForciblyRatio`. */
const NEARLY_FULL = 0.85
/** So many go at once, at most. */
const BATCH = 10
const HOUR_MS = 3_600_000

/** How many of the oldest files go. */
export const expired = ({ fileReservedTime, deleteWhen, diskMaxUsedSpaceRatio, cleanFileForciblyEnable }: Retention, { now, hour, used, asked, lastStored }: KeptFiles): number => {
  if (!asked && !deleteWhen.includes(hour) && used <= diskMaxUsedSpaceRatio / 100) return 0
  const before = cleanFileForciblyEnable && used > NEARLY_FULL ? Infinity : now - fileReservedTime * HOUR_MS
  // A young file keeps those behind it, too: nothing goes out of the middle.
  const young = lastStored.findIndex((stored) => stored > before)
  return Math.min(young < 0 ? lastStored.length : young, BATCH)
}
