/**
 * Where a node runs: in this process, or in one of its own.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { DiskFault } from "../files/faulty.ts"
import type { ClockFault } from "../layers/own-time.ts"
import type { Sample } from "../metrics/samples.ts"
import type { Links, LinkState } from "./links.ts"
import { type NodeSpec, type NodeState, type RunningNode, startNode } from "./node.ts"
import type { Steer, SteerAnswer } from "./steering.ts"

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
  /** `last`: entries up to here happened to reach the disk. */
  readonly powerLoss: (last?: number) => Promise<void>
  readonly clock: (fault: ClockFault) => void
  /** Throws for a NameServer. */
  readonly disk: (fault: DiskFault) => void
  /** Of a node that is steered. */
  readonly steer: (command: Steer) => Promise<SteerAnswer>
  /** Its process has ended, whoever ended it. */
  readonly ended: Promise<void>
}

export type Host = (spec: NodeSpec, links: Links) => Promise<Hosted>

/** In this process: killed by dropping everything without a word. */
export const inProcess: Host = async (spec, links) => {
  const node: RunningNode = await startNode(spec, links)
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
    powerLoss: (last) => (node.powerLoss(last), settled()),
    steer: async (command) => node.steer(command),
    clock: node.clock,
    disk: node.disk,
    ended: new Promise(() => {})
  }
}

export type ToChild =
  | { readonly do: "start"; readonly spec: NodeSpec; readonly links: LinkState }
  | { readonly do: "links"; readonly links: LinkState }
  | { readonly do: "clock"; readonly fault: ClockFault }
  | { readonly do: "disk"; readonly fault: DiskFault }
  | { readonly do: "state" | "samples"; readonly id: number }
  | { readonly do: "stop" }
  | { readonly do: "powerLoss"; readonly last?: number }
  | { readonly do: "steer"; readonly id: number; readonly command: Steer }

export type FromChild =
  | { readonly is: "started"; readonly address: string }
  | { readonly is: "failed"; readonly reason: string }
  | { readonly is: "state"; readonly id: number; readonly state: NodeState }
  | { readonly is: "samples"; readonly id: number; readonly samples: readonly Sample[] }
  | { readonly is: "steered"; readonly id: number; readonly answer: SteerAnswer }
  | { readonly is: "not steered"; readonly id: number; readonly reason: string }

/** How long a node may take to answer: milliseconds. One that is steered does nothing else meanwhile, so only a machine that is busy delays it. */
const [STATE_MS, STEER_MS] = [2_000, 60_000]

type Answer = Extract<FromChild, { readonly id: number }>

/** In a process of its own: killed by SIGKILL, paused by SIGSTOP. It does not outlive this process. */
export const inChild: Host = async (spec, links) => {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js"
  const child: ChildProcess = fork(fileURLToPath(new URL(`../cli/main.${extension}`, import.meta.url)), ["node"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // A power loss takes what the file calls of this process have not made durable.
    execArgv: [...process.execArgv, "--import", new URL(`../files/power-preload.${extension}`, import.meta.url).href]
  })
  const tell = (message: ToChild): void => {
    // It may have died a moment ago: that is said by its exit, not here.
    if (child.connected) child.send(message, () => {})
  }
  const asked = new Map<number, (answer: Answer) => void>()
  let number = 0
  const ask = (message: (id: number) => ToChild, withinMs: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const id = ++number
      const timer = setTimeout(() => {
        asked.delete(id)
        reject(new Error(`${spec.name} does not answer`))
      }, withinMs)
      asked.set(id, (answer) => {
        clearTimeout(timer)
        resolve(answer)
      })
      tell(message(id))
    })
  const stop = links.onChange(() => tell({ do: "links", links: links.state() }))
  const exited = new Promise<void>((resolve) =>
    child.once("exit", () => {
      stop()
      resolve()
    })
  )
  const address = await new Promise<string>((resolve, reject) => {
    child.on("message", (message: FromChild) => {
      if (message.is === "started") resolve(message.address)
      else if (message.is === "failed") reject(new Error(`${spec.name}: ${message.reason}`))
      else {
        asked.get(message.id)?.(message)
        asked.delete(message.id)
      }
    })
    child.on("error", (error) => reject(new Error(`${spec.name}: ${error.message}`)))
    child.once("exit", (code) => reject(new Error(`${spec.name}: its process ended with ${code}`)))
    tell({ do: "start", spec, links: links.state() })
  })
  return {
    pid: child.pid ?? 0,
    address,
    state: async () => {
      const answer = await ask((id) => ({ do: "state", id }), STATE_MS)
      if (answer.is !== "state") throw new Error(`${spec.name} answers something else`)
      return answer.state
    },
    samples: async () => {
      const answer = await ask((id) => ({ do: "samples", id }), STATE_MS)
      if (answer.is !== "samples") throw new Error(`${spec.name} answers something else`)
      return answer.samples
    },
    steer: async (command) => {
      const answer = await ask((id) => ({ do: "steer", id, command }), STEER_MS)
      if (answer.is !== "steered") throw new Error(`${spec.name}: ${answer.is === "not steered" ? answer.reason : "answers something else"}`)
      return answer.answer
    },
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
    powerLoss: (last) => {
      child.kill("SIGCONT")
      tell({ do: "powerLoss", ...(last === undefined ? {} : { last }) })
      return exited
    },
    clock: (fault) => tell({ do: "clock", fault }),
    disk: (fault) => {
      if (spec.kind === "namesrv") throw new Error(`broker: ${spec.name} is a NameServer, which has no disk`)
      tell({ do: "disk", fault })
    },
    ended: exited
  }
}
