/**
 * The file of `--resume`: what a check has done, so that one that was killed goes on where it was.
 *
 * The first line says of what it is; then a line for each model that is done. The search of the model after those lies
 * beside it, in a file of its own.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { decode } from "../../models/engine/decode.ts"
import { encode } from "../../models/engine/encode.ts"
import type { Result } from "../../models/engine/result.ts"
import type { SnapshotOptions } from "../../models/engine/snapshot.ts"

/** A digest of everything that decides what a model is. */
export const sourceDigest = (): string => {
  const root = fileURLToPath(new URL("../../", import.meta.url))
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js"
  const hash = createHash("sha256")
  for (const folder of ["models", "properties", "spec"]) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(extension))
    for (const file of files.sort()) hash.update(`${folder}/${file}\n`).update(readFileSync(join(root, folder, file)))
  }
  return hash.digest("hex").slice(0, 16)
}

interface Head {
  readonly rocketproof: "check"
  readonly source: string
  /** Options that change what comes of a model. */
  readonly options: string
}

export class RunFile {
  private readonly file: string
  private readonly head: Head
  private readonly results = new Map<string, Result>()

  /** Reads the file if it is there. Throws, naming what differs, if it is of another check. */
  constructor(file: string, options: Readonly<Record<string, unknown>>, source = sourceDigest()) {
    this.file = file
    this.head = { rocketproof: "check", source, options: JSON.stringify(options) }
    if (!existsSync(file)) {
      this.begin()
      return
    }
    const [first = "", ...lines] = readFileSync(file, "utf8").split("\n")
    const head = headOf(first, file)
    if (head.source !== this.head.source) throw new Error(`--resume ${file}: it is of another version of the models (${head.source}, and these are ${this.head.source}); remove it to begin anew`)
    if (head.options !== this.head.options) throw new Error(`--resume ${file}: it was made with other options (${head.options}, and these are ${this.head.options}); give the same, or remove it to begin anew`)
    for (const line of lines) {
      // A line that was cut off by the end of the process is of a model that is explored again.
      if (!line.endsWith("}")) continue
      const { model, result } = JSON.parse(line) as { readonly model: string; readonly result: string }
      this.results.set(model, decode(result) as Result)
    }
    // Written anew, so that half a line does not stay in the middle.
    this.begin()
    for (const result of this.results.values()) this.write(result)
  }

  /** Models that are done. */
  get size(): number {
    return this.results.size
  }

  /** What came of the model, if it is done. */
  done(model: string): Result | undefined {
    return this.results.get(model)
  }

  /** The model is done. */
  add(result: Result): void {
    this.results.set(result.model, result)
    this.write(result)
  }

  /** Where the search under way is kept. */
  get snapshot(): SnapshotOptions {
    return { file: `${this.file}.search`, version: this.head.source }
  }

  /** Nothing is left to go on with. */
  remove(): void {
    rmSync(this.file, { force: true })
    rmSync(this.snapshot.file, { force: true })
    rmSync(`${this.snapshot.file}.states`, { force: true, recursive: true })
  }

  private begin(): void {
    writeFileSync(this.file, `${JSON.stringify(this.head)}\n`)
  }

  private write(result: Result): void {
    appendFileSync(this.file, `${JSON.stringify({ model: result.model, result: encode(stripped(result)) })}\n`)
  }
}

const headOf = (line: string, file: string): Head => {
  try {
    const head = JSON.parse(line) as Partial<Head>
    if (head.rocketproof === "check") return head as Head
  } catch {
    // Refused below.
  }
  throw new Error(`--resume ${file}: that is no file of a check; name one that it may write`)
}

/** Without fields that are undefined, which a text of data has no room for. */
const stripped = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(stripped)
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, held]) => (held === undefined ? [] : [[key, stripped(held)]])))
}
