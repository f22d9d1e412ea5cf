/**
 * The tables in `config/`: read when a broker starts, written when the machine says so, and what waits for that.
 *
 * @module
 */
import type { BrokerEvent, EventOf } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Broker, TopicConfig } from "../../spec/broker/state.ts"
import type { Config } from "../../spec/broker/config.ts"
import { topicList } from "../../spec/registration/register.ts"
import { systemTopics } from "../../spec/serving/topics.ts"
import { sorted } from "../../spec/sorted.ts"
import type { Files } from "../files/files.ts"
import { toError } from "../store/errors.ts"
import { JsonFile, type JsonShape } from "../store/json-file.ts"
import { delaysShape, type Groups, groupsShape, type Offsets, offsetsShape, type Topics, topicsShape, type Versioned } from "./config-tables.ts"
import { requestModesShape } from "./request-modes.ts"

/** A table that is written only when it has changed. */
class Saved {
  private readonly file: JsonFile<Offsets>
  private readonly shape: JsonShape<Offsets>
  /** What is in the file, or about to be; `undefined`: nobody knows. */
  private text: string | undefined

  constructor(files: Files, path: string, shape: JsonShape<Offsets>) {
    this.file = new JsonFile(files, path, shape)
    this.shape = shape
  }

  load(): Offsets {
    const value = this.file.load()?.value ?? []
    this.text = this.shape.write(value)
    return value
  }

  save(value: Offsets): void {
    const text = this.shape.write(value)
    if (text === this.text) return
    this.text = text
    // One that fails is tried again with the next one.
    this.file.save(value, (error) => {
      if (error) this.text = undefined
    })
  }

  /** Blocks. */
  saveNow(value: Offsets): void {
    if (this.shape.write(value) !== this.text) this.file.saveNow(value)
  }
}

export class StorageTables {
  private readonly topics
  private readonly offsets
  private readonly delays
  private readonly groups
  private readonly modes
  private readonly now: () => number
  private groupsVersion = 0
  /** What waits for tables that are being saved, by the event that changed them. */
  private readonly saves = new Map<BrokerEvent, { left: number; readonly waiting: (() => void)[] }>()

  /** `dir` is `…/config`. */
  constructor(files: Files, dir: string, now: () => number) {
    this.now = now
    this.topics = new JsonFile(files, `${dir}/topics.json`, topicsShape)
    this.offsets = new Saved(files, `${dir}/consumerOffset.json`, offsetsShape)
    this.delays = new Saved(files, `${dir}/delayOffset.json`, delaysShape)
    this.groups = new JsonFile(files, `${dir}/subscriptionGroup.json`, groupsShape)
    this.modes = new JsonFile(files, `${dir}/messageRequestMode.json`, requestModesShape)
  }

  load(config: Config): Pick<EventOf<"Recovered">, "topics" | "offsets" | "subscriptionGroups" | "requestModes"> {
    const modes = this.modes.load()?.value
    const topics = new Map<string, TopicConfig>([...systemTopics(config), ...(this.topics.load()?.value.table ?? [])])
    return {
      topics: [...topics].sort(([a], [b]) => (a < b ? -1 : 1)),
      offsets: [...new Map([...this.offsets.load(), ...this.delays.load()])],
      subscriptionGroups: [...(this.groups.load()?.value.table ?? [])],
      ...(modes === undefined ? {} : { requestModes: modes })
    }
  }

  /** `false` if it is none of these. The tables are the leader's and come again with its next copy. */
  perform(output: BrokerOutput, cause: BrokerEvent, state: () => Broker): boolean {
    switch (output._tag) {
      case "SaveTopics":
        this.topics.save(this.topicsOf(state()), this.savedFor(cause))
        return true
      case "SaveOffsets": {
        const offsets = sorted(state().offsets)
        this.offsets.save(offsets)
        this.delays.save(offsets)
        return true
      }
      case "SaveSubscriptionGroups":
        this.groups.save(this.groupsOf(state()), this.savedFor(cause))
        return true
      case "SaveRequestModes":
        this.modes.save(sorted(state().requestModes), this.savedFor(cause))
        return true
      default:
        return false
    }
  }

  /** Once the tables that this event has changed are on disk; `false`: it has changed none, or they are. */
  afterSave(cause: BrokerEvent, then: () => void): boolean {
    return this.saves.get(cause)?.waiting.push(then) !== undefined
  }

  /** The progress of consumers is on disk when it returns, and tables that are being saved, or it is told. RocketMQ `BrokerController.shutdown`. */
  saveAll(self: Broker, report: (line: string) => void): void {
    try {
      if (this.topics.isSaving) this.topics.saveNow(this.topicsOf(self))
      if (this.groups.isSaving) this.groups.saveNow(this.groupsOf(self))
      if (this.modes.isSaving) this.modes.saveNow(sorted(self.requestModes))
      const offsets = sorted(self.offsets)
      this.offsets.saveNow(offsets)
      this.delays.saveNow(offsets)
    } catch (error) {
      report(`the tables could not be written when the broker stopped: ${toError(error).message}. What was consumed since they were written last comes again`)
    }
  }

  private topicsOf(self: Broker): Versioned<Topics> {
    return { table: topicList(self), counter: self.topicVersion, timestamp: this.now() }
  }

  private groupsOf(self: Broker): Versioned<Groups> {
    return { table: sorted(self.subscriptionGroups), counter: ++this.groupsVersion, timestamp: this.now() }
  }

  private savedFor(cause: BrokerEvent): () => void {
    const save = this.saves.get(cause) ?? { left: 0, waiting: [] }
    save.left++
    this.saves.set(cause, save)
    return () => {
      if (--save.left > 0) return
      this.saves.delete(cause)
      for (const then of save.waiting) then()
    }
  }
}
