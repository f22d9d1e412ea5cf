/**
 * The record of a clean stop: the file `clean-stop`, which is there from one orderly end to the next start. It says what follows from
 * the log, and by which bytes of other files one sees that nothing has changed since. Whether it counts, `spec/store/left.ts` says.
 *
 * A line of JSON behind its checksum. Never fsynced: what the disk has lost of it, or of what it speaks of, shows.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { crc32 } from "node:zlib"
import { Derived } from "../../spec/store/state.ts"
import { QueueEnds } from "../../spec/vocabulary.ts"
import type { Files } from "../files/files.ts"
import { LogLeft } from "./log-left.ts"

export const CleanStop = Schema.Struct({
  /** Of this form. */
  version: Schema.Literal(1),
  log: LogLeft,
  baseEnds: QueueEnds,
  derived: Derived,
  /** Topic, queue id, and what is left of the queue (`consume-queue.ts`). */
  queues: Schema.Array(
    Schema.Tuple([Schema.String, Schema.Int, Schema.Struct({ min: Schema.Int, max: Schema.Int, sums: Schema.Array(Schema.Tuple([Schema.Int, Schema.Int])) })])
  ),
  /** Where the last message begins that is in the index; −1 without any. */
  indexed: Schema.Int
})
export type CleanStop = typeof CleanStop.Type

const SUM_DIGITS = 8

const sumOf = (json: string): string => crc32(json).toString(16).padStart(SUM_DIGITS, "0")

/** Reads the record, and removes it: a life that does not end in order must not leave it. `undefined` if there is none that can be read. */
export const takeCleanStop = (files: Files, dir: string): CleanStop | undefined => {
  const path = `${dir}/clean-stop`
  if (!files.exists(path)) return undefined
  const handle = files.open(path)
  const bytes = Buffer.alloc(handle.size())
  handle.read(bytes, 0, bytes.length)
  handle.close()
  files.remove(path)
  files.syncDir(dir)
  const text = bytes.toString("utf8")
  const json = text.slice(SUM_DIGITS + 1)
  if (text.slice(0, SUM_DIGITS) !== sumOf(json)) return undefined
  try {
    return Schema.decodeUnknownSync(CleanStop)(JSON.parse(json))
  } catch {
    // Of another version of this broker.
    return undefined
  }
}

export const writeCleanStop = (files: Files, dir: string, stop: CleanStop): void => {
  const json = JSON.stringify(Schema.encodeSync(CleanStop)(stop))
  const handle = files.open(`${dir}/clean-stop`)
  try {
    handle.truncate(0)
    handle.write(Buffer.from(`${sumOf(json)} ${json}`), 0)
  } finally {
    handle.close()
  }
}
