/**
 * Where a node runs: in this process, or in one of its own.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Sample } from "../metrics/samples.ts"
import type { Links } from "./links.ts"
import { type NodeSpec, type NodeState, type RunningNode, startNode } from "./node.ts"

/** A node under control. */
export interface Hosted {
  readonly pid: number
  readonly address: string
  readonly state: () => Promise<NodeState>
  /** What it is measured by. */
  readonly samples: () => Promise<readonly Sample[]>
  readonly pause: () => void
  readonly resume: () => void
  readonly stop: () => Promise<void>
  readonly kill: () => Promise<void>
  readonly powerLoss: () => Promise<void>
  /** Its process has ended, whoever ended it. */
  readonly ended: Promise<void>
  /** Links have changed. */
  readonly linksChanged: () => void
}

export type Host = (spec: NodeSpec, links: Links) => Promise<Hosted>

/** In this process: killed by dropping everything without a word. */
export const inProcess: Host = async (spec, links) => {
  const node: RunningNode = await startNode(spec, links.isCut)
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    pid: process.pid,
    address: node.address,
    state: () => Promise.resolve(node.state()),
    samples: () => Promise.resolve(node.samples()),
    pause: node.pause,
    resume: node.resume,
    stop: () => (node.stop(), settled()),
    kill: () => (node.kill(), settled()),
    powerLoss: () => (node.powerLoss(), settled()),
    ended: new Promise(() => {}),
    linksChanged: () => {}
  }
}

export type ToChild =
  | { readonly do: "start"; readonly spec: NodeSpec; readonly cut: readonly string[] }
  | { readonly do: "links"; readonly cut: readonly string[] }
  | { readonly do: "state" | "samples"; readonly id: number }
  | { readonly do: "stop" }
  | { readonly do: "powerLoss" }

export type FromChild =
  | { readonly is: "started"; readonly address: string }
  | { readonly is: "failed"; readonly reason: string }
  | { readonly is: "answer"; readonly id: number; readonly answer: unknown }

/** In a process of its own: killed by SIGKILL, paused by SIGSTOP. It does not outlive this process. */
export const inChild: Host = async (spec, links) => {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js"
  const child: ChildProcess = fork(fileURLToPath(new URL(`../cli/main.${extension}`, import.meta.url)), ["node"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"]
  })
  const tell = (message: ToChild): void => {
    // It may have died a moment ago: that is said by its exit, not here.
    if (child.connected) child.send(message, () => {})
  }
  const asked = new Map<number, (answer: unknown) => void>()
  let number = 0
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    child.on("message", (message: FromChild) => {
      if (message.is === "started") resolve(message.address)
      else if (message.is === "failed") reject(new Error(`${spec.name}: ${message.reason}`))
      else {
        asked.get(message.id)?.(message.answer)
        asked.delete(message.id)
      }
    })
    child.on("error", (error) => reject(new Error(`${spec.name}: ${error.message}`)))
    child.once("exit", (code) => reject(new Error(`${spec.name}: its process ended with ${code}`)))
    tell({ do: "start", spec, cut: links.list() })
  })
  const ask = (what: "state" | "samples"): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++number
      const timer = setTimeout(() => {
        asked.delete(id)
        reject(new Error(`${spec.name} does not answer`))
      }, 2_000)
      asked.set(id, (answer) => {
        clearTimeout(timer)
        resolve(answer)
      })
      tell({ do: what, id })
    })
  return {
    pid: child.pid ?? 0,
    address,
    state: () => ask("state") as Promise<NodeState>,
    samples: () => ask("samples") as Promise<readonly Sample[]>,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    stop: () => {
      child.kill("SIGCONT")
      tell({ do: "stop" })
      const timer = setTimeout(() => child.kill("SIGKILL"), 3_000)
      return exited.then(() => clearTimeout(timer))
    },
    kill: () => {
      child.kill("SIGKILL")
      return exited
    },
    powerLoss: () => {
      child.kill("SIGCONT")
      tell({ do: "powerLoss" })
      return exited
    },
    ended: exited,
    linksChanged: () => tell({ do: "links", cut: links.list() })
  }
}
