/**
 * Outputs that append to the log: the bodies that go with them, each with its place in its queue and in the log.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput, OutputOf } from "../../spec/broker/outputs.ts"
import * as Log from "../../spec/log/log.ts"
import { SCHEDULE_TOPIC } from "../../spec/schedule/levels.ts"
import { dlqTopic } from "../../spec/serving/retry.ts"
import type { Address } from "../layers/network.ts"
import { peekProperty, peekTopic } from "../message/peek.ts"
import type { MessageType } from "../metrics/observations.ts"
import type { EntryLog } from "../store/entry-log.ts"
import { place } from "../message/place.ts"
import { encodeProperties, MessageConst } from "../message/properties.ts"
import { rewritten } from "../message/rewrite.ts"
import { encodeStored } from "../message/stored.ts"
import { type Bodies, carriesEntries } from "./bodies.ts"

export interface WriteOptions {
  readonly log: EntryLog
  readonly bodies: Bodies
  readonly now: () => number
  /** The host that messages of the broker's own are stored at. */
  readonly advertised: () => Address
  /** Messages of producers were written. */
  readonly wrote: ((topic: string, messages: number, bytes: number, type: MessageType | undefined) => void) | undefined
  /** A message that its group has had for the last time was put aside: its topic, and the group. */
  readonly buried: ((topic: string, group: string) => void) | undefined
}

const DLQ_PREFIX = dlqTopic("")

export const storageWrites = ({ log, bodies, now, advertised, wrote, buried }: WriteOptions) => {
  const writeMessages = (output: OutputOf<"WriteMessages">): void => {
    const drafts = bodies.drafts.get(output.request)
    if (drafts === undefined || drafts.length !== output.count) throw new Error(`request ${output.request}: ${drafts?.length ?? 0} messages at hand, ${output.count} to write`)
    bodies.drafts.delete(output.request)
    const positions = drafts.map(({ encoded: draft }, i) => {
      const encoded = output.rewrite === undefined ? draft : rewritten(draft, output.topic, output.rewrite)
      place(encoded, { queueId: output.queueId, queueOffset: output.queueOffset + i, physicalOffset: log.nextPosition(encoded.length), storeTimestamp: now() })
      return log.append(output.index + i, output.term, encoded)
    })
    bodies.placed.set(output.request, positions)
    wrote?.(output.topic, drafts.length, drafts.reduce((sum, { encoded }) => sum + encoded.length, 0), drafts[0]?.type)
  }

  const writeCopy = ({ index, term, source, topic, queueId, queueOffset, rewrite }: OutputOf<"WriteCopy">): void => {
    const original = log.read(source)
    const encoded = rewritten(original, topic, rewrite)
    place(encoded, { queueId, queueOffset, physicalOffset: log.nextPosition(encoded.length), storeTimestamp: now() })
    log.append(index, term, encoded)
    // Its topic gets it only now.
    if (peekTopic(original) === SCHEDULE_TOPIC) wrote?.(topic, 1, encoded.length, "delay")
    if (topic.startsWith(DLQ_PREFIX)) buried?.(peekProperty(encoded, MessageConst.RETRY_TOPIC) ?? "", topic.slice(DLQ_PREFIX.length))
  }

  const writeText = ({ index, term, topic, queueId, queueOffset, tags, body, properties = [] }: OutputOf<"WriteText">): void => {
    const time = now()
    const host = advertised()
    const encoded = encodeStored({
      topic,
      queueId,
      flag: 0,
      queueOffset,
      physicalOffset: 0,
      sysFlag: 0,
      bornTimestamp: time,
      bornHost: host,
      storeTimestamp: time,
      storeHost: host,
      reconsumeTimes: 0,
      preparedTransactionOffset: 0,
      body: Buffer.from(body),
      properties: encodeProperties({ [MessageConst.TAGS]: tags, ...Object.fromEntries(properties) }, true)
    })
    place(encoded, { queueId, queueOffset, physicalOffset: log.nextPosition(encoded.length), storeTimestamp: time })
    log.append(index, term, encoded)
  }

  const writeEntries = ({ first, last }: OutputOf<"WriteEntries">, cause: BrokerEvent): void => {
    const arrived = bodies.arrived.get(cause)
    if (arrived === undefined || !carriesEntries(cause)) throw new Error(`entries ${first}..${last}: no bodies came with ${cause._tag}`)
    for (let index = first; index <= last; index++) {
      const term = termIn(cause.entries, index)
      log.append(index, term, arrived.bodies[index - arrived.first] as Buffer, arrived.positions?.[index - arrived.first])
    }
  }

  /** `false` if it is none of these. */
  return (output: BrokerOutput, cause: BrokerEvent): boolean => {
    switch (output._tag) {
      case "WriteMessages":
        writeMessages(output)
        return true
      case "WriteCopy":
        writeCopy(output)
        return true
      case "WriteText":
        writeText(output)
        return true
      case "WriteNoop":
        log.append(output.index, output.term, new Uint8Array(0))
        return true
      case "WriteEntries":
        writeEntries(output, cause)
        return true
      default:
        return false
    }
  }
}

const termIn = (entries: Log.Slice, index: number): number => {
  let term = Log.NO_TERM
  for (const run of entries.runs) if (run.first <= index) term = run.term
  return term
}
