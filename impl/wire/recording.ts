/**
 * A recording of what passed between nodes: a file of JSON lines, one for each thing that the recorder saw, in that order.
 *
 * | line | |
 * | --- | --- |
 * | `{"recording":"rocketproof","version":1,"nodes":[{"id","protocol"}]}` | the first one: who was listened to, and what they speak |
 * | `{"n":2,"at":12.5,"open":1,"to":"n1"}` | connection 1 to `n1` is open; `at`: milliseconds since the first line |
 * | `{"n":3,"at":12.7,"frame":1,"by":"client","bytes":"…"}` | a frame came on it, and was passed on; `by`: who said it; bytes in base64 |
 * | `{"n":4,"at":12.9,"frame":1,"by":"server","bytes":"…","held":true}` | one that was not passed on yet |
 * | `{"n":5,"at":99.9,"passed":4}` | the frame of line 4 was passed on |
 * | `{"n":6,"at":99.9,"dropped":4}` | it never will be |
 * | `{"n":7,"at":100,"close":1}` | the connection is closed, whoever did it |
 * | `{"n":8,"at":101,"note":"…"}` | what somebody did to the nodes meanwhile |
 * | `{"n":9,"at":102,"end":true}` | the last one |
 *
 * `n` is the number of the line, so that one that was lost shows.
 *
 * @module
 */
import { closeSync, openSync, writeSync } from "node:fs"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { eachLine } from "../journal/lines.ts"

/** What a node speaks on the port that was listened to. A connection's bytes are frames of it. */
export const Protocol = Schema.Literals(["dledger"])
export type Protocol = typeof Protocol.Type

export const Head = Schema.Struct({
  recording: Schema.Literal("rocketproof"),
  version: Schema.Literal(1),
  nodes: Schema.Array(Schema.Struct({ id: Schema.String, protocol: Protocol }))
})
export type Head = typeof Head.Type

const line = { n: Schema.Int, at: Schema.Number }

const Opened = Schema.Struct({ ...line, open: Schema.Int, to: Schema.String })
const Frame = Schema.Struct({ ...line, frame: Schema.Int, by: Schema.Literals(["client", "server"]), bytes: Schema.String, held: Schema.optionalKey(Schema.Boolean) })
const Passed = Schema.Struct({ ...line, passed: Schema.Int })
const Dropped = Schema.Struct({ ...line, dropped: Schema.Int })
const Closed = Schema.Struct({ ...line, close: Schema.Int })
const Note = Schema.Struct({ ...line, note: Schema.String })
const End = Schema.Struct({ ...line, end: Schema.Literal(true) })

export const Line = Schema.Union([Frame, Opened, Passed, Dropped, Closed, Note, End])
export type Line = typeof Line.Type
export type FrameLine = typeof Frame.Type

/** A line before its number and time are known. */
export type Unnumbered = Line extends infer L ? (L extends Line ? Omit<L, "n" | "at"> : never) : never

export interface RecordingWriter {
  /** Its number. Once closed, nothing is written any more. */
  readonly write: (what: Unnumbered) => number
  readonly close: () => void
}

/** Bytes held back at most. */
const BATCH = 64 * 1024

/** `now`: milliseconds. Overwrites the file. */
export const openRecording = (file: string, nodes: Head["nodes"], now: () => number): RecordingWriter => {
  const handle = openSync(file, "w")
  const began = now()
  let lines: string[] = [JSON.stringify({ recording: "rocketproof", version: 1, nodes } satisfies Head)]
  let size = 0
  let n = 1
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (lines.length > 0) writeSync(handle, `${lines.join("\n")}\n`)
    lines = []
    size = 0
  }
  flush()
  const write = (what: Unnumbered): number => {
    if (closed) return n
    n++
    const text = JSON.stringify({ n, at: Math.round((now() - began) * 1_000) / 1_000, ...what })
    lines.push(text)
    size += text.length
    if (size > BATCH) flush()
    else timer ??= setTimeout(flush, 50).unref()
    return n
  }
  return {
    write,
    close: () => {
      if (closed) return
      write({ end: true })
      closed = true
      flush()
      closeSync(handle)
    }
  }
}

/** A file that is no whole recording, with the place and what to do. */
export class BadRecording extends Error {
  override readonly name = "BadRecording"

  constructor(file: string, line: number, problem: string) {
    super(`${file}, line ${line}: ${problem}`)
  }
}

const ALTERED = "the recording was altered or damaged: take the file as the recorder wrote it, or record again"

const isLine = Schema.is(Line)
const decodeHead = Schema.decodeUnknownResult(Head)

/** Reads a recording line by line. `partial`: it may end anywhere. Throws {@link BadRecording}. */
export const readRecording = async (file: string, { onHead, onLine, partial = false }: { readonly onHead: (head: Head) => void; readonly onLine: (line: Line) => void; readonly partial?: boolean }): Promise<void> => {
  let at = 0
  let ended = false
  const bad = (problem: string): BadRecording => new BadRecording(file, at, problem)
  await eachLine(file, (text, whole) => {
    at++
    if (ended) throw bad(`there is something behind the end of the recording. ${ALTERED}`)
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      if (!whole && at > 1) {
        if (partial) return
        throw bad("the line is cut off: the recorder was killed, or the file was cut. --partial judges what is there")
      }
      throw bad(at === 1 ? "the first line is not JSON: this is no recording; rocketproof record writes them" : `the line is not JSON. ${ALTERED}`)
    }
    if (at === 1) return onHead(headIn(parsed, bad))
    if (!isLine(parsed)) throw bad(`no line of a recording. ${ALTERED}`)
    if (parsed.n !== at) throw bad(`the line says that it is line ${parsed.n}. ${ALTERED}`)
    ended = "end" in parsed
    onLine(parsed)
  })
  if (at === 0) throw new BadRecording(file, 1, "the file is empty: this is no recording; rocketproof record writes them")
  if (!ended && !partial) throw new BadRecording(file, at, "the recording has no end: the recorder was killed, or the file was cut. --partial judges what is there")
}

const headIn = (parsed: unknown, bad: (problem: string) => BadRecording): Head => {
  const { recording, version } = (parsed ?? {}) as { readonly recording?: unknown; readonly version?: unknown }
  if (recording !== "rocketproof") throw bad('the first line does not say "recording":"rocketproof": this is no recording; rocketproof record writes them')
  if (version !== 1) throw bad(`the recording says version ${JSON.stringify(version)}, this program reads version 1: use the rocketproof that wrote it`)
  const head = decodeHead(parsed)
  if (Result.isFailure(head)) throw bad(`the head is not as it should be: ${head.failure.message.replace(/\s+/g, " ")}. ${ALTERED}`)
  return head.success
}
