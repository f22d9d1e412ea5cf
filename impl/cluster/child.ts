/**
 * The process of one node, told what to do by the cluster that started it. When that one goes, it goes too.
 *
 * @module
 */
import type { FromChild, ToChild } from "./hosts.ts"
import { makeLinks } from "./links.ts"
import { type RunningNode, startNode } from "./node.ts"

export const child = async (): Promise<void> => {
  if (process.send === undefined) throw new Error("node: this command is for cluster --processes")
  const say = (message: FromChild): void => void process.send?.(message)
  const links = makeLinks()
  let node: RunningNode | undefined
  // An interrupt on the terminal reaches every process of the group; the cluster decides how its nodes end.
  process.on("SIGINT", () => {})
  process.on("disconnect", () => process.exit(0))
  process.on("message", (message: ToChild) => {
    switch (message.do) {
      case "start":
        links.set(message.links)
        startNode(message.spec, links).then(
          (started) => {
            node = started
            say({ is: "started", address: started.address })
          },
          (error: unknown) => {
            say({ is: "failed", reason: error instanceof Error ? error.message : String(error) })
            setImmediate(() => process.exit(1))
          }
        )
        return
      case "links":
        links.set(message.links)
        return
      case "clock":
        node?.clock(message.fault)
        return
      case "disk":
        node?.disk(message.fault)
        return
      case "state":
        if (node !== undefined) say({ is: "state", id: message.id, state: node.state() })
        return
      case "samples":
        if (node !== undefined) say({ is: "samples", id: message.id, samples: node.samples() })
        return
      case "stop":
        node?.stop()
        process.exit(0)
        return
      case "steer": {
        const { id, command } = message
        try {
          if (node !== undefined) say({ is: "steered", id, answer: node.steer(command) })
        } catch (error) {
          say({ is: "not steered", id, reason: error instanceof Error ? error.message : String(error) })
        }
        return
      }
      case "powerLoss":
        node?.powerLoss(message.last)
        process.kill(process.pid, "SIGKILL")
    }
  })
  await new Promise(() => {})
}
