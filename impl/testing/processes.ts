/**
 * The command line as it is installed, in processes of its own, for tests: `npm run build` comes first.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const MAIN = fileURLToPath(new URL("../../dist/impl/cli/main.js", import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface RunningCommand {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** The first line that it prints. */
  readonly line: Promise<string>
}

export interface CommandLine {
  readonly start: (...args: readonly string[]) => RunningCommand
  readonly run: (...args: readonly string[]) => Promise<Ended>
  /** Ends all that runs still. */
  readonly killAll: () => void
}

/** `environment`: on top of this process's own. */
export const commandLine = (environment: Readonly<Record<string, string>> = {}): CommandLine => {
  const started = new Set<ChildProcess>()
  const start: CommandLine["start"] = (...args) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } })
    started.add(child)
    let out = ""
    let err = ""
    const ended = new Promise<Ended>((resolve) =>
      child.once("close", (code) => {
        started.delete(child)
        resolve({ code, out, err })
      })
    )
    const line = new Promise<string>((resolve, reject) => {
      child.stdout.on("data", (chunk: Buffer) => {
        out += chunk.toString()
        if (out.includes("\n")) resolve(out.slice(0, out.indexOf("\n")))
      })
      void ended.then(({ code }) => reject(new Error(`it ended with ${code} and no line: ${err}`)))
    })
    line.catch(() => {})
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()))
    return { child, ended, line }
  }
  return {
    start,
    run: (...args) => start(...args).ended,
    killAll: () => {
      for (const child of started) child.kill("SIGKILL")
    }
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
