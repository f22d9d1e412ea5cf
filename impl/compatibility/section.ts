/**
 * Sections of docs/compatibility.md that commands write: each between a line that names its command, and an end.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { cpus, totalmem, type as system } from "node:os"
import { fileURLToPath } from "node:url"
import { withSection } from "../cli/marked.ts"

const FILE = fileURLToPath(new URL("../../docs/compatibility.md", import.meta.url))
const END = "<!-- to here -->"

/** When and where a run was. */
export const machineLine = (): string => `on ${new Date().toISOString().slice(0, 10)} (${system()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.version})`

/** Where a run was, with its memory. */
export const wholeMachine = (): string => `${system()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`

/** Writes the section of `npm run COMMAND` in the place of the last one, or at the end; the file. */
export const writeSection = (command: string, section: string): string => {
  writeFileSync(FILE, withSection(readFileSync(FILE, "utf8"), `<!-- npm run ${command} writes from here -->`, END, section.trimEnd()))
  return FILE
}
