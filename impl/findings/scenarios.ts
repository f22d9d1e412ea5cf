/**
 * What is done to real groups, and what came of it.
 *
 * @module
 */
import type { Passing } from "../wire/recorder.ts"
import { type Load, pause, type RealGroup, waitFor } from "./real-group.ts"

export interface Outcome {
  readonly acked: number
  /** Acked, and not found by a consumer afterwards; `undefined`: no broker serves any more. */
  readonly lost: number | undefined
  /** What happened, in the order in which it did. */
  readonly story: readonly string[]
}

export interface Scenario {
  readonly id: string
  readonly title: string
  /** What is expected by the model of `spec/dledger`, and why. */
  readonly question: string
  readonly settings?: Readonly<Record<string, string | number>>
  readonly run: (group: RealGroup) => Promise<Outcome>
}

const begin = async (group: RealGroup, nodes = group.nodes): Promise<string> => {
  await Promise.all(nodes.map((node) => group.broker(node).start()))
  return group.leader()
}

const moreAcks = (load: Load, count: number): Promise<true> => {
  const wanted = load.acked().size + count
  return waitFor(`${count} more acks`, () => (load.acked().size >= wanted ? true : undefined))
}

const kill = async (group: RealGroup, node: string): Promise<void> => {
  group.recorder.note(`kill -9 ${node}`)
  await group.broker(node).kill()
}

const start = async (group: RealGroup, node: string): Promise<void> => {
  group.recorder.note(`start ${node}`)
  await group.broker(node).start()
}

/** `undefined`: no broker serves. */
const lostOf = async (group: RealGroup, acked: ReadonlySet<string>): Promise<number | undefined> => {
  const found = await group.read()
  return found && [...acked].filter((body) => !found.has(body)).length
}

const kills: Scenario = {
  id: "kills",
  title: "Elections and kills under load",
  question: "Three brokers, two stock producers: the leader is killed and started again, then a follower, then the new leader. Is every frame one that the rules say, and is all that was acked there?",
  run: async (group) => {
    const story: string[] = []
    const first = await begin(group)
    story.push(`${first} leads`)
    const load = group.load(2, 10)
    await moreAcks(load, 300)
    await kill(group, first)
    const second = await group.leader(first)
    story.push(`${first} is killed; ${second} leads`)
    await moreAcks(load, 300)
    await start(group, first)
    await moreAcks(load, 300)
    const follower = group.nodes.find((node) => node !== first && node !== second) as string
    await kill(group, follower)
    story.push(`${first} is back; ${follower} is killed`)
    await moreAcks(load, 300)
    await start(group, follower)
    await moreAcks(load, 300)
    await kill(group, second)
    const third = await group.leader(second)
    story.push(`${follower} is back; ${second} is killed; ${third} leads`)
    await moreAcks(load, 300)
    await start(group, second)
    await moreAcks(load, 300)
    await load.stop()
    // Whoever came back last is to hear of the end of the log.
    await pause(3_000)
    return { acked: load.acked().size, lost: await lostOf(group, load.acked()), story }
  }
}

/** The first frame of this kind, and no other. */
const onlyFirst = (is: (frame: Passing) => boolean, holdMs: number): { readonly treat: (frame: Passing) => number | undefined; readonly isHeld: () => boolean } => {
  let held = false
  return {
    isHeld: () => held,
    treat: (frame) => {
      if (held || !is(frame)) return undefined
      held = true
      return holdMs
    }
  }
}

const HELD_MS = 20_000

const lateTruncate: Scenario = {
  id: "late-truncate",
  title: "A TRUNCATE that comes late",
  question:
    "The model of 0.3.1.2 has a run in which a TRUNCATE, asked a second time before the first one had come, cuts what was appended and acked since (S11). The third broker is down. The first TRUNCATE of the leader to its only follower is held; the leader gives it up after 3 s and asks again. The held one is let through under load, and the leader is killed at once; the third broker is started. Is something lost that was acked?",
  run: async (group) => {
    const story: string[] = []
    const [absent, ...present] = group.nodes as [string, string, string]
    const first = onlyFirst(({ kind }) => kind === "PUSH TRUNCATE", HELD_MS)
    let arrived = false
    let obeyed = false
    await Promise.all(present.map((node) => group.broker(node).start()))
    const leader = await group.leader()
    const follower = present.find((node) => node !== leader) as string
    story.push(`${absent} is not started; ${leader} leads, ${follower} follows`)
    group.treat((frame) => {
      if (arrived && !obeyed && frame.kind === "answer to PUSH TRUNCATE") {
        obeyed = true
        story.push(`${follower} has obeyed the held TRUNCATE`)
      }
      return first.treat(frame)
    })
    const load = group.load(2, 5)
    await waitFor("a TRUNCATE", () => (first.isHeld() ? true : undefined))
    const heldAt = Date.now()
    story.push(`the first TRUNCATE of ${leader} to ${follower} is held`)
    await waitFor("acks", () => (load.acked().size > 200 ? true : undefined))
    story.push("a second one has passed, and messages are acked by both")
    await pause(Math.max(0, heldAt + HELD_MS - 50 - Date.now()))
    arrived = true
    await waitFor("the held TRUNCATE to be obeyed", () => (obeyed ? true : undefined))
    await kill(group, leader)
    await load.stop()
    story.push(`${leader} is killed; ${load.acked().size} messages were acked; ${absent} is started`)
    await start(group, absent)
    const second = await group.leader(leader)
    story.push(`${second} leads`)
    await pause(5_000)
    const told = (lost: number | undefined): string => (lost === undefined ? "no broker serves" : `${lost} of the acked messages are not there`)
    story.push(told(await lostOf(group, load.acked())))
    await start(group, leader)
    await pause(12_000)
    story.push(`${leader}, which has them all, is started again: ${told(await lostOf(group, load.acked()))}`)
    await kill(group, second)
    await start(group, second)
    const third = await group.leader()
    await pause(30_000)
    const lost = await lostOf(group, load.acked())
    story.push(`${second} is killed and started again, ${third} leads: ${told(lost)}`)
    return { acked: load.acked().size, lost, story }
  }
}

const cutOff: Scenario = {
  id: "cut-off-leader",
  title: "A leader that is cut off",
  question: "Nothing passes from and to the leader any more, and after an election it does again: what only it had is cut. Is all that was acked there, and is every frame one that the rules say?",
  run: async (group) => {
    const story: string[] = []
    const first = await begin(group)
    const load = group.load(2, 10)
    await moreAcks(load, 300)
    group.recorder.note(`${first} is cut off`)
    group.treat(({ from, to }) => (from === first || to === first ? "drop" : undefined))
    const second = await group.leader(first)
    story.push(`${first} leads, and is cut off; ${second} leads`)
    await pause(5_000)
    group.recorder.note(`${first} is heard again`)
    group.treat(() => undefined)
    await moreAcks(load, 300)
    await load.stop()
    await pause(5_000)
    story.push(`${first} is heard again`)
    return { acked: load.acked().size, lost: await lostOf(group, load.acked()), story }
  }
}

export const scenarios: readonly Scenario[] = [kills, cutOff, lateTruncate]
