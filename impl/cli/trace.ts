/**
 * `rocketproof trace`: a trace file, for a person or a program.
 *
 * @module
 */
import { readFileSync } from "node:fs"

export const trace = async (file: string, { format }: { readonly format: string }): Promise<number> => {
  const text = readFileSync(file, "utf8")
  let parsed: { readonly format?: string; readonly text?: string }
  try {
    parsed = JSON.parse(text) as typeof parsed
  } catch {
    throw new Error(`${file}: not JSON, or cut off; write it again with check --traces or mutants --traces`)
  }
  if (parsed.format !== "rocketproof-trace") throw new Error(`${file}: format is ${JSON.stringify(parsed.format ?? null)}, not "rocketproof-trace"`)
  if (format === "json") process.stdout.write(text)
  else if (format === "text") console.log(parsed.text)
  else throw new Error(`--format ${format}: must be text or json`)
  return 0
}
