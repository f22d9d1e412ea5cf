/**
 * `rocketproof validate`: the journals of a live run, held against the spec and against each other; with `--wire` a recording of what
 * passed between the members of a DLedger group, ours or real.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { judgeRun } from "../journal/judge.ts"
import { journalLine, judgedLines } from "../journal/tell.ts"
import { judgeRecording } from "../wire/judge-recording.ts"
import { BadRecording } from "../wire/recording.ts"
import { plainJudged, recordingLines } from "../wire/tell.ts"
import { count, progress } from "./progress.ts"

export interface ValidateOptions {
  /** Where to write the result as JSON. */
  readonly json?: string
}

/** Exit 0: everything is as the spec says; 1: it is not; 2: there is something that cannot be judged. */
export const validate = async (dir: string, { json }: ValidateOptions = {}): Promise<number> => {
  const judged = await judgeRun(dir, {
    onJournal: (replayed) => console.log(journalLine(replayed)),
    onRefused: ({ problem }) => console.log(`REFUSED      ${problem}`)
  })
  for (const line of judgedLines(judged)) console.log(line)
  const code = { "as the spec": 0, differs: 1, unclear: 2 }[judged.verdict]
  if (json !== undefined) {
    const { verdict: _, diverging: __, unsent, ...rest } = judged
    writeFileSync(json, `${JSON.stringify({ dir, exitCode: code, ...rest, unsent: unsent ?? null }, null, 1)}\n`)
  }
  return code
}

/** Exit 0: a run of the rules says every frame; 1: none says one of them; 2: the file cannot be judged. `partial`: it may end anywhere. */
export const validateWire = async (file: string, { json, partial = false }: ValidateOptions & { readonly partial?: boolean } = {}): Promise<number> => {
  const shown = progress()
  try {
    const judged = await judgeRecording(file, { partial, onProgress: (frames) => shown.say(`${count(frames)} frames`) })
    shown.done()
    for (const line of recordingLines(judged)) console.log(line)
    const code = judged.verdict === "explained" ? 0 : 1
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ exitCode: code, ...plainJudged(judged) }, null, 1)}\n`)
    return code
  } catch (error) {
    shown.done()
    if (!(error instanceof BadRecording)) throw error
    console.log(`REFUSED      ${error.message}`)
    return 2
  }
}
