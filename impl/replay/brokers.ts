/**
 * The world of brokers with fixed roles, performed (`models/world/brokers.ts`).
 *
 * @module
 */
import type { BrokersAction, BrokersOptions } from "../../models/world/brokers.ts"
import type { Ha } from "../../spec/ha/state.ts"
import { lastIndexOf } from "../../models/world/disk.ts"
import type { MemberNode } from "../../models/world/member.ts"
import type { Suite } from "../../properties/suites.ts"
import type { HeldKind } from "../files/held.ts"
import { Diverged, notAMove, type Stage } from "./stage.ts"
import { type LiveWorld, type Made, namesOf, nodeIn, notesOf, readsIn } from "./world.ts"
import type { Frame } from "./relay.ts"

export const brokersWorld = (suite: Suite, names: readonly string[] = namesOf(suite), holds: readonly HeldKind[] = ["log"]): LiveWorld => {
  const { reads } = suite.bounds as Pick<BrokersOptions, "reads">
  const { locals } = suite.model().initial
  const configs = names.map((_, slot) => nodeIn(locals, slot).broker.config)
  /** The newest wish for a connection, by slave. */
  const wishes = new Map<string, Frame>()
  const memberIn = (all: readonly unknown[], slot: number): MemberNode => nodeIn(all, slot) as MemberNode

  /** A broker that goes down takes its connections along; with `silently` nobody is there to notice. */
  const stop = async (stage: Stage, { before }: Made, name: string, how: () => Promise<void>, silently = false): Promise<void> => {
    const ends = stage.live.isUp(name) && !silently ? endsOf((await stage.live.observe(name)).ha, memberIn(before, names.indexOf(name)).broker.config.haMaster) : []
    wishes.delete(name)
    await how()
    for (const { to, connection } of ends) stage.tellClosed(name, to, connection)
    await stage.rest()
  }

  const kill = (stage: Stage, name: string) => async (): Promise<void> => {
    if (stage.live.isUp(name)) await stage.live.kill(name, holds)
  }

  const startWith = async (stage: Stage, { before, after }: Made, slot: number): Promise<void> => {
    const member = memberIn(after, slot)
    await stage.live.start(names[slot] ?? "", !memberIn(before, slot).disk.used, member.broker.config)
    await stage.rest()
  }

  const connect = async (stage: Stage, name: string, { after }: Made, slot: number): Promise<void> => {
    const wish = wishes.get(name)
    if (wish?.event._tag !== "HaConnected") throw new Diverged(`${name} waiting for a connection`, "no wish for one")
    wishes.delete(name)
    stage.connections.set(wish.event.connection, `${name}#${memberIn(after, slot).connections}`)
    stage.live.relay.forward(wish)
    await stage.rest()
    // A master that takes a slave for a new one hangs up on the old one: in the model nobody is there to hear that.
    stage.forget(({ from, tag }) => from === wish.to && tag === "HaClosed")
  }

  const act = async (stage: Stage, step: Made): Promise<void> => {
    const { move, before, after } = step
    const action = (move as { readonly action: BrokersAction }).action
    const { slot } = move
    const name = names[slot] ?? ""
    switch (action.do) {
      case "fire": {
        const { timer } = action
        const request = "request" in timer ? memberIn(before, slot).broker.pending.find((pending) => pending.request === timer.request)?.index : undefined
        return stage.fire(name, timer, request)
      }
      case "send":
        return stage.send(name, action.message)
      case "read":
        return stage.read(name, action.read)
      case "connect":
        return connect(stage, name, step, slot)
      case "flushed": {
        const { broker, disk } = memberIn(after, slot)
        return stage.release(name, "log", (seen) => disk.flushing !== null && seen.durableIndex >= broker.log.durableIndex)
      }
      case "start":
        return startWith(stage, step, slot)
      case "crash":
      case "kill":
        return stop(stage, step, name, kill(stage, name))
      case "powerLoss":
        return losesPower(stage, name, step, action.last, false)
      case "powerLossOfAll": {
        const struck = names.filter((_, i) => memberIn(before, i).broker.config.brokerName === action.group)
        for (const [i, other] of struck.entries()) await losesPower(stage, other, step, memberIn(before, names.indexOf(other)).disk.durable + (action.kept[i] ?? 0), true)
        return
      }
      case "diskLoss":
        return stop(stage, step, name, async () => {
          await kill(stage, name)()
          stage.live.wipe(name)
        })
      case "diskError":
        return stage.fail(name)
      case "promote":
      case "return":
        // Only a slave whose master is down is promoted: nobody is at the other end.
        await stop(stage, step, name, kill(stage, name), action.do === "promote")
        return startWith(stage, step, slot)
      case "cut":
      case "heal":
        return
      default:
        return notAMove(action)
    }
  }

  /** A broker that is down already has lost its process, not its page cache: that is cut now. */
  const losesPower = (stage: Stage, name: string, step: Made, last: number, silently: boolean): Promise<void> => {
    const { up, disk } = memberIn(step.before, names.indexOf(name))
    return stop(
      stage,
      step,
      name,
      async () => {
        if (up) await stage.live.powerLoss(name, last, [])
        else if (last < lastIndexOf(disk)) await stage.live.losePowerWhenDown(name, last)
      },
      silently
    )
  }

  return {
    names,
    configs,
    holds,
    direct: (frame, stage) => {
      const { event, from } = frame
      if (event._tag === "CopyMetadata") return true
      if (event._tag !== "HaConnected") return false
      // A slave gives a connection its name, and its master's answer bears it.
      if (event.connection.startsWith(`${from}/`)) wishes.set(from, frame)
      else stage.live.relay.forward(frame)
      return true
    },
    act,
    told: (step) => ({ sends: notesOf(step, "told").map(({ message = "", status = "" }) => ({ operation: message, status })), reads: reads === undefined ? undefined : readsIn(step) }),
    startAll: async (stage, all) => {
      for (const [slot, name] of names.entries())
        if (memberIn(all, slot).dead !== true && !stage.live.isUp(name)) {
          await stage.live.start(name, false, memberIn(all, slot).broker.config)
          await stage.rest()
        }
    }
  }
}

/** Connections that a broker has, and with whom. */
const endsOf = ({ connection, slaves }: Ha, master: string | null | undefined): readonly { readonly to: string; readonly connection: string }[] => [
  ...(connection === null || master == null ? [] : [{ to: master, connection }]),
  ...Object.entries(slaves).map(([to, known]) => ({ to, connection: known.connection }))
]
