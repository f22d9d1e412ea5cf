/**
 * Commands of ours as processes of their own.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const MAIN = fileURLToPath(new URL("../../dist/impl/cli/main.js", import.meta.url))

/** A process that can be started more than once. */
export interface Served {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly kill: () => Promise<void>
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
