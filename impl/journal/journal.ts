/**
 * The journal of a machine: every event that it took and every output that it gave, one JSON line each.
 *
 * The first line says which machine, with which configuration. A line is `[event, outputs]`. Written in batches; a crash may
 * cut the last line, and only that one. A line whose outputs go to another node is written before they are carried out, with
 * all before it: after a kill -9 the journals of the others name no message that this one does not.
 *
 * @module
 */
import { closeSync, openSync, readdirSync, writeSync } from "node:fs"
import type { Tagged } from "../../spec/machine.ts"
import { specHash } from "../trace/spec-hash.ts"

export interface JournalHead {
  readonly journal: "rocketproof"
  readonly version: 1
  /** Which version of `spec/` made the steps; every file says so. */
  readonly spec?: string
  readonly machine: string
  readonly node: string
  /** Which life of the node: a restart begins a new file. */
  readonly life: number
  readonly mutant?: string
  readonly config: unknown
}

export interface JournalWriter {
  readonly record: (event: Tagged, outputs: readonly Tagged[]) => void
  /** Writes what is held back. */
  readonly flush: () => void
  readonly close: () => void
}

/** How a journal is called, with the life that it is of. */
export const JOURNAL_FILE = /^journal-(\d+)\.jsonl$/

/** The last life whose journal is in this directory; 0: none is. Journals are not written over. */
export const lastLife = (dir: string): number => Math.max(0, ...readdirSync(dir).map((name) => Number(JOURNAL_FILE.exec(name)?.[1] ?? 0)))

/** Bytes held back at most. */
const BATCH = 64 * 1024

/** Outputs that other nodes will have in their own journals, and that a consumer was sent back, which somebody may ask the reason of. */
const leaves = (output: Tagged): boolean => LEAVING.has(output._tag) || (output._tag === "ReplyPull" && (output as Tagged & { readonly code: string }).code === "PULL_OFFSET_MOVED")
const LEAVING: ReadonlySet<string> = new Set(["SendToPeer", "SendOnHaConnection", "CopyMetadataTo"])

/** The first line of a journal of this program. */
export const headLine = ({ journal, version, ...rest }: JournalHead): string => JSON.stringify({ journal, version, spec: specHash(), ...rest })

export const openJournal = (file: string, head: JournalHead): JournalWriter => {
  const handle = openSync(file, "w")
  let lines: string[] = [headLine(head)]
  let size = 0
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (lines.length === 0) return
    writeSync(handle, `${lines.join("\n")}\n`)
    lines = []
    size = 0
  }
  flush()
  return {
    record: (event, outputs) => {
      const line = JSON.stringify([event, outputs])
      lines.push(line)
      size += line.length
      if (size > BATCH || outputs.some(leaves)) flush()
      else timer ??= setTimeout(flush, 20).unref()
    },
    flush,
    close: () => {
      flush()
      closeSync(handle)
    }
  }
}

export const noJournal: JournalWriter = { record: () => {}, flush: () => {}, close: () => {} }
