/**
 * What a master or slave of modes 1–3 makes of the files of its log when it starts: where it begins to check them, and what a
 * record that is broken means.
 *
 * RocketMQ 4.9 `CommitLog.recoverNormally`, `recoverAbnormally`, `isMappedFileMatchedRecover`, `StoreCheckpoint`. There whatever is
 * broken ends the log, and what follows is cut off in silence; here the log ends only where nothing is lost by it that was on disk.
 *
 * @module
 */
import { match } from "ts-pattern"

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
