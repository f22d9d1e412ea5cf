/**
 * The files of a log, as rules of `spec/store` judge them: which of them go, where a start begins to check them, and what a broken
 * record means. Each is one question and one answer.
 *
 * @module
 */
import { rulesFor } from "../../spec/machine.ts"
import { expired, type KeptFiles, type Retention } from "../../spec/store/expired.ts"
import { type BrokenRecord, checkedFrom, type FoundFiles, onBroken } from "../../spec/store/recovery.ts"
import { type Left, takenOver } from "../../spec/store/left.ts"
import type { Alphabet, Runs } from "./alone.ts"

export interface Files {
  readonly files: true
}

export type FilesEvent =
  | { readonly _tag: "LooksForOldFiles"; readonly retention: Retention; readonly kept: KeptFiles }
  | { readonly _tag: "ReadsFiles"; readonly found: FoundFiles }
  | { readonly _tag: "FindsBrokenRecord"; readonly record: BrokenRecord }
  | { readonly _tag: "FindsRecordOfStop"; readonly left: Left }

export type FilesOutput = { readonly _tag: "Go"; readonly files: number } | { readonly _tag: "ChecksFrom"; readonly file: number } | { readonly _tag: "EndsTheLog" } | { readonly _tag: "GoesOnBehindIt" } | { readonly _tag: "TakesOver" } | { readonly _tag: "ReadsTheLog" }

const rule = rulesFor<Files, FilesEvent, FilesOutput>()

export const files: Runs<Files, FilesEvent, FilesOutput> = {
  name: "files",
  rules: {
    LooksForOldFiles: rule("LooksForOldFiles", () => "looked" as const, (self, { retention, kept }) => [self, [{ _tag: "Go", files: expired(retention, kept) }]], ["looked"]),
    ReadsFiles: rule("ReadsFiles", () => "read" as const, (self, { found }) => [self, [{ _tag: "ChecksFrom", file: checkedFrom(found) }]], ["read"]),
    FindsBrokenRecord: rule("FindsBrokenRecord", () => "found" as const, (self, { record }) => [self, [onBroken(record) === "the log ends" ? { _tag: "EndsTheLog" } : { _tag: "GoesOnBehindIt" }]], ["found"]),
    FindsRecordOfStop: rule("FindsRecordOfStop", () => "found" as const, (self, { left }) => [self, [takenOver(left) === "as it was left" ? { _tag: "TakesOver" } : { _tag: "ReadsTheLog" }]], ["found"])
  }
}

const HOUR = 3_600_000
const NOW = 1_000 * HOUR

const retention: Retention = { fileReservedTime: 72, deleteWhen: [4, 16], diskMaxUsedSpaceRatio: 75, cleanFileForciblyEnable: true }

/** Ages in hours, the oldest first. */
const kept = (ages: readonly number[], fields: Partial<KeptFiles> = {}): KeptFiles => ({ now: NOW, hour: 4, used: 0.1, asked: false, lastStored: ages.map((age) => NOW - age * HOUR), ...fields })

const AGES: readonly (readonly number[])[] = [[], [73], [72], [71], [100, 73, 10], [100, 10, 100], [10, 100], Array.from({ length: 12 }, (_, i) => 200 - i)]

const looks = AGES.flatMap((ages): readonly FilesEvent[] =>
  [
    kept(ages),
    kept(ages, { hour: 5 }),
    kept(ages, { hour: 5, asked: true }),
    kept(ages, { hour: 5, used: 0.75 }),
    kept(ages, { hour: 5, used: 0.76 }),
    kept(ages, { hour: 5, used: 0.85 }),
    kept(ages, { hour: 5, used: 0.86 }),
    kept(ages, { used: 0.86 })
  ].flatMap((one): readonly FilesEvent[] => [{ _tag: "LooksForOldFiles", retention, kept: one }, { _tag: "LooksForOldFiles", retention: { ...retention, cleanFileForciblyEnable: false }, kept: one }])
)

const FIRST: readonly (readonly (number | null)[])[] = [[], [10_000], [10_000, 20_000, 30_000], [10_000, null, 30_000, 40_000], [0, 0], [null, 20_000, 0, 30_000, null]]

const reads = FIRST.flatMap((firstStored): readonly FilesEvent[] => [
  { _tag: "ReadsFiles", found: { exit: "normal", firstStored, checkpoint: 0 } },
  ...[0, 12_999, 13_000, 22_999, 23_000, 99_000].map((checkpoint): FilesEvent => ({ _tag: "ReadsFiles", found: { exit: "abnormal", firstStored, checkpoint } }))
])

const broken = (["normal", "abnormal"] as const).flatMap((exit): readonly FilesEvent[] => [null, 0, 9, 10, 11].map((nextStored) => ({ _tag: "FindsBrokenRecord", record: { exit, nextStored, flushed: 10 } })))

const whole: Left = { exit: "normal", written: true, queues: true, index: true, log: true }

const stops = [{}, { exit: "abnormal" as const }, { written: false }, { queues: false }, { index: false }, { log: false }].map((fields): FilesEvent => ({ _tag: "FindsRecordOfStop", left: { ...whole, ...fields } }))

export const filesAlphabet: Alphabet<Files, FilesEvent> = { initial: { files: true }, events: () => [...looks, ...reads, ...broken, ...stops] }
