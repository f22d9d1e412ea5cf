/**
 * What a broker makes of the files of its log when it starts: a master or slave of modes 1–3 where it begins to check them, and what a
 * record that is broken means; a member of a DLedger group, whether anything is missing.
 *
 * RocketMQ 4.9 `CommitLog.recoverNormally`, `recoverAbnormally`, `isMappedFileMatchedRecover`, `StoreCheckpoint`. There whatever is
 * broken ends the log, and what follows is cut off in silence; here the log ends only where nothing is lost by it that was on disk.
 *
 * @module
 */
import { match } from "ts-pattern"
import type { Index } from "../vocabulary.ts"

/** How the life before ended: RocketMQ's file `abort` is there only while a broker runs. */
export type Exit = "normal" | "abnormal"

/** Files that an orderly end leaves to be checked. */
const CHECKED_FILES = 3
/** RocketMQ steps back by so much (milliseconds): times of messages are taken before they are written. */
const MARGIN_MS = 3_000

export interface FoundFiles {
  readonly exit: Exit
  /** File by file when its first message was stored; `null`: it begins with none. */
  readonly firstStored: readonly (number | null)[]
  /** When the last message was stored that surely is on disk, in the log and in the queues; 0: nobody knows. */
  readonly checkpoint: number
}

/** The first file whose records are checked, by its place among the files; what is before it was on disk and in order. */
export const checkedFrom = ({ exit, firstStored, checkpoint }: FoundFiles): number =>
  match(exit)
    .with("normal", () => Math.max(0, firstStored.length - CHECKED_FILES))
    .with("abnormal", () => Math.max(0, firstStored.findLastIndex((stored) => stored !== null && stored > 0 && stored <= checkpoint - MARGIN_MS)))
    .exhaustive()

/** Where the log of a DLedger group's member ends, by the records that are whole. */
export interface EndOfLog {
  readonly lastIndex: Index
  /** The first whole record behind the end; `null`: there is none. */
  readonly behind: Index | null
  /** Entries up to here were on disk for sure, by a note that is kept apart from the log; `null`: there is no such note. It may say too little after a power loss. */
  readonly marked: Index | null
  /** The machine has not lost its power since that note was made: whatever was written is there, on disk or not. */
  readonly samePower: boolean
}

/**
 * Entries up to here were written, and must be there: if the log ends before, it is damaged, and may lack what this member has acked
 * (`spec/raft/rules/recovered.ts`). What a power loss tears was never on disk; it may tear the end of the log, and leave what is behind it.
 *
 * Alagappan et al., Protocol-Aware Recovery (FAST '18) · DLedger `DLedgerMmapFileStore.recover` takes all of it for torn.
 */
export const mustHave = ({ lastIndex, behind, marked, samePower }: EndOfLog): Index =>
  Math.max(lastIndex, marked ?? -1, behind !== null && (marked === null || samePower) ? behind : -1)

export interface BrokenRecord {
  readonly exit: Exit
  /** When the next record behind it that is whole was stored; `null`: none is. */
  readonly nextStored: number | null
  /** When the last message was stored that surely is on disk in the log; 0: nobody knows. */
  readonly flushed: number
}

/**
 * A record is broken: does the log end before it? What was on disk stays: the broken record is never served, what is behind it
 * is. What no flush had reached may end anywhere after a crash, with holes; then everything from the first hole on goes, as if it
 * had never been written (none of it was promised to be on disk).
 */
export const onBroken = ({ exit, nextStored, flushed }: BrokenRecord): "the log ends" | "goes on behind it" => {
  if (nextStored === null) return "the log ends"
  return exit === "normal" || nextStored < flushed ? "goes on behind it" : "the log ends"
}
