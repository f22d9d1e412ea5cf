/**
 * `rocketproof trace`: a trace file, for a person or for another program.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { tell } from "../../properties/telling/tell.ts"
import type { Telling } from "../../properties/telling/telling.ts"
import { textOf } from "../../properties/telling/text.ts"
import { oneFile } from "../page/one-file.ts"
import { itf } from "../trace/itf.ts"
import { mermaid } from "../trace/mermaid.ts"
import { readTrace, type ReadTrace } from "../trace/replay.ts"
import { screen } from "../trace/screen.ts"
import { shiviz } from "../trace/shiviz.ts"
import { vitest } from "../trace/vitest.ts"
import { nearest } from "./nearest.ts"

export interface TraceOptions {
  readonly format: string
}

type Format = (read: ReadTrace) => string

const formats: { readonly [format: string]: Format } = {
  text: (read) => `${textOf(tellingOf(read), screen())}\n`,
  html: (read) => oneFile(tellingOf(read)),
  json: ({ file }) => readFileSync(file, "utf8"),
  mermaid: (read) => mermaid(tellingOf(read)),
  shiviz: (read) => shiviz(tellingOf(read)),
  itf,
  test: (read) => vitest(read, tellingOf(read))
}

/** Whoever reads may stop reading, as `head` does. */
const written = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.once("error", (error: NodeJS.ErrnoException) => (error.code === "EPIPE" ? resolve() : reject(error)))
    process.stdout.write(text, () => resolve())
  })

/** What a view is made from. */
export const tellingOf = ({ suite, about, trace, model, mutant, start }: ReadTrace): Telling => tell(suite, about, trace, { model, start, ...(mutant === undefined ? {} : { mutant: mutant.id }) })

/** Throws where the file is no trace, or cannot be followed here. */
export const trace = async (file: string, { format }: TraceOptions): Promise<number> => {
  const made = Object.hasOwn(formats, format) ? formats[format] : undefined
  if (made === undefined) throw new Error(`--format ${format}: ${nearest(format, Object.keys(formats))} There are ${Object.keys(formats).join(", ")}`)
  const read = readTrace(file)
  for (const warning of read.warnings) console.error(`warning: ${warning}`)
  await written(made(read))
  return 0
}
