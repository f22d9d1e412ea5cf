/**
 * Stateright 0.31 (MIT licence), as cargo has it: its examples' own models, with a `main` that measures. Two copies: as published,
 * and with the mistakes mended that make it lose states (`rust.ts`).
 *
 * @module
 */
import { createHash } from "node:crypto"
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type Change, mains, mending, TWO_STATES } from "./rust.ts"
import { isThere, type Measured, reason, run, type Tool } from "./tools.ts"

const VERSION = "0.31.0"

export interface Stateright {
  /** `args`: bfs or dfs, a size, a depth (0: none), bounds (Raft). */
  readonly explore: (copy: Copy, example: string, args: readonly (string | number)[]) => Measured
  /** How many states it counts in a model that has two. */
  readonly twoStates: (copy: Copy) => number
  readonly rustc: string
}

export type Copy = "published" | "mended"

export const stateright = (cache: string, say: (what: string) => void): Tool<Stateright> => {
  if (!isThere("cargo", "--version")) return { missing: "cargo is not installed" }
  try {
    const changes = createHash("sha256").update(JSON.stringify([mains, mending, TWO_STATES])).digest("hex").slice(0, 8)
    const home = join(cache, `stateright-${VERSION}-${changes}`)
    const source = existsSync(join(home, "built")) ? undefined : fetch(home, say)
    const binaries = {
      published: build(home, "published", source, mains, say),
      mended: build(home, "mended", source, [...mains, ...mending], say)
    }
    writeFileSync(join(home, "built"), "")
    return {
      ready: {
        explore: (copy, example, args) => measured(run(join(binaries[copy], example), args.map(String))),
        twoStates: (copy) => Number(run(join(binaries[copy], "two-states"), [])),
        rustc: run("rustc", ["--version"]).trim()
      }
    }
  } catch (error) {
    return { missing: `cargo could not bring or build it: ${reason(error)}` }
  }
}

/** A project that wants the crate makes cargo bring its source, examples and all. */
const fetch = (home: string, say: (what: string) => void): string => {
  say("fetching Stateright")
  const project = join(home, "project")
  mkdirSync(join(project, "src"), { recursive: true })
  writeFileSync(join(project, "Cargo.toml"), `[package]\nname = "wants-stateright"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nstateright = "=${VERSION}"\n[workspace]\n`)
  writeFileSync(join(project, "src", "main.rs"), "fn main() {}\n")
  const { packages } = JSON.parse(run("cargo", ["metadata", "--format-version", "1"], project)) as { packages: readonly { name: string; manifest_path: string }[] }
  const manifest = packages.find(({ name }) => name === "stateright")?.manifest_path
  if (manifest === undefined) throw new Error("cargo metadata does not name stateright")
  return dirname(manifest)
}

/** The directory of the built examples. */
const build = (home: string, copy: Copy, source: string | undefined, changes: readonly Change[], say: (what: string) => void): string => {
  const crate = join(home, copy)
  const binaries = join(crate, "target", "release", "examples")
  if (source === undefined) return binaries
  say(`building Stateright, ${copy}`)
  rmSync(crate, { recursive: true, force: true })
  cpSync(source, crate, { recursive: true })
  for (const change of changes) apply(crate, change)
  writeFileSync(join(crate, "examples", "two-states.rs"), TWO_STATES)
  appendFileSync(join(crate, "Cargo.toml"), `\n[[example]]\nname = "two-states"\npath = "examples/two-states.rs"\n\n[workspace]\n`)
  run("cargo", ["build", "--release", ...["2pc", "paxos", "single-copy-register", "raft", "two-states"].flatMap((example) => ["--example", example])], crate)
  return binaries
}

/** Changes a file; what it finds must be there once, or the change is not the one that was meant. */
export const changed = (text: string, { file, find, put }: Change): string => {
  const parts = text.split(find)
  if (parts.length !== 2) throw new Error(`${file}: what is to be changed is there ${parts.length - 1} times`)
  return parts.join(put)
}

const apply = (crate: string, change: Change): void => {
  const path = join(crate, change.file)
  writeFileSync(path, changed(readFileSync(path, "utf8"), change))
}

const measured = (output: string): Measured => {
  const { generated, unique, seconds, cpuTicks, peakKiB, found } = JSON.parse(output) as { generated: number; unique: number; seconds: number; cpuTicks: number | null; peakKiB: number | null; found: readonly string[] }
  return { generated, unique, seconds, cpuSeconds: cpuTicks === null ? null : cpuTicks / 100, peakBytes: peakKiB === null ? null : peakKiB * 1024, found }
}
