/**
 * `rocketproof validate`: the journals of a live run, held against the spec and against each other.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { judgeRun } from "../journal/judge.ts"
import { journalLine, judgedLines } from "../journal/tell.ts"

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
