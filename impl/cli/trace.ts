/**
 * `rocketproof trace`: a trace file, for a person or for another program.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { tell } from "../../properties/telling/tell.ts"
import { textOf } from "../../properties/telling/text.ts"
import { oneFile } from "../page/one-file.ts"
import { BadTrace, openTrace } from "../trace/read.ts"
import { follow, type ReadTrace } from "../trace/replay.ts"
import { screen } from "../trace/screen.ts"
import { nearest } from "./nearest.ts"

export interface TraceOptions {
  readonly format: string
}

type Format = (read: ReadTrace) => string

const formats: { readonly [format: string]: Format } = {
  text: (read) => `${textOf(tellingOf(read), screen())}\n`,
  html: (read) => oneFile(tellingOf(read)),
  json: ({ file }) => readFileSync(file, "utf8")
}

/** What a view is made from. */
export const tellingOf = ({ suite, about, trace, model, mutant, start }: ReadTrace) => tell(suite, about, trace, { model, start, ...(mutant === undefined ? {} : { mutant: mutant.id }) })

/** Exit 0: it was shown; 2: the file is no trace, or cannot be followed here. */
export const trace = async (file: string, { format }: TraceOptions): Promise<number> => {
  const made = Object.hasOwn(formats, format) ? formats[format] : undefined
  if (made === undefined) throw new Error(`--format ${format}: ${nearest(format, Object.keys(formats))} There are ${Object.keys(formats).join(", ")}`)
  try {
    const read = follow(file, openTrace(file))
    for (const warning of read.warnings) console.error(`warning: ${warning}`)
    process.stdout.write(made(read))
    return 0
  } catch (error) {
    if (!(error instanceof BadTrace)) throw error
    console.error(error.message)
    return 2
  }
}
