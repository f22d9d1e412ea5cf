/**
 * `rocketproof trace`: a trace file, for a person or for another program.
 *
 * @module
 */
import { readFileSync, statSync } from "node:fs"
import { noReturn, noReturnText } from "../../properties/telling/no-return.ts"
import { tell } from "../../properties/telling/tell.ts"
import type { Telling } from "../../properties/telling/telling.ts"
import { textOf } from "../../properties/telling/text.ts"
import { oneFile } from "../page/one-file.ts"
import { fileLines } from "../trace/write.ts"
import { liveHead, type LiveRun, liveRun, liveRunIn, liveTelling } from "../trace/live.ts"
import { pageOf } from "../page/page-of.ts"
import { itf } from "../trace/itf.ts"
import { mermaid } from "../trace/mermaid.ts"
import { follow, type ReadTrace } from "../trace/replay.ts"
import { openTrace } from "../trace/read.ts"
import { screen } from "../trace/screen.ts"
import { shiviz } from "../trace/shiviz.ts"
import { vitest } from "../trace/vitest.ts"
import { loadOwn } from "../own/load.ts"
import { nearest } from "./nearest.ts"
import { count, progress } from "./progress.ts"

export interface TraceOptions {
  readonly format: string
}

type Format = (read: ReadTrace) => string

const formats: { readonly [format: string]: Format } = {
  text: (read) => `${textOf({ ...tellingOf(read), ...turningPoint(read) }, screen())}\n`,
  html: (read) => pageOf(read, tellingOf(read)),
  json: ({ file }) => readFileSync(file, "utf8"),
  mermaid: (read) => mermaid(tellingOf(read)),
  shiviz: (read) => shiviz(tellingOf(read)),
  itf,
  test: (read) => vitest(read, tellingOf(read))
}

/** Where it could no longer be helped. Looked for where a promise is broken, or a witness needed a fault. */
const turningPoint = ({ suite, model, about, trace, start }: ReadTrace): Pick<Telling, "noReturn"> => {
  if (about === undefined || start.n > 0 || !(about.verdict === "violated" || trace.steps.some(({ move }) => suite.view.did(move).kind === "fault"))) return {}
  const line = progress()
  line.say("looking for the point of no return")
  const found = noReturn(model, suite.view, about.id, trace)
  line.done()
  return found === undefined ? {} : { noReturn: noReturnText(found, suite.view, trace) }
}

/** Whoever reads may stop reading, as `head` does. */
const written = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error === null || error === undefined || (error as NodeJS.ErrnoException).code === "EPIPE" ? resolve() : reject(error)))
  })

/** What a view is made from. */
export const tellingOf = ({ suite, about, trace, model, mutant, start }: ReadTrace): Telling => tell(suite, about, trace, { model, start, ...(mutant === undefined ? {} : { mutant: mutant.id }) })

const liveFormats: { readonly [format: string]: (telling: Telling) => string } = { text: (telling) => `${textOf(telling, screen())}\n`, html: (telling) => oneFile(telling), mermaid, shiviz }

/** A live run, from journals or from a file; `run` begins it anew. */
const live = async (from: string, run: () => LiveRun, format: string): Promise<number> => {
  if (format === "json") {
    let steps = 0
    for (const _ of run().steps) steps++
    const again = run()
    const actions = (function* () {
      for (const { action } of again.steps) yield action
    })()
    for (const line of fileLines(liveHead(from, again, steps), actions)) await written(line)
    return 0
  }
  const made = Object.hasOwn(liveFormats, format) ? liveFormats[format] : undefined
  if (made === undefined) throw new Error(`--format ${format}: of a live run there are json, ${Object.keys(liveFormats).join(", ")}`)
  await written(made(liveTelling(from, run())))
  return 0
}

/** Throws where the file is no trace, or cannot be followed here. */
export const trace = async (file: string, { format }: TraceOptions): Promise<number> => {
  const made = Object.hasOwn(formats, format) ? formats[format] : undefined
  if (made === undefined) throw new Error(`--format ${format}: ${nearest(format, Object.keys(formats))} There are ${Object.keys(formats).join(", ")}`)
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
  })
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) return live(file, () => liveRun(file), format)
  const open = openTrace(file)
  if (open.head.run === "live") return live(file, () => liveRunIn(openTrace(file)), format)
  if (open.head.module !== undefined) await loadOwn(open.head.module)
  const line = progress()
  const read = follow(file, open, (n, of) => line.say(`${count(n)} of ${count(of)} steps`))
  line.done()
  for (const warning of read.warnings) console.error(`warning: ${warning}`)
  await written(made(read))
  return 0
}
