/**
 * The world of a DLedger group, performed (`models/world/group.ts`).
 *
 * @module
 */
import type { Disk } from "../../models/world/disk.ts"
import type { Action } from "../../models/world/group-action.ts"
import type { GroupOptions } from "../../models/world/group.ts"
import type { Suite } from "../../properties/suites.ts"
import type { HeldKind } from "../files/held.ts"
import { Diverged, NotPerformable, notAMove, type Stage } from "./stage.ts"
import { type LiveWorld, type Made, namesOf, nodeIn, notesOf, readsIn } from "./world.ts"

/** Requests that come with a message, or name one by its place on a disk. */
const BODIES: ReadonlySet<string> = new Set(["SendMessage", "ConsumerSendMsgBack", "EndTransaction"])

export const groupWorld = (suite: Suite): LiveWorld => {
  const { fine = [], busyDisk = false, apart = [], ghosts } = suite.bounds as GroupOptions
  const names = namesOf(suite)
  const { locals } = suite.model().initial
  const configs = names.map((_, slot) => nodeIn(locals, slot).broker.config)
  const holds: readonly HeldKind[] = fine
  /** Of what is asked of a disk that is busy, all was written unless that waits for its turn. */
  const written: readonly HeldKind[] = busyDisk ? [] : holds.filter((kind) => kind !== "queues")
  const isApart = (from: string, to: string): boolean => apart.some(([a, b]) => [names[a], names[b]].includes(from) && [names[a], names[b]].includes(to))

  const restart = async (stage: Stage, name: string, take: () => Promise<void>): Promise<void> => {
    await take()
    await stage.live.start(name, false)
    await stage.rest()
  }

  /** What survives of the log is said by the model; of term and vote, what was being written or what was there before. */
  const losesPower = (stage: Stage, name: string, last: number, keepsSaving: boolean): Promise<void> =>
    restart(stage, name, () => stage.live.powerLoss(name, last, keepsSaving ? written.filter((kind) => kind === "vote") : []))

  const act = async (stage: Stage, { move, before, after }: Made): Promise<void> => {
    const action = (move as { readonly action: Action }).action
    const { slot } = move
    const name = names[slot] ?? ""
    const disk = (locals: readonly unknown[], of: number): Disk => nodeIn(locals, of).disk
    switch (action.do) {
      case "fire":
        return stage.fire(name, action.timer)
      case "send":
        return stage.send(name, action.message)
      case "read":
        return stage.read(name, action.read)
      case "flushed": {
        const { broker, disk: now } = nodeIn(after, slot)
        return stage.release(name, "log", (seen) => busyDisk || (now.flushing !== null && seen.durableIndex >= broker.log.durableIndex))
      }
      case "saved": {
        const { broker, disk: now } = nodeIn(after, slot)
        const { term, votedFor, voter } = broker.raft.saved
        return stage.release(name, "vote", ({ raft: { saved } }) => busyDisk || (now.saving !== null && saved.term === term && saved.votedFor === votedFor && saved.voter === voter))
      }
      case "crash":
        return restart(stage, name, () => stage.live.kill(name, written))
      case "kill":
        await stage.live.kill(name, written)
        return stage.rest()
      case "powerLoss":
        return losesPower(stage, name, action.last, action.keepsSaving)
      case "powerLossOfAll":
        for (const [i, { keeps, keepsSaving }] of action.nodes.entries()) await losesPower(stage, names[i] ?? "", disk(before, i).durable + keeps, keepsSaving)
        return
      case "diskLoss":
        return restart(stage, name, async () => {
          await stage.live.kill(name, [])
          stage.live.wipe(name)
        })
      case "damage":
        return restart(stage, name, async () => {
          await stage.live.kill(name, written)
          stage.live.damage(name, action.last)
        })
      case "diskError":
        return stage.fail(name)
      case "transfer":
        await stage.live.steer(name, { do: "take", event: { _tag: "LeadershipTransfer", request: "transfer", to: action.to } })
        return stage.rest()
      case "pull":
        await stage.live.client.pull(stage.live.address(name), action.offset, (suite.bounds as GroupOptions).messages)
        return stage.rest()
      case "tables":
        return tables(stage, action.from, name)
      case "cut":
      case "heal":
        // Nothing is delivered over a link that is cut: the moves that would are not there.
        return
      case "ask":
        if (BODIES.has(action.event._tag)) throw new NotPerformable(`${action.event._tag} is about a message, and the model's has none that a client could send`)
        await stage.live.steer(name, { do: "take", event: action.event })
        return stage.rest()
      case "dispatched":
        return stage.release(name, "queues", (seen) => seen.dispatchedIndex >= nodeIn(after, slot).broker.dispatchedIndex)
      case "compact":
        throw new NotPerformable("no broker here replaces entries of a group's log by a snapshot")
      default:
        return notAMove(action)
    }
  }

  /** Kept until somebody is to have them. */
  const copies = new Map<string, Parameters<LiveWorld["direct"]>[0]>()

  const tables = async (stage: Stage, from: string, to: string): Promise<void> => {
    copies.clear()
    await stage.fire(from, { _tag: "MetadataTimeout" })
    const copy = copies.get(`${from} > ${to}`)
    if (copy === undefined) throw new Diverged(`topics and offsets from ${from} to ${to}`, "none")
    stage.live.relay.forward(copy)
    await stage.rest()
  }

  return {
    names,
    configs,
    holds,
    direct: (frame) => {
      if (frame.event._tag !== "CopyMetadata") return isApart(frame.from, frame.to)
      copies.set(`${frame.from} > ${frame.to}`, frame)
      return true
    },
    act,
    told: (step) => ({
      sends: ghosts.includes("acks") ? notesOf(step, "acked").map(({ message = "" }) => ({ operation: message, status: "SEND_OK" })) : undefined,
      reads: ghosts.includes("operations") ? readsIn(step) : undefined
    }),
    startAll: () => Promise.resolve()
  }
}
