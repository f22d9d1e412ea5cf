/**
 * What `npm run interop` starts, RocketMQ's or ours, and what it finds.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

export type Kind = "RocketMQ" | "rocketproof"

export const HOST = "127.0.0.1"

const MAIN = fileURLToPath(new URL("../../dist/impl/cli/main.js", import.meta.url))

/** A server of either kind. */
export interface Served {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly kill: () => Promise<void>
}

export interface Case {
  readonly name: string
  readonly ok: boolean
  readonly found: string
}

/** A command of ours in a process of its own; ready when it has printed its first line. */
export const command = (args: readonly string[]): Served => {
  let child: ChildProcess | undefined
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = new Promise((resolve) => ending.once("exit", resolve))
    ending.kill(signal)
    await ended
  }
  return {
    start: async () => {
      const started = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "inherit"] })
      child = started
      const { done } = await createInterface({ input: started.stdout })[Symbol.asyncIterator]().next()
      if (done === true) throw new Error(`rocketproof ${args.join(" ")} has ended`)
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL")
  }
}
