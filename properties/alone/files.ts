/**
 * What becomes of the files of a log.
 *
 * RocketMQ `DefaultMessageStore.CleanCommitLogService`, `CommitLog.recoverNormally`, `recoverAbnormally`.
 *
 * @module
 */
import type { Files, FilesEvent, FilesOutput } from "../../models/alone/files.ts"
import { refining } from "./refines.ts"

const refines = refining<Files, FilesEvent, FilesOutput>()

export const goWhenOld = refines("S81 GoWhenOld", "Files of the log go at their hour, or when an operator or a full disk asks for it: those that are old, or any where the disk is nearly full and an operator allows it, from the front, ten at most.", "CleanCommitLogService.deleteExpiredFiles, MappedFileQueue.deleteExpiredFileByTime", {
  LooksForOldFiles: (_, { retention, kept }) => {
    const isDue = kept.asked || retention.deleteWhen.some((hour) => hour === kept.hour) || kept.used * 100 > retention.diskMaxUsedSpaceRatio
    const anyAge = retention.cleanFileForciblyEnable && kept.used > 0.85
    let files = 0
    for (const stored of kept.lastStored) {
      const hours = (kept.now - stored) / 3_600_000
      if (!isDue || files === 10 || !(anyAge || hours >= retention.fileReservedTime)) break
      files++
    }
    return { says: [{ _tag: "Go", files }] }
  }
})

export const checkedBehindWhatIsSafe = refines("S82 CheckedBehindWhatIsSafe", "After an orderly end the last three files are checked; after a crash all behind the last one that begins with a message that surely is on disk.", "CommitLog.recoverNormally, isMappedFileMatchedRecover", {
  ReadsFiles: (_, { found: { exit, firstStored, checkpoint } }) => {
    let file = 0
    firstStored.forEach((stored, i) => {
      const isSafe = stored !== null && stored !== 0 && stored + 3_000 <= checkpoint
      if (exit === "normal" ? firstStored.length - i >= 3 : isSafe) file = i
    })
    return { says: [{ _tag: "ChecksFrom", file }] }
  }
})

export const endsWhereNothingIsLost = refines("S83 EndsWhereNothingIsLost", "What was on disk stays, a broken record in its midst or not; what no flush had reached ends with its first hole.", "CommitLog.recoverAbnormally", {
  FindsBrokenRecord: (_, { record: { exit, nextStored, flushed } }) => {
    const stays = nextStored !== null && (exit === "normal" || flushed > nextStored)
    return { says: [stays ? { _tag: "GoesOnBehindIt" } : { _tag: "EndsTheLog" }] }
  }
})

export const takenOverAsLeft = refines("S84 TakenOverAsLeft", "What was written down at a stop stands in for reading the log only after an orderly stop, and where log, queues and index are as they were then.", "StoreCheckpoint, AbortFile", {
  FindsRecordOfStop: (_, { left: { exit, ...found } }) => ({ says: [exit === "normal" && Object.values(found).every(Boolean) ? { _tag: "TakesOver" } : { _tag: "ReadsTheLog" }] })
})

export const ofFiles = [goWhenOld, checkedBehindWhatIsSafe, endsWhereNothingIsLost, takenOverAsLeft] as const
