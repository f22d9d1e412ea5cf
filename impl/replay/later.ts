/**
 * The world of messages that come later, performed (`models/world/later.ts`): one broker, and producers and a consumer that ask what the
 * trace says, in RocketMQ's frames.
 *
 * @module
 */
import { TOPIC } from "../../models/world/node.ts"
import type { LaterAction, LaterNode, LaterOptions } from "../../models/world/later.ts"
import type { Suite } from "../../properties/suites.ts"
import type { LiveEntry } from "../cluster/steering.ts"
import { encodeProperties } from "../message/properties.ts"
import { RequestCode } from "../remoting/codes.ts"
import { Diverged, notAMove, type Stage } from "./stage.ts"
import { entryText, seenOf } from "./seen.ts"
import { type LiveWorld, type Made, notesOf } from "./world.ts"

/** `MessageSysFlag`. */
const PREPARED = 4
const ENDS = { COMMIT: 8, ROLLBACK: 12 } as const

const PRODUCERS = "p"
const CONSUMERS = "g"

/** A time of day that no clock comes to while a trace is performed: timers fire when it says so. */
const FAR = Date.now() + 3_600_000

export const laterWorld = (suite: Suite): LiveWorld => {
  const { messages, maxReconsumeTimes } = suite.bounds as LaterOptions
  const node = (locals: readonly unknown[]): LaterNode => locals[0] as LaterNode
  const first = node(suite.model().initial.locals).broker
  const name = first.config.dLegerSelfId
  const topic = { readQueueNums: 1, writeQueueNums: 1, perm: 6, topicSysFlag: 0, order: false }

  const ask = async (stage: Stage, code: number, fields: Readonly<Record<string, string>>): Promise<void> => {
    stage.live.client.ask("", stage.live.address(name), { code, fields }, () => {})
    await stage.rest()
  }

  /** Where an entry of the log is on the live disk. */
  const placeOf = async (stage: Stage, index: number): Promise<LiveEntry> => {
    const found = (await stage.live.observe(name)).entries[index]
    if (found === undefined) throw new Diverged(`entry ${index} in the log of ${name}`, "none")
    return found
  }

  const act = async (stage: Stage, { move, after }: Made): Promise<void> => {
    const action = (move as { readonly action: LaterAction }).action
    switch (action.do) {
      case "send": {
        const { delayLevel, prepared, timer } = messages[action.message] ?? {}
        const marks = { ...(delayLevel === undefined ? {} : { DELAY: String(delayLevel) }), ...(prepared ? { TRAN_MSG: "true", PGROUP: PRODUCERS } : {}), ...(timer === undefined ? {} : { TIMER_DELIVER_MS: String(FAR), UNIQ_KEY: action.message }) }
        return stage.send(name, action.message, { properties: encodeProperties(marks, true), sysFlag: prepared ? PREPARED : 0 })
      }
      case "end": {
        const { physicalOffset, queueOffset } = await placeOf(stage, action.entry)
        return ask(stage, RequestCode.END_TRANSACTION, { producerGroup: PRODUCERS, tranStateTableOffset: String(queueOffset), commitLogOffset: String(physicalOffset), commitOrRollback: String(ENDS[action.decision]) })
      }
      case "back": {
        const { physicalOffset } = await placeOf(stage, action.entry)
        return ask(stage, RequestCode.CONSUMER_SEND_MSG_BACK, { offset: String(physicalOffset), group: CONSUMERS, delayLevel: "0", originTopic: TOPIC, unitMode: "false", ...(maxReconsumeTimes === null ? {} : { maxReconsumeTimes: String(maxReconsumeTimes) }) })
      }
      case "recall":
        return ask(stage, RequestCode.RECALL_MESSAGE, { producerGroup: PRODUCERS, topic: TOPIC, recallHandle: Buffer.from(["v1", TOPIC, first.config.brokerName, String(FAR), action.message].join(" ")).toString("base64url") })
      case "fire":
        return stage.fire(name, action.timer)
      case "flushed":
        return stage.release(name, "log", ({ durableIndex }) => node(after).flushing !== null && durableIndex >= node(after).durable)
      case "powerLoss":
        await stage.live.powerLoss(name, action.last, [])
        await stage.live.start(name, false)
        return stage.rest()
      default:
        return notAMove(action)
    }
  }

  return {
    names: [name],
    configs: [first.config],
    holds: ["log"],
    topics: [TOPIC, `%RETRY%${CONSUMERS}`, `%DLQ%${CONSUMERS}`].map((each) => [each, topic]),
    direct: () => false,
    act,
    expected: (local) => {
      const { broker, entries } = local as LaterNode
      return { ...seenOf(broker, broker.log.lastIndex, broker.log.durableIndex, (connection) => connection), queues: entries.map(({ message, queue, offset, reconsumeTimes }, index) => `${entryText(index, 0, message)} ${queue} ${offset} ${reconsumeTimes}`).join(", ") }
    },
    seen: (live) => ({
      ...seenOf(live, live.lastIndex, live.durableIndex, (connection) => connection),
      queues: live.entries.map(({ term, body, queue, queueOffset, reconsumeTimes }, index) => `${entryText(index, term, body ?? undefined)} ${queue} ${queueOffset} ${reconsumeTimes}`).join(", ")
    }),
    told: (step) => ({ sends: notesOf(step, "acked").map(({ message = "" }) => ({ operation: message, status: "SEND_OK" })), reads: undefined }),
    startAll: () => Promise.resolve()
  }
}
