/**
 * Sections of docs/compatibility.md that commands write: each between a line that names its command, and an end.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { cpus, type as system } from "node:os"
import { fileURLToPath } from "node:url"

const FILE = fileURLToPath(new URL("../../docs/compatibility.md", import.meta.url))
const END = "<!-- to here -->"

/** When and where a run was. */
export const machineLine = (): string => `on ${new Date().toISOString().slice(0, 10)} (${system()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.version})`

/** Writes the section of `npm run COMMAND` in the place of the last one, or at the end; the file. */
export const writeSection = (command: string, section: string): string => {
  const begin = `<!-- npm run ${command} writes from here -->`
  const text = readFileSync(FILE, "utf8")
  const block = `${begin}\n${section.trimEnd()}\n${END}`
  const from = text.indexOf(begin)
  const to = text.indexOf(END, from)
  writeFileSync(FILE, from < 0 || to < 0 ? `${text.trimEnd()}\n\n${block}\n` : text.slice(0, from) + block + text.slice(to + END.length))
  return FILE
}
