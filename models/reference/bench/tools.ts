/**
 * Running other programs, and where what they need is kept.
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import process from "node:process"

/** One exploration by one tool. */
export interface Measured {
  /** Successors, or steps of random walks; `null`: not counted. */
  readonly generated: number | null
  readonly unique: number | null
  readonly seconds: number
  /** Of the whole process, all threads, its start too; `null` where the system does not tell. */
  readonly cpuSeconds: number | null
  /** Most memory that the process ever held. */
  readonly peakBytes: number | null
  /** Properties that were decided by a trace. */
  readonly found?: readonly string[]
}

/** A tool that is not there, and why; or ready to be asked. */
export type Tool<T> = { readonly missing: string } | { readonly ready: T }

/** Outside the repository, so that no build of another tool ends up in it. */
export const defaultCache = (): string => {
  const base =
    process.platform === "darwin" ? join(homedir(), "Library", "Caches") : process.platform === "win32" ? (process.env["LOCALAPPDATA"] ?? homedir()) : (process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"))
  return join(base, "rocketproof", "bench")
}

/** What it prints, whatever its exit code. */
export const heard = (command: string, args: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(command, args, { encoding: "utf8" })
  return `${stdout}${stderr}`
}

/** Runs to the end; what it printed, or throws with the end of what it complained of. */
export const run = (command: string, args: readonly string[], cwd?: string): string => {
  const { status, error, stdout, stderr } = spawnSync(command, args, { ...(cwd === undefined ? {} : { cwd }), encoding: "utf8", maxBuffer: 1 << 28 })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ""}: exit ${status}: ${`${stdout}${stderr}`.trim().split("\n").slice(-6).join("\n")}`)
  return stdout
}

/** Of an error, what fits in a table: no addresses, and one line. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replaceAll(/https?:\/\/[^\s)]+/g, "…")
    .replaceAll(/\s+/g, " ")
    .slice(0, 200)

export const isThere = (command: string, flag: string): boolean => spawnSync(command, [flag], { stdio: "ignore" }).error === undefined

/** Runs a program that does not measure itself: looks at it 20 times a second (Linux only). */
export const watch = (command: string, args: readonly string[], cwd: string): Promise<{ readonly output: string; readonly seconds: number; readonly cpuSeconds: number | null; readonly peakBytes: number | null }> =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    let ticks: number | null = null
    let peak: number | null = null
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()))
    const look = setInterval(() => {
      ticks = ticksOf(child.pid) ?? ticks
      peak = peakOf(child.pid) ?? peak
    }, 50)
    child.on("error", reject)
    child.on("close", (code) => {
      clearInterval(look)
      if (code !== 0) reject(new Error(`${command}: exit ${code}: ${output.trim().split("\n").slice(-6).join("\n")}`))
      else resolve({ output, seconds: (performance.now() - started) / 1000, cpuSeconds: ticks === null ? null : ticks / 100, peakBytes: peak })
    })
  })

const proc = (pid: number | undefined, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8")
  } catch {
    return ""
  }
}

/** User and system time in hundredths of a second. */
const ticksOf = (pid: number | undefined): number | undefined => {
  const text = proc(pid, "stat")
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
  return text === "" ? undefined : Number(fields[11]) + Number(fields[12])
}

const peakOf = (pid: number | undefined): number | undefined => {
  const kib = /VmHWM:\s+(\d+)/.exec(proc(pid, "status"))?.[1]
  return kib === undefined ? undefined : Number(kib) * 1024
}
