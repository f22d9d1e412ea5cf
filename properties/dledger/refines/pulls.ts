/**
 * Pulls (E12): visible messages at once, a wait where there are none, and where a queue begins or ends.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerEvent, EventOf } from "../../../spec/broker/events.ts"
import type { BrokerOutput } from "../../../spec/broker/outputs.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import type { HeldPull } from "../../../spec/serving/state.ts"
import type { ResponseCode } from "../../../spec/vocabulary.ts"
import { serves } from "./step.ts"
import { beginOf, endOf, refusal, type Served } from "./served.ts"

export const pullAfter = (before: Broker, event: BrokerEvent): Served | undefined => {
  if (event._tag === "PullMessage") return pulled(before, event)
  if (event._tag === "QueueRead") return found(before, event)
  if (event._tag !== "HoldTimeout") return undefined
  const pull = heldAt(before, event.queue).find(({ request }) => request === event.request)
  return pull === undefined ? { outputs: [] } : { held: unheld(before, pull), outputs: [empty(before, pull, "PULL_NOT_FOUND", pull.offset)] }
}

const heldAt = ({ held }: Broker, queue: string): readonly HeldPull[] => {
  const pulls = HashMap.get(held, queue)
  return pulls._tag === "Some" ? pulls.value : []
}

const unheld = (before: Broker, { queue, request }: HeldPull): Broker["held"] => {
  const rest = heldAt(before, queue).filter((other) => other.request !== request)
  return rest.length > 0 ? HashMap.set(before.held, queue, rest) : HashMap.remove(before.held, queue)
}

const answer = (before: Broker, { request, queue }: HeldPull, code: ResponseCode, offsets: readonly number[], nextBeginOffset: number): BrokerOutput => ({ _tag: "ReplyPull", request, code, queue, offsets, nextBeginOffset, minOffset: beginOf(before, queue), maxOffset: endOf(before, queue) })

const empty = (before: Broker, pull: HeldPull, code: ResponseCode, nextBeginOffset: number): BrokerOutput => answer(before, pull, code, [], nextBeginOffset)

const readOf = (before: Broker, { request, queue, offset, maxMsgNums, expression }: HeldPull): BrokerOutput => ({ _tag: "ReadQueue", request, queue, offset, maxMsgNums, end: endOf(before, queue), ...(expression === undefined ? {} : { properties: true as const }) })

const timeout = ({ request, queue }: HeldPull) => ({ _tag: "HoldTimeout", request, queue }) as const

/** By tags only: what SQL92 wants is another relation's. */
const pulled = (before: Broker, event: EventOf<"PullMessage">): Served | undefined => {
  const { group, topic, queueId, offset, commitOffset, suspendTimeoutMillis: patience, readFromFollower } = event
  const follows = before.raft.role !== "LEADER" && (readFromFollower || before.config.enableSlaveActingMaster)
  if (!serves(before) && !follows) return refusal(event, "SYSTEM_BUSY")
  const said = HashMap.get(before.subscriptionGroups, group)
  const members = HashMap.get(before.groups, group)
  const isBroadcast = members._tag === "Some" && members.value.messageModel === "BROADCASTING"
  if (said._tag === "Some" && (!said.value.consumeEnable || (!said.value.consumeBroadcastEnable && isBroadcast))) return refusal(event, "NO_PERMISSION")
  const config = HashMap.get(before.topics, topic)
  if (config._tag === "None") return refusal(event, "TOPIC_NOT_EXIST")
  if ((config.value.perm & 4) === 0) return refusal(event, "NO_PERMISSION")
  if (queueId < 0 || queueId >= config.value.readQueueNums) return refusal(event, "SYSTEM_ERROR")
  const subscription = members._tag === "Some" ? members.value.subscriptions.find((one) => one.topic === topic) : undefined
  if (event.expression !== undefined || (event.codeSet === null && subscription?.expressionType === "SQL92")) return undefined
  const queue = `${topic}@${queueId}`
  const pull: HeldPull = { request: event.request, channel: event.channel, queue, offset, maxMsgNums: event.maxMsgNums, codeSet: event.codeSet ?? subscription?.codeSet ?? [], suspendTimeoutMillis: patience }
  const kept = commitOffset !== null && serves(before) ? { offsets: HashMap.set(before.offsets, `${group}@${queue}`, commitOffset) } : {}
  const end = endOf(before, queue)
  const begin = beginOf(before, queue)
  if (offset < begin) return { ...kept, outputs: [empty(before, pull, "PULL_OFFSET_MOVED", begin)] }
  if (offset > end && serves(before)) return { ...kept, outputs: [empty(before, pull, "PULL_OFFSET_MOVED", end)] }
  const waits: readonly BrokerOutput[] = patience > 0 ? [{ _tag: "ArmTimer", event: timeout(pull), ms: [patience, patience] }] : []
  if (offset < end) return { ...kept, reading: HashMap.set(before.reading, pull.request, pull), outputs: [...waits, readOf(before, pull)] }
  if (patience > 0) return { ...kept, held: HashMap.set(before.held, queue, [...heldAt(before, queue), pull]), outputs: waits }
  return { ...kept, outputs: [empty(before, pull, "PULL_NOT_FOUND", offset)] }
}

/** As many as were asked for, of those wanted; the next pull begins behind the last one looked at. */
const found = (before: Broker, event: EventOf<"QueueRead">): Served | undefined => {
  const asked = HashMap.get(before.reading, event.request)
  if (asked._tag === "None") return { outputs: [] }
  const pull = asked.value
  if (pull.expression !== undefined || event.found.length > pull.maxMsgNums || event.found.reduce((sum, { size }) => sum + size, 0) > 262_144) return undefined
  const reading = HashMap.remove(before.reading, event.request)
  const stops: readonly BrokerOutput[] = pull.suspendTimeoutMillis > 0 ? [{ _tag: "CancelTimer", event: timeout(pull) }] : []
  const last = event.found.at(-1)
  if (last === undefined) return { reading, outputs: [...stops, empty(before, pull, "PULL_NOT_FOUND", pull.offset)] }
  const offsets = event.found.filter(({ tagsCode }) => pull.codeSet.length === 0 || pull.codeSet.includes(tagsCode)).map(({ offset }) => offset)
  const next = last.offset + 1
  if (offsets.length > 0) return { reading, outputs: [...stops, answer(before, pull, "SUCCESS", offsets, next)] }
  if (pull.suspendTimeoutMillis > 0 && next >= endOf(before, pull.queue)) return { reading, held: HashMap.set(before.held, pull.queue, [...heldAt(before, pull.queue), { ...pull, offset: next }]), outputs: [] }
  return { reading, outputs: [...stops, empty(before, pull, "PULL_RETRY_IMMEDIATELY", next)] }
}

/** What wakes with messages in these queues: each pull that waits is read for, its time running on. */
export const wokenBy = (before: Broker, ends: readonly (readonly [string, number])[]): readonly HeldPull[] => ends.flatMap(([queue]) => heldAt(before, queue))
